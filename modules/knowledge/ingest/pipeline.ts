import type { Reservations } from "@eai/modules/governance";
import { type Database, inSpan, type JobQueue, type Log, placeOf } from "@eai/modules/kernel";
import type { Models } from "@eai/modules/models";
import type { FileStore } from "../file-store.ts";
import { advanceReindex } from "../reindex/advance-reindex.ts";
import { removeUnusedFiles } from "../stored-files.ts";
import type { VectorIndex } from "../vector-index.ts";
import { type Attempt, holdAttempt, OvertakenError } from "./attempt.ts";
import { type Claim, type ClaimedVersion, claimNext, claimVersion } from "./claim.ts";
import { contextStage } from "./context-stage.ts";
import type { ExtractionLimits } from "./extract.ts";
import { failureReasons } from "./extraction-error.ts";
import type { Turns } from "./fair-choice.ts";
import { failVersion, publishVersion } from "./finish.ts";
import { keepText } from "./keep-text.ts";
import { saveVectors } from "./known-vectors.ts";
import { type Settlement, settle } from "./settle-attempt.ts";
import { chunkStage, type Embedded, embedStage, extractStage, indexStage } from "./stages.ts";

export interface IngestionDependencies {
  database: Database;
  files: FileStore;
  index: VectorIndex;
  models: Models;
  reservations: Reservations;
  /** For the other candidates of a re-index. */
  queue: JobQueue;
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

type IngestionOutcome = "ready" | "failed" | "overtaken" | "put_off";

export type IngestionResult =
  | { kind: "ready" | "failed" | "overtaken" | "nothing_to_do" }
  /** Another worker holds it, or took it at this moment. */
  | { kind: "held"; leftSeconds: number }
  /** What it needs is away: to be tried again after so long. */
  | { kind: "put_off"; leftSeconds: number };

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
  return perform(dependencies, await claimVersion(dependencies.database, versionId, dependencies.leaseSeconds), signal);
}

/** The same for the version whose turn it is; see `claimNext`. */
export async function ingestNext(
  dependencies: IngestionDependencies,
  turns: Turns,
  signal: AbortSignal,
): Promise<IngestionResult> {
  return perform(dependencies, await claimNext(dependencies.database, turns, dependencies.leaseSeconds), signal);
}

async function perform(
  dependencies: IngestionDependencies,
  claim: Claim,
  signal: AbortSignal,
): Promise<IngestionResult> {
  const { database, index, log, leaseSeconds, observe } = dependencies;
  switch (claim.kind) {
    case "nothing_to_do":
      return { kind: "nothing_to_do" };
    case "held":
      return claim;
    case "given_up": {
      const failure = { code: claim.code, reason: failureReasons[claim.code], stage: claim.version.state };
      await database.transaction((transaction) => failVersion(transaction, index, claim.version, failure));
      log.warn(
        { version_id: claim.version.id, tries: claim.version.tries - 1, stage: failure.stage },
        "document given up",
      );
      observe?.ingestionFinished?.({ outcome: "failed", seconds: 0 });
      return { kind: "failed" };
    }
    case "claimed": {
      const { version, settings } = claim.claimed;
      const startedAt = performance.now();
      const { id: versionId, attempt: number } = version;
      const hold = { versionId, attempt: number, leaseSeconds, signal, embeds: settings.embeddingModel !== null };
      await using attempt = holdAttempt(database, hold, log);
      let outcome: IngestionOutcome | "retried" = "retried";
      try {
        const result = await inIngestionSpan(claim.claimed, () => work(dependencies, claim.claimed, attempt));
        outcome = result.kind;
        if (version.reindexId !== null) await advanceReindex(dependencies, version.reindexId);
        return result;
      } finally {
        observe?.ingestionFinished?.({ outcome, seconds: (performance.now() - startedAt) / 1000 });
      }
    }
    default:
      return claim satisfies never;
  }
}

type WorkResult = { kind: "ready" | "overtaken" } | Settlement;

async function work(
  dependencies: IngestionDependencies,
  claimed: ClaimedVersion,
  attempt: Attempt,
): Promise<WorkResult> {
  const { log } = dependencies;
  const { version } = claimed;
  const fields = { version_id: version.id, document_id: version.documentId, attempt: version.attempt };
  try {
    await prepare(dependencies, claimed, attempt);
    log.info({ ...fields }, "document ready");
    return { kind: "ready" };
  } catch (error) {
    if (error instanceof OvertakenError || attempt.signal.reason instanceof OvertakenError) {
      log.info({ ...fields, stage: attempt.stage }, "document taken over or deleted while it was prepared");
      return { kind: "overtaken" };
    }
    try {
      return await settle(dependencies, claimed, attempt, error);
    } catch (settling) {
      if (settling instanceof OvertakenError) return { kind: "overtaken" };
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
  const chunks = await timed("chunking", async () => {
    const cut = await chunkStage(dependencies, claimed, attempt, extracted);
    return contextStage(dependencies, claimed, attempt, extracted, cut);
  });
  const embedded = await timed("embedding", () => embedStage(dependencies, claimed, attempt, extracted, chunks));
  const facts = {
    title: extracted.title,
    language: extracted.language,
    pageCount: extracted.pageCount,
    pageKind: extracted.pageKind,
    unreadPages: extracted.unreadPages,
    recognisedPages: extracted.recognisedPages,
    datedAt: extracted.datedAt === null ? null : new Date(extracted.datedAt),
    chunkCount: chunks.length,
    embeddingModel: embedded?.model ?? null,
  };
  const unused = await timed("indexing", async () => {
    const lastWrite = await indexStage(dependencies, claimed, attempt, { extracted, chunks, embedded });
    return dependencies.database.transaction((transaction) =>
      publishVersion(transaction, dependencies.index, version, facts, lastWrite),
    );
  }).catch(async (error: unknown) => {
    await keepVectors(attempt, version.id, embedded);
    throw error;
  });
  await removeUnusedFiles(dependencies, unused);
}

/** What was paid for is there for the next try. Where even this fails, the error before it says more. */
async function keepVectors(attempt: Attempt, versionId: string, embedded: Embedded | null): Promise<void> {
  if (embedded === null || embedded.saved || attempt.signal.aborted) return;
  await attempt.write((transaction) => saveVectors(transaction, versionId, embedded.vectors)).catch(() => {});
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
