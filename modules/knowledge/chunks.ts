import type { Chunk } from "@eai/contract";
import {
  behindOrdinal,
  type Context,
  type Database,
  notFound,
  type Page,
  type PageInput,
  toPage,
} from "@eai/modules/kernel";
import { and, asc, eq, inArray } from "drizzle-orm";
import { readsDocument } from "./access.ts";
import { mayReadKnowledge } from "./asker.ts";
import type { DocumentReference } from "./documents.ts";
import { presentChunk } from "./present.ts";
import { chunks, documents, knowledgeBases } from "./tables.ts";

export interface ChunkVerbs {
  /** The passages of the complete version, in order; none until there is one. @throws ProblemError `not_found` */
  listChunks(context: Context, reference: DocumentReference, input: PageInput): Promise<Page<Chunk>>;
  /**
   * Which of these chunks the actor may see right now: of a document that is still there, in its current version,
   * and open to them. Asked again each time a stored citation is shown.
   */
  visibleChunks(context: Context, chunkIds: readonly string[]): Promise<Set<string>>;
}

export function chunkVerbs({ database }: { database: Database }): ChunkVerbs {
  return {
    async listChunks(context, { knowledgeBaseId, documentId }, { limit, cursor }) {
      const [document] = await database
        .select({ currentVersionId: documents.currentVersionId })
        .from(documents)
        .innerJoin(knowledgeBases, eq(knowledgeBases.id, documents.knowledgeBaseId))
        .where(
          and(eq(documents.id, documentId), eq(documents.knowledgeBaseId, knowledgeBaseId), readsDocument(context)),
        );
      if (!document) throw notFound("document");
      if (document.currentVersionId === null) return { data: [], next_cursor: null };
      const rows = await database
        .select()
        .from(chunks)
        .where(and(eq(chunks.versionId, document.currentVersionId), behindOrdinal(cursor, chunks.ordinal)))
        .orderBy(asc(chunks.ordinal))
        .limit(limit + 1);
      return toPage(rows, limit, presentChunk, (row) => [row.ordinal]);
    },

    async visibleChunks(context, chunkIds) {
      if (chunkIds.length === 0 || !mayReadKnowledge(context)) return new Set();
      const rows = await database
        .select({ id: chunks.id })
        .from(chunks)
        .innerJoin(documents, eq(documents.currentVersionId, chunks.versionId))
        .innerJoin(knowledgeBases, eq(knowledgeBases.id, documents.knowledgeBaseId))
        .where(and(inArray(chunks.id, [...chunkIds]), readsDocument(context)));
      return new Set(rows.map((row) => row.id));
    },
  };
}
