import { setTimeout as delay } from "node:timers/promises";
import { ProblemError } from "@eai/modules/kernel";

/** The calls of programs that run, so that a stop can end them. */
export interface OpenCalls {
  /**
   * @param interrupt ends the call with an error that tells the client to come back
   * @returns what is to be called when it is over; safe to call twice
   */
  add(interrupt: (reason: ProblemError) => void): () => void;
  /** Waits for the calls to end by themselves, then interrupts the rest. */
  drain(limitMs: number): Promise<void>;
}

export function createOpenCalls(): OpenCalls {
  const open = new Set<(reason: ProblemError) => void>();
  let whenEmpty: (() => void) | undefined;
  return {
    add(interrupt) {
      open.add(interrupt);
      return () => {
        open.delete(interrupt);
        if (open.size === 0) whenEmpty?.();
      };
    },
    async drain(limitMs) {
      if (open.size === 0) return;
      const { promise: empty, resolve } = Promise.withResolvers<void>();
      whenEmpty = resolve;
      await Promise.race([empty, delay(limitMs, undefined, { ref: false })]);
      const reason = new ProblemError("shutting_down", "The server is restarting. Try again in a moment.", {
        retryAfterSeconds: 5,
      });
      for (const interrupt of [...open]) interrupt(reason);
    },
  };
}
