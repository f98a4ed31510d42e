import { organizationOf, ProblemError, systemContext, type Transaction } from "@eai/modules/kernel";
import { countTokens, type EmbeddingModel, type EmbeddingWait } from "@eai/modules/models";
import { eq } from "drizzle-orm";
import { v5 } from "uuid";
import { indexedText, toIndexEntry } from "../search/index-entry.ts";
import { chunks as chunksTable, type IndexSettings } from "../tables.ts";
import type { IndexEntry } from "../vector-index.ts";
import type { VersionRow } from "../versions.ts";
import type { Attempt } from "./attempt.ts";
import { type Chunk, chunkDocumentInTurns } from "./chunk.ts";
import { type ClaimedVersion, othersWait } from "./claim.ts";
import type { ExtractedDocument } from "./document.ts";
import { extractDocument } from "./extract.ts";
import { ExtractionError } from "./extraction-error.ts";
import { embeddedHash, forgetSavedVectors, knownVectors, saveVectors, type VectorsByHash } from "./known-vectors.ts";
import type { IngestionDependencies } from "./pipeline.ts";
import { PutOffError, throwStoreAway } from "./put-off.ts";
import { reserveBatch } from "./reserve-batch.ts";

const embeddingBatch = 64;
const rowsPerStatement = 200;
/** From this wait on a tenant that has used up its minute leaves its place to others. */
const yieldSeconds = 2;
/** Counting terms is quick, but the event loop also serves people. */
const entriesPerTurn = 100;

