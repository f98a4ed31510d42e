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
import { chunks, documents, documentVersions, knowledgeBases } from "./tables.ts";

export interface ChunkVerbs {
  /** The passages of the complete version, in order; none until there is one. @throws ProblemError `not_found` */
  listChunks(context: Context, reference: DocumentReference, input: PageInput): Promise<Page<Chunk>>;
  /**
   * Which of these cited passages the actor may see right now: of a document that is still there, complete, and open to
   * them. Asked again each time a stored citation is shown.
   * @returns by chunk
   */
  citedPassages(context: Context, cited: readonly CitedReference[]): Promise<Map<string, CitedPassage>>;
}

export interface CitedReference {
  chunkId: string;
  documentId: string;
}

export interface CitedPassage {
  /** Of the document as it is now. */
  version: number;
  /** The passage is one of that version. */
  isCurrent: boolean;
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

    async citedPassages(context, cited) {
      if (cited.length === 0 || !mayReadKnowledge(context)) return new Map();
      const documentIds = [...new Set(cited.map(({ documentId }) => documentId))];
      const chunkIds = [...new Set(cited.map(({ chunkId }) => chunkId))];
      const rows = await database
        .select({ documentId: documents.id, version: documentVersions.number, chunkId: chunks.id })
        .from(documents)
        .innerJoin(knowledgeBases, eq(knowledgeBases.id, documents.knowledgeBaseId))
        .innerJoin(documentVersions, eq(documentVersions.id, documents.currentVersionId))
        .leftJoin(chunks, and(eq(chunks.versionId, documents.currentVersionId), inArray(chunks.id, chunkIds)))
        .where(and(inArray(documents.id, documentIds), readsDocument(context)));
      const versions = new Map(rows.map(({ documentId, version }) => [documentId, version]));
      const current = new Set(rows.map(({ chunkId }) => chunkId));
      const found = new Map<string, CitedPassage>();
      for (const { chunkId, documentId } of cited) {
        const version = versions.get(documentId);
        if (version !== undefined) found.set(chunkId, { version, isCurrent: current.has(chunkId) });
      }
      return found;
    },
  };
}
