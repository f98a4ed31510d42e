import type { PageKind } from "@eai/contract";
import { type Context, type Database, textArray } from "@eai/modules/kernel";
import { and, eq, sql } from "drizzle-orm";
import { readsDocument } from "../access.ts";
import { chunks, documents, documentVersions, knowledgeBases } from "../tables.ts";

/** A piece of a document that was found, with where it stands. */
export interface Passage {
  chunkId: string;
  documentId: string;
  documentName: string;
  versionId: string;
  /** Counts the uploads of the document. */
  version: number;
  knowledgeBaseId: string;
  text: string;
  pageFrom: number | null;
  pageTo: number | null;
  pageKind: PageKind | null;
  headingPath: string[];
  /** ISO 639-1; null when it is not known. */
  language: string | null;
  /** Offsets into the extracted text of the version. */
  start: number;
  end: number;
  /** 0 to 1, comparable within one answer only */
  score: number;
  /** Cosine similarity, BM25 and what the reranking model gave, null where it was not found so or not asked; both fused. */
  scores: { dense: number | null; lexical: number | null; fused: number; rerank: number | null };
  /** The embedding model that `dense` is of; null without. */
  model: string | null;
  /** How much of the question's weight stands in it, 0 to 1. */
  coverage: number;
  /** From which `dense` on it is near enough; null when it was not found by meaning. */
  minimumSimilarity: number | null;
  /** The chunks it was made of, in their order: itself, or neighbours that became one. */
  mergedFrom: string[];
  /** Whether it can be evidence; a passage that shares only trifles with the question is not. */
  relevant: boolean;
}

/** What is read of it; the rest comes from the search. */
export type StoredPassage = Omit<
  Passage,
  "score" | "scores" | "model" | "coverage" | "minimumSimilarity" | "mergedFrom" | "relevant"
>;

/**
 * What stands in the chunks that were found. Asks the same access and currentness again, so that an index that is
 * behind cannot show what is gone.
 */
export async function readPassages(
  database: Database,
  context: Context,
  chunkIds: readonly string[],
): Promise<Map<string, StoredPassage>> {
  if (chunkIds.length === 0) return new Map();
  const rows = await database
    .select({
      chunkId: chunks.id,
      documentId: chunks.documentId,
      documentName: documents.name,
      versionId: chunks.versionId,
      version: documentVersions.number,
      knowledgeBaseId: documents.knowledgeBaseId,
      text: chunks.text,
      pageFrom: chunks.pageFrom,
      pageTo: chunks.pageTo,
      pageKind: documentVersions.pageKind,
      headingPath: chunks.headingPath,
      language: documentVersions.language,
      start: chunks.startChar,
      end: chunks.endChar,
    })
    .from(chunks)
    .innerJoin(documents, and(eq(documents.id, chunks.documentId), eq(documents.currentVersionId, chunks.versionId)))
    .innerJoin(documentVersions, eq(documentVersions.id, chunks.versionId))
    .innerJoin(knowledgeBases, eq(knowledgeBases.id, documents.knowledgeBaseId))
    .where(and(sql`${chunks.id} = any(${textArray(chunkIds)})`, readsDocument(context)));
  return new Map(rows.map((row) => [row.chunkId, row]));
}
