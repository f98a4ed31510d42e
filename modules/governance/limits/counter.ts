/** One counter, and what is wanted of it. */
export interface CounterEntry {
  key: string;
  /** Most in any window. */
  limit: number;
  /** A whole number, at most the limit; 0 only looks. */
  amount: number;
}

/** A counter as a take has left it. */
export interface CounterState {
  /** The limit that was counted against. */
  limit: number;
  /** In the window now. */
  used: number;
  /** Until nothing of it is in the window any more, at the latest. */
  resetMs: number;
  /** Until there is room for what was wanted; 0 where there is now. */
  waitMs: number;
}

export interface CounterTake {
  taken: boolean;
  /** When, by the clock that counts. */
  atMs: number;
  /** As the entries were. */
  states: CounterState[];
  /**
   * Adds to what was taken, or with negative numbers gives back, in the order of the entries. Only while the second it
   * was taken in is in the window, and never below nothing. Does nothing for a take that was refused.
   */
  correct(changes: readonly number[]): Promise<void>;
}

/**
 * Counts over a sliding window of the current second and the sixty before it: never more than the limit in any sixty
 * seconds, and what was taken leaves by itself after sixty-one at the latest.
 */
export interface Counter {
  /**
   * Takes of all these counters, or of none when one of them has no room.
   * @param group counters that are taken of together, an organisation's: the unit of a cluster
   */
  take(group: string, entries: readonly CounterEntry[]): Promise<CounterTake>;
  end(): Promise<void>;
}

/** A counter outside this process, which may be lost: then a call throws, or answers late or never. */
export interface SharedCounter extends Counter {
  /** Whether it counts again. @throws Error while it does not */
  probe(): Promise<void>;
}

/** The current slot and those before it that count. */
export const windowSlots = 61;

/** Length of a slot; shorter only in tests, which cannot wait for minutes. */
export const slotMs = 1000;
