import { lockStatistics, type MovableIndex, type StoredVersion } from "@eai/adapters/lexical";
import { type Database, rowsOf } from "@eai/modules/kernel";
import { sql } from "drizzle-orm";
import { insertChunks } from "./write-index.ts";

const chunksPerStatement = 100;

/** The index in the database, for moving from it and to it. */
export function createMovablePgvector({ database }: { database: Database }): MovableIndex {
  async function versionIds(): Promise<string[]> {
    const rows = await rowsOf<{ id: string }>(
      database,
      sql`select distinct version_id as id from chunk_index order by 1`,
    );
    return rows.map(({ id }) => id);
  }
  return {
    versionIds,
    completeVersionIds: versionIds,
    read: (versionId) => readVersion(database, versionId),
    takeOver: (version) =>
      database.transaction(async (transaction) => {
        await lockStatistics(transaction, [version.knowledgeBaseId]);
        const [counted] = await rowsOf<{ isThere: boolean }>(
          transaction,
          sql`select exists (select from chunk_index where version_id = ${version.versionId}) as "isThere"
            from index_versions where version_id = ${version.versionId}`,
        );
        if (counted === undefined) return false;
        if (counted.isThere) return true;
        for (let start = 0; start < version.chunks.length; start += chunksPerStatement) {
          await insertChunks(transaction, {
            ...version,
            chunks: version.chunks.slice(start, start + chunksPerStatement),
          });
        }
        return true;
      }),
  };
}

interface Row {
  chunkId: string;
  documentId: string;
  knowledgeBaseId: string;
  language: string;
  lexical: string;
  termCount: number;
  model: string | null;
  embedding: string | null;
}

async function readVersion(database: Database, versionId: string): Promise<StoredVersion | null> {
  const rows = await rowsOf<Row>(
    database,
    sql`select chunk_id as "chunkId", document_id as "documentId", knowledge_base_id as "knowledgeBaseId", language,
        lexical::text, term_count as "termCount", embedding_model as model, embedding::text
      from chunk_index where version_id = ${versionId} order by chunk_id`,
  );
  const [first] = rows;
  if (first === undefined) return null;
  return {
    versionId,
    documentId: first.documentId,
    knowledgeBaseId: first.knowledgeBaseId,
    language: first.language === "" ? null : first.language,
    embeddingModel: rows.find(({ model }) => model !== null)?.model ?? null,
    chunks: rows.map(({ chunkId, lexical, termCount, embedding }) => ({
      chunkId,
      weights: readSparse(lexical),
      termCount,
      embedding: embedding === null ? null : (JSON.parse(embedding) as number[]),
    })),
  };
}

/** pgvector's text form: `{1:0.5,7:2}/1000000000`. */
function readSparse(text: string): Map<number, number> {
  const inside = text.slice(1, text.indexOf("}"));
  if (inside === "") return new Map();
  return new Map(
    inside.split(",").map((part) => {
      const [place, weight] = part.split(":");
      return [Number(place), Number(weight)];
    }),
  );
}
