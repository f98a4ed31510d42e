import { ProblemError } from "@eai/modules/kernel";
import type { IngestionActivity } from "../tables.ts";

export type WaitingReason = NonNullable<IngestionActivity["waiting"]>;

/** What a version needs is away for the moment: it goes back to the queue, and this does not count as a try. */
export class PutOffError extends Error {
  override name = "PutOffError";
  readonly reason: WaitingReason;
  /** What the refusal asked for; undefined when it did not say. */
  readonly retryAfterSeconds: number | undefined;

  constructor(reason: WaitingReason, retryAfterSeconds: number | undefined, options?: { cause?: unknown }) {
    super(`Put off: ${reason}`, options);
    this.reason = reason;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** The store of files answers no more, or has no room left: so it is for every document, and none is at fault. */
export function throwStoreAway(error: unknown): never {
  if (error instanceof ProblemError && (error.code === "storage_unavailable" || error.code === "storage_full")) {
    throw new PutOffError("storage_unavailable", error.retryAfterSeconds, { cause: error });
  }
  throw error;
}

/** After so long without a single passage prepared, nobody believes any more that what is away comes back. */
export const patienceSeconds = 24 * 3600;

const leastSeconds = 5;
const mostSeconds = 600;

/**
 * When a version that was put off is tried again: a quarter of the time it has waited already, 5 s to 10 min, and never
 * before the time that was asked for.
 */
export function putOffSeconds(waitedSeconds: number, retryAfterSeconds = 0): number {
  const patient = Math.min(Math.max(waitedSeconds / 4, leastSeconds), mostSeconds);
  return Math.ceil(Math.max(patient, Math.min(retryAfterSeconds, mostSeconds)));
}

/** After a failure nobody foresaw: 2 s, then 4. */
export function retrySeconds(tries: number): number {
  return 2 ** tries;
}
