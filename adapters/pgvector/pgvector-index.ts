import { readLanguages, recountStatistics, removeVersions } from "@eai/adapters/lexical";
import { type Database, rowsOf, textArray } from "@eai/modules/kernel";
import type { VectorIndex } from "@eai/modules/knowledge";
import { sql } from "drizzle-orm";
import { createApproximateIndexes, maintainApproximateIndexes } from "./approximate-index.ts";
import { searchDense } from "./dense-search.ts";
import { searchLexical } from "./lexical-search.ts";
import { replaceVersion } from "./write-index.ts";

export interface PgvectorIndexDependencies {
  database: Database;
  /** Of its server, for a connection that makes approximate indexes; left out for the embedded one, which gets none. */
  serverUrl?: string | undefined;
}

/** The index in the platform's own database: BM25 through sparse vectors, embeddings beside them. */
export function createPgvectorIndex({ database, serverUrl }: PgvectorIndexDependencies): VectorIndex {
  const indexes = createApproximateIndexes(database);
  return {
    // Everything is in the one database: there is nothing to do before a transaction.
    prepare: async () => undefined,
    replace: replaceVersion,
    remove: removeVersions,
    maintain: async () => {
      if (serverUrl !== undefined) await maintainApproximateIndexes(serverUrl);
    },
    finishRemovals: () => forgetNotes(database),
    held: (knowledgeBaseId) =>
      rowsOf(
        database,
        sql`select version_id as "versionId", document_id as "documentId", knowledge_base_id as "knowledgeBaseId",
            count(*)::int as "chunkCount"
          from chunk_index where ${knowledgeBaseId === undefined ? sql`true` : sql`knowledge_base_id = ${knowledgeBaseId}`}
          group by 1, 2, 3 order by 1`,
      ),
    recount: (input) => recountStatistics(database, input),
    async vectors(chunkIds) {
      const rows = await rowsOf<{ id: string; embedding: string }>(
        database,
        sql`select chunk_id as id, embedding::text from chunk_index
          where chunk_id = any(${textArray(chunkIds)}) and embedding is not null`,
      );
      return new Map(rows.map(({ id, embedding }) => [id, JSON.parse(embedding) as number[]]));
    },
    languages: (knowledgeBaseIds) => readLanguages(database, knowledgeBaseIds),
    async search(context, query) {
      const [lexical, dense] = await Promise.all([
        searchLexical(context, database, query),
        searchDense(context, database, indexes, query),
      ]);
      return { lexical: lexical.hits, dense, wordWeights: lexical.wordWeights };
    },
  };
}

/**
 * Nothing is left here after a commit. What is noted for a Qdrant that is not in use any more would wait for ever; a move
 * back to it takes out of it whatever is not counted there.
 */
async function forgetNotes(database: Database): Promise<number> {
  await database.execute(sql`delete from index_removals where due_at <= now()`);
  return 0;
}
