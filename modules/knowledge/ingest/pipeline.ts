import type { Reservations } from "@eai/modules/governance";
import { type Database, describeError, inSpan, type Log, ProblemError, placeOf } from "@eai/modules/kernel";
import type { Models } from "@eai/modules/models";
import type { FileStore } from "../file-store.ts";
import { removeUnusedFiles } from "../stored-files.ts";
import type { VectorIndex } from "../vector-index.ts";
import { type Attempt, holdAttempt, OvertakenError, writeFenced } from "./attempt.ts";
import { type ClaimedVersion, claimVersion, triesLimit } from "./claim.ts";
import type { ExtractionLimits } from "./extract.ts";
import { ExtractionError, failureReasons } from "./extraction-error.ts";
import { type Failure, failVersion, publishVersion } from "./finish.ts";
import { keepText } from "./keep-text.ts";
import { chunkStage, embedStage, extractStage, indexStage } from "./stages.ts";

export interface IngestionDependencies {
  database: Database;
  files: FileStore;
  index: VectorIndex;
  models: Models;
  reservations: Reservations;
  log: Log;
  extraction: ExtractionLimits;
  /** How long a worker is taken to be alive after its last sign of life. */
  leaseSeconds: number;
  observe?: IngestionObserver;
}

/** What is told of each ingestion, for the metrics. */
export interface IngestionObserver {
  stageFinished?(event: { stage: string; seconds: number }): void;
  ingestionFinished?(event: { outcome: IngestionOutcome | "retried"; seconds: number }): void;
}

type IngestionOutcome = "ready" | "failed" | "overtaken";

export type IngestionResult =
  | { kind: "ready" | "failed" | "overtaken" | "nothing_to_do" }
  | { kind: "held"; leftSeconds: number };

/**
 * Prepares one version, from its stored original to being found. May be called any number of times, by any number of
 * workers: one works at a time, and a version that is complete, failed or gone is left alone.
 * @param signal the worker is to stop: the version goes back to the queue, and this does not count as a try
 * @throws whatever was not foreseen, for the queue to try again; the last try ends in `failed` instead
 */
export async function ingestVersion(
  dependencies: IngestionDependencies,
  versionId: string,
  signal: AbortSignal,
): Promise<IngestionResult> {
  const { database, index, log, leaseSeconds, models, observe } = dependencies;
  const claim = await claimVersion(database, versionId, leaseSeconds);
  switch (claim.kind) {
    case "nothing_to_do":
      return { kind: "nothing_to_do" };
    case "held":
      return claim;
    case "given_up": {
      const failure = { code: claim.code, reason: failureReasons[claim.code], stage: claim.version.state };
      await database.transaction((transaction) => failVersion(transaction, index, claim.version, failure));
      log.warn({ version_id: versionId, tries: claim.version.tries - 1, stage: failure.stage }, "document given up");
      observe?.ingestionFinished?.({ outcome: "failed", seconds: 0 });
      return { kind: "failed" };
    }
    case "claimed": {
      const { version } = claim.claimed;
      const startedAt = performance.now();
      const hold = { versionId, attempt: version.attempt, leaseSeconds, signal, embeds: models.embedding !== null };
      await using attempt = holdAttempt(database, hold, log);
      let outcome: IngestionOutcome | "retried" = "retried";
      try {
        outcome = await inIngestionSpan(claim.claimed, () => work(dependencies, claim.claimed, attempt));
        return { kind: outcome };
      } finally {
        observe?.ingestionFinished?.({ outcome, seconds: (performance.now() - startedAt) / 1000 });
      }
    }
    default:
      return claim satisfies never;
  }
}

async function work(
  dependencies: IngestionDependencies,
  claimed: ClaimedVersion,
  attempt: Attempt,
): Promise<IngestionOutcome> {
  const { log } = dependencies;
  const { version } = claimed;
  const fields = { version_id: version.id, document_id: version.documentId, attempt: version.attempt };
  try {
    await prepare(dependencies, claimed, attempt);
    log.info({ ...fields }, "document ready");
    return "ready";
  } catch (error) {
    if (error instanceof OvertakenError || attempt.signal.reason instanceof OvertakenError) {
      log.info({ ...fields, stage: attempt.stage }, "document taken over or deleted while it was prepared");
      return "overtaken";
    }
    try {
      return await settle(dependencies, claimed, attempt, error);
    } catch (settling) {
      if (settling instanceof OvertakenError) return "overtaken";
      throw settling;
    }
  }
}

