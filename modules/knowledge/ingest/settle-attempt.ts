import type { DocumentFailure } from "@eai/contract";
import { describeError, ProblemError } from "@eai/modules/kernel";
import { type Attempt, writeFenced } from "./attempt.ts";
import { type ClaimedVersion, triesLimit } from "./claim.ts";
import { ExtractionError, failureReasons } from "./extraction-error.ts";
import { type Failure, failVersion } from "./finish.ts";
import type { IngestionDependencies } from "./pipeline.ts";
import { PutOffError, patienceSeconds, putOffSeconds, retrySeconds, type WaitingReason } from "./put-off.ts";

export type Settlement = { kind: "failed" } | { kind: "put_off"; leftSeconds: number };

/**
 * Ends an attempt that did not come through: failed for a known reason, handed back, put off, or left to the next try.
 * @throws OvertakenError; the error itself where the version goes back to the queue
 */
export async function settle(
  { database, index, log }: Pick<IngestionDependencies, "database" | "index" | "log">,
  claimed: ClaimedVersion,
  attempt: Attempt,
  error: unknown,
): Promise<Settlement> {
  const { version } = claimed;
  const fields = { version_id: version.id, document_id: version.documentId, stage: attempt.stage };
  const fence = { versionId: version.id, attempt: version.attempt };
  const back = { state: "queued", progress: 0, leaseExpiresAt: null } as const;
  await attempt.fallSilent();
  if (attempt.signal.aborted) {
    await writeFenced(database, fence, { ...back, tries: version.tries - 1, activity: null }, { unfinished: true });
    throw error;
  }
  if (error instanceof PutOffError) {
    const since = waitingSince(claimed, attempt);
    const waitedSeconds = (Date.now() - since.getTime()) / 1000;
    if (waitedSeconds < patienceSeconds) {
      const leftSeconds = putOffSeconds(waitedSeconds, error.retryAfterSeconds);
      const activity = waitingActivity(attempt, error, leftSeconds, since);
      await writeFenced(database, fence, { ...back, tries: version.tries - 1, activity }, { unfinished: true });
      log.info({ ...fields, reason: error.reason, seconds: leftSeconds }, "document put off");
      return { kind: "put_off", leftSeconds };
    }
  }
  const failure = knownFailure(error, attempt) ?? (version.tries >= triesLimit ? unknownFailure(attempt) : undefined);
  if (failure === undefined) {
    const activity = { done: 0, total: 0, unit: "passages", until: inSeconds(retrySeconds(version.tries)) } as const;
    await writeFenced(database, fence, { ...back, activity }, { unfinished: true });
    throw error;
  }
  await database.transaction((transaction) => failVersion(transaction, index, version, failure));
  log.warn({ ...fields, code: failure.code, ...describeError(error) }, "document failed");
  return { kind: "failed" };
}

/** Passages that came through meanwhile begin the patience anew. */
function waitingSince({ before }: ClaimedVersion, { activity }: Attempt): Date {
  const gained = (activity?.done ?? 0) > (before?.done ?? 0);
  return before?.since === undefined || gained ? new Date() : new Date(before.since);
}

/** What the document shows while it waits. */
function waitingActivity(attempt: Attempt, { reason }: PutOffError, leftSeconds: number, since: Date) {
  const { done = 0, total = 0, unit = "passages" as const } = attempt.activity ?? {};
  return { done, total, unit, waiting: reason, until: inSeconds(leftSeconds), since: since.toISOString() };
}

function inSeconds(seconds: number): string {
  return new Date(Date.now() + seconds * 1000).toISOString();
}

const failureOf = {
  rate_limited: "embedding_failed",
  model_unavailable: "embedding_failed",
  index_unavailable: "indexing_failed",
  storage_unavailable: "storage_failed",
} as const satisfies Record<WaitingReason, DocumentFailure>;

/** Trying again gives the same: a file that cannot be read, or a model that refuses or stayed away for minutes. */
function knownFailure(error: unknown, attempt: Attempt): Failure | undefined {
  if (error instanceof ExtractionError) return { code: error.code, reason: error.message, stage: attempt.stage };
  if (error instanceof PutOffError) {
    const code = failureOf[error.reason];
    return { code, reason: failureReasons[code], stage: attempt.stage };
  }
  if (error instanceof ProblemError && attempt.stage === "embedding") {
    return { code: "embedding_failed", reason: error.message, stage: attempt.stage };
  }
  return undefined;
}

function unknownFailure(attempt: Attempt): Failure {
  return { code: "internal_error", reason: failureReasons.internal_error, stage: attempt.stage };
}
