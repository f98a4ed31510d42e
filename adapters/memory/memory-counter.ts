import { type Counter, type CounterEntry, type CounterState, slotMs, windowSlots } from "@eai/modules/governance";

/** What was taken of one counter, by slot; the slots of the window turn in a ring. */
interface Counted {
  total: number;
  oldest: number;
  newest: number;
  ring: number[];
}

export interface MemoryCounterOptions {
  slotMs?: number;
}

export interface MemoryCounter extends Counter {
  /** Counters held in memory. */
  readonly size: number;
}

/**
 * Counts in this process, by a clock that no one sets. A counter that nobody took of for a window is forgotten, so
 * memory is bounded by who was active in the last minute.
 */
export function createMemoryCounter({ slotMs: slotLength = slotMs }: MemoryCounterOptions = {}): MemoryCounter {
  // In the order of their last take: the idle ones are in front.
  const counters = new Map<string, Counted>();

  function forgetIdle(slot: number): void {
    for (const [key, { newest }] of counters) {
      if (newest > slot - windowSlots) return;
      counters.delete(key);
    }
  }

  function stateOf(counted: Counted | undefined, { limit, amount }: CounterEntry, nowMs: number): CounterState {
    const used = counted?.total ?? 0;
    const excess = used + amount - limit;
    const waitMs = amount > 0 && excess > 0 ? Math.max(1, freeAtMs(counted, excess) - nowMs) : 0;
    const resetMs = counted && used > 0 ? (counted.newest + windowSlots) * slotLength - nowMs : 0;
    return { limit, used, waitMs, resetMs };
  }

  /** When so much of it will have left. */
  function freeAtMs(counted: Counted | undefined, excess: number): number {
    if (counted === undefined) return Number.MAX_SAFE_INTEGER;
    let freed = 0;
    for (let slot = counted.oldest; slot <= counted.newest; slot++) {
      freed += counted.ring[slot % windowSlots] ?? 0;
      if (freed >= excess) return (slot + windowSlots) * slotLength;
    }
    return (counted.newest + windowSlots) * slotLength;
  }

  function add(key: string, slot: number, amount: number): void {
    const counted = counters.get(key) ?? {
      total: 0,
      oldest: slot,
      newest: slot,
      ring: new Array<number>(windowSlots).fill(0),
    };
    counters.delete(key);
    counters.set(key, counted);
    counted.newest = slot;
    counted.total += amount;
    counted.ring[slot % windowSlots] = (counted.ring[slot % windowSlots] ?? 0) + amount;
  }

  function correct(key: string, slot: number, change: number): void {
    const counted = counters.get(key);
    if (!counted || slot < counted.oldest || slot > counted.newest) return;
    const held = counted.ring[slot % windowSlots] ?? 0;
    const applied = Math.max(change, -held);
    counted.ring[slot % windowSlots] = held + applied;
    counted.total += applied;
  }

  return {
    get size() {
      return counters.size;
    },
    async take(group, entries) {
      const atMs = performance.now();
      const slot = Math.floor(atMs / slotLength);
      forgetIdle(slot);
      const keys = entries.map(({ key }) => `${group}:${key}`);
      const before = keys.map((key) => {
        const counted = counters.get(key);
        if (counted) leaveWindow(counted, slot);
        return counted;
      });
      const seen = entries.map((entry, index) => stateOf(before[index], entry, atMs));
      const taken = seen.every(({ waitMs }) => waitMs === 0);
      if (!taken) return { taken, atMs, states: seen, correct: async () => {} };
      for (const [index, key] of keys.entries()) {
        const amount = entries[index]?.amount ?? 0;
        if (amount > 0) add(key, slot, amount);
      }
      return {
        taken,
        atMs,
        states: entries.map((entry, index) => stateOf(counters.get(keys[index] ?? ""), { ...entry, amount: 0 }, atMs)),
        async correct(changes) {
          for (const [index, key] of keys.entries()) correct(key, slot, changes[index] ?? 0);
        },
      };
    },
    end: async () => counters.clear(),
  };
}

/** Takes what is too old off the total; each slot once. */
function leaveWindow(counted: Counted, slot: number): void {
  const oldest = slot - windowSlots + 1;
  for (let gone = counted.oldest; gone < oldest && gone <= counted.newest; gone++) {
    counted.total -= counted.ring[gone % windowSlots] ?? 0;
    counted.ring[gone % windowSlots] = 0;
  }
  counted.oldest = Math.max(counted.oldest, oldest);
}
