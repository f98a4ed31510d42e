import { type Context, type Database, rowsOf, textArray } from "@eai/modules/kernel";
import { and, eq, sql } from "drizzle-orm";
import { readsDocument } from "./access.ts";
import { mayReadKnowledge } from "./asker.ts";
import { type Passage, readPassages } from "./search/passages.ts";
import { documents, documentVersions, knowledgeBases } from "./tables.ts";

/** A document as whoever asks may see it now. */
export interface VisibleDocument {
  id: string;
  name: string;
  knowledgeBaseId: string;
  /** When what it says now was uploaded; null while nothing of it is ready. */
  uploadedAt: Date | null;
}

export interface VisibleDocumentVerbs {
  /** Those of these documents that the actor may read right now, by id. */
  visibleDocuments(context: Context, documentIds: readonly string[]): Promise<Map<string, VisibleDocument>>;
  /**
   * How these documents begin: their first passages, from each document in turn, as far as the actor may read them.
   * What is asked of a document as a whole ("summarise it") has no words that a search could find.
   * @param limit how many passages at most
   */
  openingPassages(context: Context, documentIds: readonly string[], limit: number): Promise<Passage[]>;
}

export function visibleDocumentVerbs({ database }: { database: Database }): VisibleDocumentVerbs {
  return {
    async visibleDocuments(context, documentIds) {
      if (documentIds.length === 0 || !mayReadKnowledge(context)) return new Map();
      const rows = await database
        .select({
          id: documents.id,
          name: documents.name,
          knowledgeBaseId: documents.knowledgeBaseId,
          uploadedAt: documentVersions.uploadedAt,
        })
        .from(documents)
        .innerJoin(knowledgeBases, eq(knowledgeBases.id, documents.knowledgeBaseId))
        .leftJoin(documentVersions, eq(documentVersions.id, documents.currentVersionId))
        .where(and(sql`${documents.id} = any(${textArray(documentIds)})`, readsDocument(context)));
      return new Map(rows.map((row) => [row.id, row]));
    },

    async openingPassages(context, documentIds, limit) {
      if (documentIds.length === 0 || !mayReadKnowledge(context)) return [];
      const rows = await rowsOf<{ id: string }>(
        database,
        sql`select chunks.id from chunks
          join documents on documents.id = chunks.document_id and documents.current_version_id = chunks.version_id
          join knowledge_bases on knowledge_bases.id = documents.knowledge_base_id
          where documents.id = any(${textArray(documentIds)}) and chunks.ordinal < ${limit}::int
            and ${readsDocument(context)}
          order by chunks.ordinal, documents.id limit ${limit}::int`,
      );
      const ids = rows.map(({ id }) => id);
      const stored = await readPassages(database, context, ids);
      return ids.flatMap((id): Passage[] => {
        const passage = stored.get(id);
        return passage === undefined ? [] : [{ ...passage, ...notSearchedFor, mergedFrom: [id] }];
      });
    },
  };
}

const notSearchedFor = {
  score: 0,
  scores: { dense: null, lexical: null, fused: 0, rerank: null },
  model: null,
  coverage: 0,
  minimumSimilarity: null,
  relevant: true,
};
