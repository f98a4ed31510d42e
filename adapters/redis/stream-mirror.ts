import { setTimeout as delay } from "node:timers/promises";
import type { Log } from "@eai/modules/kernel";
import type { Redis } from "ioredis";

/** The Redis stream of an answer. Parts have the ids 1-0, 2-0, …; the entry that ends it has a time for id. */
export function streamKey(answerId: string): string {
  return `eai:answer:${answerId}`;
}

/** Where followers hear that there is more. */
export function moreChannel(answerId: string): string {
  return `eai:answer:${answerId}:more`;
}

export const partField = "part";
export const endField = "end";

interface Mirrored {
  /** Not in Redis yet. */
  pending: string[];
  /** How many parts are in Redis. */
  sent: number;
  closed: boolean;
  running: boolean;
}

const batchSize = 200;
const runningSeconds = 3600;
const closedSeconds = 60;
const longestPauseMs = 2000;
/** After so long without Redis a closed answer is given up: it is in the database. */
const givenUpAfterMs = 60_000;

export interface StreamMirror {
  append(answerId: string, part: string): void;
  close(answerId: string): void;
  /** Waits a moment for what is on its way. */
  end(): Promise<void>;
}

/** Copies parts to Redis in order and in batches, each once, and again after a failure. */
export function createStreamMirror(redis: Redis, log: Log): StreamMirror {
  const answers = new Map<string, Mirrored>();
  let ended = false;

  function wake(answerId: string): Mirrored {
    const known = answers.get(answerId) ?? { pending: [], sent: 0, closed: false, running: false };
    answers.set(answerId, known);
    if (!known.running) {
      known.running = true;
      // After this tick, so that what is appended together travels together.
      queueMicrotask(() => void run(answerId, known));
    }
    return known;
  }

  async function run(answerId: string, answer: Mirrored): Promise<void> {
    let failedSince: number | undefined;
    let pauseMs = 100;
    while (answer.pending.length > 0 || answer.closed) {
      try {
        const sentEnd = await send(answerId, answer);
        failedSince = undefined;
        pauseMs = 100;
        if (sentEnd) break;
      } catch (error) {
        if (failedSince === undefined) log.warn({ answerId, error: String(error) }, "answer not mirrored: redis");
        failedSince ??= Date.now();
        if (ended || (answer.closed && Date.now() - failedSince > givenUpAfterMs)) break;
        await delay(pauseMs, undefined, { ref: false });
        pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      }
    }
    answer.running = false;
    if (answer.closed) answers.delete(answerId);
  }

  /** @returns whether the end was in it; an answer closed while a batch is on its way needs one more. */
  async function send(answerId: string, answer: Mirrored): Promise<boolean> {
    const key = streamKey(answerId);
    const batch = answer.pending.slice(0, batchSize);
    const last = answer.closed && batch.length === answer.pending.length;
    const pipeline = redis.pipeline();
    for (const [index, part] of batch.entries()) pipeline.xadd(key, `${answer.sent + index + 1}-0`, partField, part);
    if (last) pipeline.xadd(key, "*", endField, "1");
    pipeline.expire(key, last ? closedSeconds : runningSeconds);
    pipeline.publish(moreChannel(answerId), "");
    for (const [error] of (await pipeline.exec()) ?? []) if (error && !isRepeated(error)) throw error;
    answer.pending.splice(0, batch.length);
    answer.sent += batch.length;
    return last;
  }

  return {
    append(answerId, part) {
      const answer = wake(answerId);
      if (!answer.closed) answer.pending.push(part);
    },
    close(answerId) {
      wake(answerId).closed = true;
    },
    async end() {
      ended = true;
      for (let waited = 0; answers.size > 0 && waited < 500; waited += 20) await delay(20);
    },
  };
}

/** The entry is there already: the reply to the first try was lost. */
function isRepeated(error: Error): boolean {
  return error.message.includes("equal or smaller than the target stream top item");
}