/** The text of the stored original. @throws ExtractionError; PutOffError when the store is not reached */
export async function extractStage(
  { files, extraction }: IngestionDependencies,
  { version, documentName }: ClaimedVersion,
  attempt: Attempt,
): Promise<ExtractedDocument> {
  await attempt.enter("extracting");
  await using original = await files.localFile(version.fileKey, attempt.signal).catch(throwStoreAway);
  if (original === null) throw new ExtractionError("original_missing");
  const file = { path: original.path, mediaType: version.mediaType, name: documentName };
  return await extractDocument(file, extraction, attempt.signal, {
    recognising: (donePages, pageCount) => attempt.counted(donePages, pageCount, "pages"),
  });
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

/** What the passages were embedded to. */
export interface Embedded {
  model: string;
  /** Of each passage, in order. */
  hashes: readonly string[];
  vectors: VectorsByHash;
  /** Some were kept for the case of a crash, now or by an earlier attempt. */
  saved: boolean;
}

/**
 * What a version is embedded with. Null: words only, also where the model of the knowledge base is no longer configured.
 * @throws ProblemError `model_not_found` for a candidate of a re-index, which is there for the vectors
 */
function embeddingModelOf(
  { embeddings }: Pick<IngestionDependencies["models"], "embeddings">,
  { reindexId }: VersionRow,
  { embeddingModel }: IndexSettings,
): EmbeddingModel | null {
  const found = embeddings.find(({ model }) => model === embeddingModel);
  if (found || embeddingModel === null || reindexId === null) return found ?? null;
  throw new ProblemError(
    "model_not_found",
    `The embedding model ${embeddingModel} is no longer configured. Cancel the re-index, or configure the model again.`,
  );
}

/**
 * A vector for each passage; null where the knowledge base has none. Only what nobody in the organisation has embedded
 * before is sent to the model, and each part is kept as soon as it is there.
 * @throws PutOffError when the model stays away, or the tenant has used up its minute while others wait
 */
export async function embedStage(
  { database, index, models, reservations }: IngestionDependencies,
  { version, documentName, settings, tenant }: ClaimedVersion,
  attempt: Attempt,
  extracted: ExtractedDocument,
  chunks: readonly Chunk[],
): Promise<Embedded | null> {
  const embedding = embeddingModelOf(models, version, settings);
  if (embedding === null) return null;
  await attempt.enter("embedding");
  const context = systemContext("ingestion", tenant, attempt.signal);
  const organizationId = organizationOf(tenant);
  const passages = new Map<string, { text: string; tokenCount: number }>();
  const hashes = chunks.map((chunk) => {
    const text = indexedText(chunk, { ...extracted, name: documentName });
    const hash = embeddedHash(embedding, text);
    passages.set(hash, { text, tokenCount: chunk.tokenCount });
    return hash;
  });
  const wantedHashes = new Set(passages.keys());
  const wanted = { organizationId, versionId: version.id, hashes: wantedHashes, dimensions: embedding.dimensions };
  const vectors = await knownVectors({ database, index }, wanted);
  const missing = [...passages].filter(([hash]) => !vectors.has(hash));
  const costOf = (tokens: number) =>
    models.estimateCost(embedding.model, { promptTokens: tokens, completionTokens: 0 });
  const tell = () => attempt.counted(hashes.filter((hash) => vectors.has(hash)).length, chunks.length, "passages");
  // A document of one request is stored a moment later anyway.
  const saves = missing.length > embeddingBatch;
  tell();
  for (let done = 0; done < missing.length; ) {
    const batch = missing.slice(done, done + embeddingBatch);
    const tokenCounts = batch.map(([, { tokenCount }]) => tokenCount);
    const onWait = async (seconds: number) => {
      attempt.waiting("rate_limited", seconds);
      if (seconds >= yieldSeconds && (await othersWait(database, organizationId))) {
        throw new PutOffError("rate_limited", seconds);
      }
    };
    const { reservation, count } = await reserveBatch(reservations, context, { tokenCounts, costOf, onWait });
    const sent = batch.slice(0, count);
    try {
      const texts = sent.map(([, { text }]) => text);
      const wait = ({ reason, seconds }: EmbeddingWait) => attempt.waiting(reason, seconds);
      const embedded = await models.embed(context, reservation, {
        texts,
        purpose: "ingestion",
        model: embedding.model,
        onWait: wait,
      });
      const fresh = new Map(sent.map(([hash], place) => [hash, embedded.vectors[place] ?? []]));
      for (const [hash, vector] of fresh) vectors.set(hash, vector);
      if (saves) await attempt.write((transaction) => saveVectors(transaction, version.id, fresh));
    } catch (error) {
      throw isAway(error, "model_unavailable")
        ? new PutOffError("model_unavailable", error.retryAfterSeconds, { cause: error })
        : error;
    } finally {
      reservations.release(reservation);
    }
    done += count;
    tell();
  }
  attempt.signal.throwIfAborted();
  return { model: embedding.model, hashes, vectors, saved: saves || version.attempt > 1 };
}

function isAway(error: unknown, code: "model_unavailable" | "search_unavailable"): error is ProblemError {
  return error instanceof ProblemError && error.code === code;
}

interface Prepared {
  extracted: ExtractedDocument;
  chunks: readonly Chunk[];
  embedded: Embedded | null;
}

/** What is left to be written with the publication, in its transaction. */
export type LastWrite = (transaction: Transaction) => Promise<void>;

/**
 * Stores the passages and puts them in the index, in place of what an earlier attempt left. Those of a small document are
 * left to the transaction that publishes it; a large one would hold its knowledge base for too long.
 * @throws PutOffError when the index is not reached
 */
export async function indexStage(
  { index }: Pick<IngestionDependencies, "index">,
  { version, documentName }: ClaimedVersion,
  attempt: Attempt,
  { extracted, chunks, embedded }: Prepared,
): Promise<LastWrite> {
  await attempt.enter("indexing");
  const entries = await indexEntries(version, documentName, { extracted, chunks, embedded });
  attempt.signal.throwIfAborted();
  const indexed = {
    versionId: version.id,
    documentId: version.documentId,
    knowledgeBaseId: version.knowledgeBaseId,
    language: extracted.language,
  };
  await index.prepare(indexed, embedded?.model ?? null, entries).catch(throwAway);
  const putInIndex: LastWrite = async (transaction) => {
    await index.replace(transaction, indexed, embedded?.model ?? null, entries).catch(throwAway);
    if (embedded?.saved) await forgetSavedVectors(transaction, version.id);
  };
  const insert = (transaction: Transaction, start: number) =>
    insertChunks(transaction, version, { chunks, embedded }, start);
  if (chunks.length <= rowsPerStatement) {
    return async (transaction) => {
      if (version.attempt > 1) await forgetChunks(transaction, version.id);
      await insert(transaction, 0);
      await putInIndex(transaction);
    };
  }
  attempt.progress(0.2);
  for (let start = 0; start < chunks.length; start += rowsPerStatement) {
    attempt.signal.throwIfAborted();
    await attempt.write(async (transaction) => {
      if (start === 0) await forgetChunks(transaction, version.id);
      await insert(transaction, start);
    });
    attempt.progress(0.2 + 0.3 * (start / chunks.length));
  }
  await attempt.write(putInIndex);
  return async () => {};
}

function throwAway(error: unknown): never {
  if (isAway(error, "search_unavailable")) {
    throw new PutOffError("index_unavailable", error.retryAfterSeconds, { cause: error });
  }
  throw error;
}

/** The same for the same version and place, so that an attempt after a crash writes over what is there. */
export function chunkId(versionId: string, ordinal: number): string {
  return `chk_${v5(String(ordinal), versionId.slice(versionId.indexOf("_") + 1))}`;
}

async function indexEntries(version: VersionRow, name: string, prepared: Prepared): Promise<IndexEntry[]> {
  const { title, language } = prepared.extracted;
  const entries: IndexEntry[] = [];
  for (const [ordinal, chunk] of prepared.chunks.entries()) {
    const hash = prepared.embedded?.hashes[ordinal];
    const embedding = (hash === undefined ? undefined : prepared.embedded?.vectors.get(hash)) ?? null;
    entries.push(toIndexEntry({ ...chunk, id: chunkId(version.id, ordinal), embedding }, { name, title, language }));
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
  { chunks, embedded }: Pick<Prepared, "chunks" | "embedded">,
  firstOrdinal: number,
): Promise<void> {
  const rows = chunks.slice(firstOrdinal, firstOrdinal + rowsPerStatement).map((chunk, offset) => ({
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
    context: chunk.context ?? null,
    embeddedHash: embedded?.hashes[firstOrdinal + offset] ?? null,
  }));
  await transaction.insert(chunksTable).values(rows);
}
