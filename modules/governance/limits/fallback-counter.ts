import { setTimeout as delay } from "node:timers/promises";
import type { Log } from "@eai/modules/kernel";
import type { Counter, CounterEntry, CounterTake, SharedCounter } from "./counter.ts";

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
 * Counts with the shared counters, and while these are lost in this process alone, where each limit is half of what it
 * is: never unlimited. What was counted here is not added to the shared counters when they are back.
 */
export function createFallbackCounter({ shared, local, log, observe }: FallbackDependencies): Counter {
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

  async function takeShared(group: string, entries: readonly CounterEntry[]): Promise<CounterTake | undefined> {
    const taking = shared.take(group, entries);
    try {
      const take = await inTime(taking);
      return {
        ...take,
        correct: async (changes) => {
          if (!lost) await inTime(take.correct(changes)).catch(lose);
        },
      };
    } catch (error) {
      lose(error);
      // It was decided without it by then: what it takes late is given back.
      taking.then((late) => late.correct(entries.map(({ amount }) => -amount))).catch(() => {});
      return undefined;
    }
  }

  async function takeLocally(group: string, entries: readonly CounterEntry[]): Promise<CounterTake> {
    observe.decidedLocally();
    const shares = entries.map(({ key, limit, amount }) => {
      const share = Math.max(1, Math.floor(limit * localShare));
      // A single call for more than the share takes all of it.
      return { key, limit: share, amount: Math.min(amount, share) };
    });
    const take = await local.take(group, shares);
    const uncounted = entries.map(({ amount }, index) => amount - (shares[index]?.amount ?? amount));
    return {
      ...take,
      correct: (changes) => take.correct(changes.map((change, index) => change + (uncounted[index] ?? 0))),
    };
  }

  return {
    async take(group, entries) {
      const take = lost ? undefined : await takeShared(group, entries);
      return take ?? takeLocally(group, entries);
    },
    async end() {
      ended = true;
      await Promise.all([shared.end(), local.end()]);
    },
  };
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
