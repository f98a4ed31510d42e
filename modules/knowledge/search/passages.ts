import type { PageKind } from "@eai/contract";
import { type Context, type Database, textArray } from "@eai/modules/kernel";
import { and, eq, sql } from "drizzle-orm";
import { readsDocument } from "../access.ts";
import { chunks, documents, documentVersions, knowledgeBases } from "../tables.ts";
import type { FusedHit } from "./fuse.ts";

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
  /** Offsets into the extracted text of the version. */
  start: number;
  end: number;
  /** 0 to 1, comparable within one answer only */
  score: number;
  /** Cosine similarity and BM25; null where that search did not find it. */
  scores: { dense: number | null; lexical: number | null };
  /** Whether it can be evidence; a passage that shares only trifles with the question is not. */
  relevant: boolean;
}

export type StoredPassage = Omit<Passage, "score" | "scores" | "relevant">;

/**
 * What stands in the chunks that were found. Asks the same access and currentness again, so that an index that is
 * behind cannot show what is gone.
 */
export async function readPassages(
  database: Database,
  context: Context,
  hits: readonly FusedHit[],
): Promise<Map<string, StoredPassage>> {
  if (hits.length === 0) return new Map();
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
      start: chunks.startChar,
      end: chunks.endChar,
    })
    .from(chunks)
    .innerJoin(documents, and(eq(documents.id, chunks.documentId), eq(documents.currentVersionId, chunks.versionId)))
    .innerJoin(documentVersions, eq(documentVersions.id, chunks.versionId))
    .innerJoin(knowledgeBases, eq(knowledgeBases.id, documents.knowledgeBaseId))
    .where(and(sql`${chunks.id} = any(${textArray(hits.map(({ chunkId }) => chunkId))})`, readsDocument(context)));
  return new Map(rows.map((row) => [row.chunkId, row]));
}

/** Leaves out passages whose text stands higher up already, whatever their spacing and letter case. */
export function withoutRepeats<Item extends { text: string }>(passages: readonly Item[]): Item[] {
  const seen = new Set<string>();
  return passages.filter(({ text }) => {
    const key = text.toLowerCase().replace(/\s+/g, " ").trim();
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