/** The stages, each a function of what the one before it gave. */
async function prepare(dependencies: IngestionDependencies, claimed: ClaimedVersion, attempt: Attempt): Promise<void> {
  const { version } = claimed;
  const timed = stopwatch(dependencies.observe);
  const extracted = await timed("extracting", () => extractStage(dependencies, claimed, attempt));
  await keepText(dependencies, version, attempt, extracted);
  const chunks = await timed("chunking", () => chunkStage(dependencies, claimed, attempt, extracted));
  const vectors = await timed("embedding", () => embedStage(dependencies, claimed, attempt, extracted, chunks));
  await timed("indexing", () => indexStage(dependencies, claimed, attempt, { extracted, chunks, vectors }));
  const facts = {
    title: extracted.title,
    language: extracted.language,
    pageCount: extracted.pageCount,
    pageKind: extracted.pageKind,
    datedAt: extracted.datedAt === null ? null : new Date(extracted.datedAt),
    chunkCount: chunks.length,
    embeddingModel: vectors === null ? null : (dependencies.models.embedding?.model ?? null),
  };
  const unused = await dependencies.database.transaction((transaction) =>
    publishVersion(transaction, dependencies.index, version, facts),
  );
  await removeUnusedFiles(dependencies, unused);
}

/** Ends an attempt that did not come through: failed for a known reason, handed back, or left to the next try. */
async function settle(
  { database, index, log }: IngestionDependencies,
  { version }: ClaimedVersion,
  attempt: Attempt,
  error: unknown,
): Promise<"failed"> {
  const fields = { version_id: version.id, document_id: version.documentId, stage: attempt.stage };
  const fence = { versionId: version.id, attempt: version.attempt };
  if (attempt.signal.aborted) {
    await writeFenced(database, fence, { state: "queued", tries: version.tries - 1, leaseExpiresAt: null });
    throw error;
  }
  const failure = knownFailure(error, attempt) ?? (version.tries >= triesLimit ? unknownFailure(attempt) : undefined);
  if (failure === undefined) {
    await writeFenced(database, fence, { state: "queued", progress: 0, leaseExpiresAt: null });
    throw error;
  }
  await database.transaction((transaction) => failVersion(transaction, index, version, failure));
  log.warn({ ...fields, code: failure.code, ...describeError(error) }, "document failed");
  return "failed";
}

/** Trying again gives the same: a file that cannot be read, or a model that refuses or stayed away for minutes. */
function knownFailure(error: unknown, attempt: Attempt): Failure | undefined {
  if (error instanceof ExtractionError) return { code: error.code, reason: error.message, stage: attempt.stage };
  if (error instanceof ProblemError && attempt.stage === "embedding") {
    return { code: "embedding_failed", reason: error.message, stage: attempt.stage };
  }
  return undefined;
}

function unknownFailure(attempt: Attempt): Failure {
  return { code: "internal_error", reason: failureReasons.internal_error, stage: attempt.stage };
}

/** One trace for each try to prepare a document; it acts as the system. */
function inIngestionSpan<Value>({ version, tenant }: ClaimedVersion, run: () => Promise<Value>): Promise<Value> {
  return inSpan("ingestion", { "eai.version.id": version.id, "eai.document.id": version.documentId }, run, {
    observation: "chain",
    parent: placeOf(undefined),
    shared: {
      "user.id": "system:ingestion",
      "eai.tenant.id": tenant.id,
      "eai.trace.name": "ingestion",
      "eai.trace.tags": ["worker"],
    },
  });
}

function stopwatch(observe: IngestionObserver | undefined) {
  return async <Value>(stage: string, run: () => Promise<Value>): Promise<Value> => {
    const startedAt = performance.now();
    const value = await inSpan(stage, {}, run, { observation: "span" });
    observe?.stageFinished?.({ stage, seconds: (performance.now() - startedAt) / 1000 });
    return value;
  };
}
