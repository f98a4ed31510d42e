import { systemContext, type Transaction } from "@eai/modules/kernel";
import { countTokens } from "@eai/modules/models";
import { eq } from "drizzle-orm";
import { v5 } from "uuid";
import { indexedText, toIndexEntry } from "../search/index-entry.ts";
import { chunks as chunksTable } from "../tables.ts";
import type { IndexEntry } from "../vector-index.ts";
import type { VersionRow } from "../versions.ts";
import type { Attempt } from "./attempt.ts";
import { type Chunk, chunkDocumentInTurns } from "./chunk.ts";
import type { ClaimedVersion } from "./claim.ts";
import type { ExtractedDocument } from "./document.ts";
import { extractDocument } from "./extract.ts";
import { ExtractionError } from "./extraction-error.ts";
import type { IngestionDependencies } from "./pipeline.ts";
import { reserveBatch } from "./reserve-batch.ts";

const embeddingBatch = 64;
const rowsPerStatement = 200;
/** Counting terms is quick, but the event loop also serves people. */
const entriesPerTurn = 100;

/** The text of the stored original. @throws ExtractionError */
export async function extractStage(
  { files, extraction }: IngestionDependencies,
  { version, documentName }: ClaimedVersion,
  attempt: Attempt,
): Promise<ExtractedDocument> {
  await attempt.enter("extracting");
  const path = await files.localPath(version.fileKey);
  if (path === null) throw new ExtractionError("original_missing");
  return extractDocument({ path, mediaType: version.mediaType, name: documentName }, extraction, attempt.signal);
}

/**
 * The passages, as the knowledge base wants them cut. May take as long as reading the file may.
 * @throws ExtractionError `no_text_found`, `extraction_timed_out`
 */
export async function chunkStage(
  { extraction }: Pick<IngestionDependencies, "extraction">,
  { settings: { chunking } }: ClaimedVersion,
  attempt: Attempt,
  extracted: ExtractedDocument,
): Promise<Chunk[]> {
  await attempt.enter("chunking");
  const deadline = new AbortController();
  const giveUp = () => deadline.abort(new ExtractionError("extraction_timed_out"));
  const timer = setTimeout(giveUp, extraction.timeoutSeconds * 1000);
  const signal = AbortSignal.any([attempt.signal, deadline.signal]);
  const chunks = await chunkDocumentInTurns(extracted, chunking, countTokens, signal).finally(() => {
    clearTimeout(timer);
  });
  if (chunks.length === 0) throw new ExtractionError("no_text_found");
  return chunks;
}

/**
 * A vector for each passage by the embedding model of the settings; null without one, and where that of the knowledge base
 * is no longer configured: words find the document all the same.
 * @throws ProblemError what embedding throws; `model_not_found` for a re-index, which is there for the vectors
 */
export async function embedStage(
  { models, reservations }: IngestionDependencies,
  { version, documentName, settings: { embeddingModel: model }, tenant }: ClaimedVersion,
  attempt: Attempt,
  extracted: ExtractedDocument,
  chunks: readonly Chunk[],
): Promise<number[][] | null> {
  if (model === null) return null;
  if (version.reindexId === null && !models.embeddings.some((entry) => entry.model === model)) return null;
  await attempt.enter("embedding");
  const context = systemContext("ingestion", tenant, attempt.signal);
  const vectors: number[][] = [];
  const costOf = (tokens: number) => models.estimateCost(model, { promptTokens: tokens, completionTokens: 0 });
  while (vectors.length < chunks.length) {
    const wanted = chunks.slice(vectors.length, vectors.length + embeddingBatch);
    const tokenCounts = wanted.map((chunk) => chunk.tokenCount);
    const { reservation, count } = await reserveBatch(reservations, context, { tokenCounts, costOf });
    const texts = wanted.slice(0, count).map((chunk) => indexedText(chunk, { ...extracted, name: documentName }));
    try {
      const embedded = await models.embed(context, reservation, { texts, purpose: "ingestion", model });
      vectors.push(...embedded.vectors);
    } finally {
      reservations.release(reservation);
    }
    attempt.progress(vectors.length / chunks.length);
  }
  attempt.signal.throwIfAborted();
  return vectors;
}

interface Prepared {
  extracted: ExtractedDocument;
  chunks: readonly Chunk[];
  vectors: number[][] | null;
}

/** Stores the passages and puts them in the index, in place of what an earlier attempt left. */
export async function indexStage(
  { index }: Pick<IngestionDependencies, "index">,
  { version, documentName, settings }: ClaimedVersion,
  attempt: Attempt,
  { extracted, chunks, vectors }: Prepared,
): Promise<void> {
  await attempt.enter("indexing");
  const entries = await indexEntries(version, documentName, { extracted, chunks, vectors });
  attempt.progress(0.2);
  for (let start = 0; start < chunks.length; start += rowsPerStatement) {
    attempt.signal.throwIfAborted();
    await attempt.write(async (transaction) => {
      if (start === 0) await forgetChunks(transaction, version.id);
      await insertChunks(transaction, version, chunks.slice(start, start + rowsPerStatement), start);
    });
    attempt.progress(0.2 + 0.3 * (start / chunks.length));
  }
  const indexed = {
    versionId: version.id,
    documentId: version.documentId,
    knowledgeBaseId: version.knowledgeBaseId,
    language: extracted.language,
  };
  const embeddingModel = vectors === null ? null : settings.embeddingModel;
  await attempt.write((transaction) => index.replace(transaction, indexed, embeddingModel, entries));
}

/** The same for the same version and place, so that an attempt after a crash writes over what is there. */
export function chunkId(versionId: string, ordinal: number): string {
  return `chk_${v5(String(ordinal), versionId.slice(versionId.indexOf("_") + 1))}`;
}

async function indexEntries(version: VersionRow, name: string, prepared: Prepared): Promise<IndexEntry[]> {
  const { title, language } = prepared.extracted;
  const entries: IndexEntry[] = [];
  for (const [ordinal, chunk] of prepared.chunks.entries()) {
    const embedding = prepared.vectors?.[ordinal] ?? null;
    const indexable = { id: chunkId(version.id, ordinal), text: chunk.text, headingPath: chunk.headingPath, embedding };
    entries.push(toIndexEntry(indexable, { name, title, language }));
    if (ordinal % entriesPerTurn === entriesPerTurn - 1) await new Promise((resolve) => setImmediate(resolve));
  }
  return entries;
}

async function forgetChunks(transaction: Transaction, versionId: string): Promise<void> {
  await transaction.delete(chunksTable).where(eq(chunksTable.versionId, versionId));
}

async function insertChunks(
  transaction: Transaction,
  version: VersionRow,
  batch: readonly Chunk[],
  firstOrdinal: number,
): Promise<void> {
  const rows = batch.map((chunk, offset) => ({
    id: chunkId(version.id, firstOrdinal + offset),
    versionId: version.id,
    documentId: version.documentId,
    knowledgeBaseId: version.knowledgeBaseId,
    ordinal: firstOrdinal + offset,
    text: chunk.text,
    pageFrom: chunk.pageFrom,
    pageTo: chunk.pageTo,
    headingPath: chunk.headingPath,
    startChar: chunk.start,
    endChar: chunk.end,
    tokenCount: chunk.tokenCount,
  }));
  await transaction.insert(chunksTable).values(rows);
}
