import { setTimeout as delay } from "node:timers/promises";
import type { Log } from "@eai/modules/kernel";
import type { Counter, CounterEntry, CounterState, CounterTake, SharedCounter } from "./counter.ts";
import { createKnownUse } from "./known-use.ts";

export interface FallbackDependencies {
  shared: SharedCounter;
  /** Of this process alone. */
  local: Counter;
  log: Log;
  observe: FallbackObserver;
}

export interface FallbackObserver {
  /** A take was decided by this process alone. */
  decidedLocally(): void;
  /** Whether the shared counters are lost, at each change. */
  lost(lost: boolean): void;
}

/** Longest time a request waits for the shared counters. */
const patienceMs = 100;
/** While they are lost, they are asked so often whether they are back; by nobody's request. */
const probeMs = 1000;
/** What each process may use of a limit without the others. */
const localShare = 0.5;

/**
 * Counts with the shared counters, and while these are lost in this process alone: half of each limit at most, and no
 * more than what was left by their last word. What was counted here is not added to them when they are back.
 */
export function createFallbackCounter({ shared, local, log, observe }: FallbackDependencies): Counter {
  const known = createKnownUse();
  let lost = false;
  let ended = false;

  function lose(error: unknown): void {
    if (lost || ended) return;
    lost = true;
    observe.lost(true);
    log.warn({ error: String(error) }, "shared counters lost, each process limits by itself");
    void recover();
  }

  async function recover(): Promise<void> {
    while (!ended) {
      await delay(probeMs, undefined, { ref: false });
      try {
        await inTime(shared.probe());
      } catch {
        continue;
      }
      lost = false;
      observe.lost(false);
      log.info({}, "shared counters are back");
      return;
    }
  }

  async function take(group: string, entries: readonly CounterEntry[]): Promise<CounterTake> {
    if (lost) return takeLocally(group, entries);
    const taking = shared.take(group, entries);
    try {
      const answer = await inTime(taking);
      known.note(group, entries, answer.states);
      return { ...answer, correct: (changes) => correctShared(group, entries, answer, changes) };
    } catch (error) {
      lose(error);
      const decided = await takeLocally(group, entries);
      // What is taken late stands for a call that was let through here; for one that was not, it is given back.
      if (!decided.taken) giveBackLate(taking, entries);
      return decided;
    }
  }

  async function correctShared(
    group: string,
    entries: readonly CounterEntry[],
    answer: CounterTake,
    changes: readonly number[],
  ): Promise<void> {
    known.corrected(group, entries, changes);
    if (!lost) await inTime(answer.correct(changes)).catch(lose);
  }

  async function takeLocally(group: string, entries: readonly CounterEntry[]): Promise<CounterTake> {
    observe.decidedLocally();
    const shares = entries.map((entry) => shareOf(entry, known.of(group, entry)));
    const answer = await local.take(group, shares);
    return {
      ...answer,
      states: shares.map((share, index) => presentShare(share, answer.states[index])),
      correct: (changes) => answer.correct(changes.map((change, index) => change + (shares[index]?.uncounted ?? 0))),
    };
  }

  return {
    take,
    async end() {
      ended = true;
      await Promise.all([shared.end(), local.end()]);
    },
  };
}

/** What this process may use of a limit by itself. */
interface Share extends CounterEntry {
  /** Half of the limit. */
  most: number;
  /** What of the amount is not counted, because it is more than the share. */
  uncounted: number;
  /** Until what the shared counters last told of has left. */
  knownResetMs: number;
}

function shareOf({ key, limit, amount }: CounterEntry, known: { used: number; resetMs: number }): Share {
  const most = Math.max(1, Math.floor(limit * localShare));
  // A single call for more than the share takes all of it.
  const counted = Math.min(amount, most);
  return {
    key,
    limit: Math.max(0, Math.min(most, limit - known.used)),
    amount: counted,
    most,
    uncounted: amount - counted,
    knownResetMs: known.resetMs,
  };
}

function presentShare(share: Share, state: CounterState | undefined): CounterState {
  const { used = 0, resetMs = 0, waitMs = 0 } = state ?? {};
  return {
    limit: share.most,
    used: share.most - share.limit + used,
    resetMs: Math.max(resetMs, share.limit < share.most ? share.knownResetMs : 0),
    // With less left than is wanted, waiting for what this process has counted would not help.
    waitMs: waitMs > 0 && share.amount > share.limit ? Math.max(1, share.knownResetMs) : waitMs,
  };
}

function giveBackLate(taking: Promise<CounterTake>, entries: readonly CounterEntry[]): void {
  taking.then((late) => late.correct(entries.map(({ amount }) => -amount))).catch(() => {});
}

/** @throws Error when it takes longer than the patience */
async function inTime<Value>(work: Promise<Value>): Promise<Value> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const giveUp = () => reject(new Error(`No answer within ${patienceMs} ms`));
  // One more turn of the event loop: an answer that lies there unread, because this process was busy, is in time.
  const timer = setTimeout(() => setImmediate(giveUp), patienceMs);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
