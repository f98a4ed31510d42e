import { setTimeout as delay } from "node:timers/promises";
import { ProblemError } from "@eai/modules/kernel";

/** Why an answer ends before the model has finished. `lease_lost`: another process has settled it, or it was deleted. */
export type InterruptionReason = "stopped" | "shutting_down" | "lease_lost";

/** The reason of an answer's signal. */
export class AnswerInterruption extends Error {
  override name = "AnswerInterruption";
  readonly reason: InterruptionReason;
  constructor(reason: InterruptionReason) {
    super(`The answer was interrupted: ${reason}`);
    this.reason = reason;
  }
}

/** The answers this process is writing. They run apart from the requests that asked for them. */
export interface RunningAnswers {
  /** @throws ProblemError `shutting_down` while the process stops */
  requireOpen(): void;
  /** Starts writing; `write` never rejects. */
  start(answerId: string, write: (signal: AbortSignal) => Promise<void>): void;
  /** Ends an answer of this process; nothing happens for others. */
  interrupt(answerId: string, reason: InterruptionReason): void;
  /** Until the answer is settled, where it is written here. */
  whenSettled(answerId: string): Promise<void>;
  /** Takes no more, waits for those that run, and interrupts what is left after the grace. */
  drain(graceSeconds: number): Promise<void>;
}

export function createRunningAnswers(): RunningAnswers {
  const running = new Map<string, { controller: AbortController; settled: Promise<void> }>();
  let draining = false;

  return {
    requireOpen() {
      if (!draining) return;
      throw new ProblemError("shutting_down", "The server is restarting. Ask again in a moment.", {
        retryAfterSeconds: 5,
      });
    },

    start(answerId, write) {
      const controller = new AbortController();
      // Asked for before the stop began, opened after it: told to the person like every other.
      if (draining) controller.abort(new AnswerInterruption("shutting_down"));
      const settled = write(controller.signal).finally(() => running.delete(answerId));
      running.set(answerId, { controller, settled });
    },

    interrupt(answerId, reason) {
      running.get(answerId)?.controller.abort(new AnswerInterruption(reason));
    },

    async whenSettled(answerId) {
      await running.get(answerId)?.settled;
    },

    async drain(graceSeconds) {
      draining = true;
      const all = () => Promise.allSettled([...running.values()].map(({ settled }) => settled));
      await Promise.race([all(), delay(graceSeconds * 1000, undefined, { ref: false })]);
      for (const { controller } of running.values()) controller.abort(new AnswerInterruption("shutting_down"));
      await all();
    },
  };
}
