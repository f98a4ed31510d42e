import type { CounterEntry, CounterState } from "./counter.ts";

interface Known {
  used: number;
  /** When none of it is in the window any more, by the clock of this process. */
  resetAtMs: number;
}

/** What the shared counters last said, for as long as it may hold. */
export interface KnownUse {
  note(group: string, entries: readonly CounterEntry[], states: readonly CounterState[]): void;
  corrected(group: string, entries: readonly CounterEntry[], changes: readonly number[]): void;
  /** Nothing where nothing was said in the last minute. */
  of(group: string, entry: CounterEntry): { used: number; resetMs: number };
}

/** @param limit counters remembered at most; those heard of longest ago go first */
export function createKnownUse(limit = 20_000): KnownUse {
  const known = new Map<string, Known>();
  return {
    note(group, entries, states) {
      const now = performance.now();
      for (const [index, { key }] of entries.entries()) {
        const { used = 0, resetMs = 0 } = states[index] ?? {};
        const id = `${group}:${key}`;
        known.delete(id);
        if (used > 0) known.set(id, { used, resetAtMs: now + resetMs });
      }
      while (known.size > limit) known.delete(known.keys().next().value ?? "");
    },
    corrected(group, entries, changes) {
      for (const [index, { key }] of entries.entries()) {
        const entry = known.get(`${group}:${key}`);
        if (entry) entry.used = Math.max(0, entry.used + (changes[index] ?? 0));
      }
    },
    of(group, { key }) {
      const id = `${group}:${key}`;
      const entry = known.get(id);
      const resetMs = (entry?.resetAtMs ?? 0) - performance.now();
      if (entry && resetMs > 0) return { used: entry.used, resetMs };
      known.delete(id);
      return { used: 0, resetMs: 0 };
    },
  };
}
