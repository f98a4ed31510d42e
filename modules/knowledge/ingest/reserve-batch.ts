import { setTimeout as sleep } from "node:timers/promises";
import type { Reservation, Reservations } from "@eai/modules/governance";
import { type Context, ProblemError } from "@eai/modules/kernel";

interface BatchInput {
  /** Of each text, in order. */
  tokenCounts: readonly number[];
  costOf(tokens: number): number;
  /** Told before each wait for room; what it throws ends the waiting. */
  onWait?(seconds: number): void | Promise<void>;
}

interface ReservedBatch {
  reservation: Reservation;
  /** The first so many of the texts: fewer than asked where all of them are more than a limit allows in a minute. */
  count: number;
}

/**
 * Reserves tokens for texts to embed. Nobody waits for an ingestion as for an answer: over a limit it waits until there
 * is room, so that the people of the tenant come first and the document comes through.
 * @throws ProblemError what a reservation throws, but for a limit that only asks for patience; the reason of the
 * context's signal when that aborts
 */
export async function reserveBatch(
  reservations: Pick<Reservations, "reserve">,
  context: Context,
  { tokenCounts, costOf, onWait }: BatchInput,
): Promise<ReservedBatch> {
  for (let count = tokenCounts.length; ; ) {
    context.signal.throwIfAborted();
    const tokens = tokenCounts.slice(0, count).reduce((sum, each) => sum + each, 0);
    try {
      // Reading a document is no request of anybody.
      const wanted = { requests: 0, tokens, costMicroUsd: costOf(tokens) } as const;
      return { reservation: await reservations.reserve(context, wanted), count };
    } catch (error) {
      if (!isLimit(error)) throw error;
      if (error.retryAfterSeconds !== undefined) {
        await onWait?.(error.retryAfterSeconds);
        await pause(error.retryAfterSeconds * 1000, context.signal);
      } else if (count === 1) throw error;
      else count = Math.ceil(count / 2);
    }
  }
}

function isLimit(error: unknown): error is ProblemError {
  return error instanceof ProblemError && error.code === "too_many_requests";
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(Math.ceil(milliseconds), undefined, { signal }).catch(() => signal.throwIfAborted());
}
