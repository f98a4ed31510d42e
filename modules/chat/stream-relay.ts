import type { AnswerPart } from "./answer-parts.ts";

/**
 * Carries the parts of an answer from the process that writes it to everyone who reads along, from its beginning and
 * however late they come. Two kinds: memory (one process) and Redis. A relay is a convenience over the database, where
 * the answer is kept: its methods neither block nor fail an answer when the relay is in trouble.
 */
export interface StreamRelay {
  /** Adds a part to an answer that this process writes. Never waits, never throws. */
  append(answerId: string, part: AnswerPart): void;
  /** No more parts come. They can be read for some seconds still. May be called for an answer of a dead process. */
  close(answerId: string): void;
  /**
   * The parts after the first `from`, then those to come, until the answer is closed. Ends at once for an answer the
   * relay does not know (any more), and when the signal aborts; then ask the database. Slow readers cost no memory.
   */
  follow(answerId: string, from: number, signal: AbortSignal): AsyncIterable<AnswerPart>;
  /** Tells the process that writes the answer, whichever it is, to stop. Best effort. */
  requestStop(answerId: string): void;
  /** Calls the listener for each answer that should stop; it gets ids of other processes' answers too. */
  onStop(listener: (answerId: string) => void): void;
  /** Gives connections back; running followers end. */
  end(): Promise<void>;
}
