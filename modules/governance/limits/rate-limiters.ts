import type { Counter, CounterEntry, CounterState, CounterTake } from "./counter.ts";
import type { LimitKind, LimitLevel, LimitScope } from "./limit-levels.ts";

/** What one level has left of one kind. */
export interface LevelWindow {
  level: LimitLevel;
  kind: LimitKind;
  limit: number;
  remaining: number;
  resetMs: number;
}

export interface LimitRefusal {
  level: LimitLevel;
  kind: LimitKind;
  limit: number;
  wanted: number;
  /** Exactly until it fits; null when it never will: it is more than the limit. */
  waitMs: number | null;
}

export interface LimitTake {
  /** Null when everything was taken; otherwise the level to wait for longest, and nothing was taken. */
  refusal: LimitRefusal | null;
  windows: LevelWindow[];
  /** When, by the clock that counts. */
  atMs: number;
  /** Adds to what was taken, or gives back, at every level; in the background, and never fails. */
  correct(changes: Partial<Record<LimitKind, number>>): void;
}

type Amounts = Partial<Record<LimitKind, number>>;

interface Asked {
  level: LimitLevel;
  kind: LimitKind;
  entry: CounterEntry;
}

/** Requests a minute, of every level or of none. */
export class RequestRateLimiter {
  readonly #counter: Counter;

  constructor(counter: Counter) {
    this.#counter = counter;
  }

  take(scope: LimitScope, requests = 1): Promise<LimitTake> {
    return takeAll(this.#counter, scope, { requests });
  }
}

/** Tokens a minute, of every level or of none. */
export class TokenRateLimiter {
  readonly #counter: Counter;

  constructor(counter: Counter) {
    this.#counter = counter;
  }

  take(scope: LimitScope, tokens: number): Promise<LimitTake> {
    return takeAll(this.#counter, scope, { tokens });
  }
}

/** Requests and tokens a minute together: everything is taken, of every level, or nothing. */
export class CombinedRateLimiter {
  readonly #counter: Counter;

  constructor(counter: Counter) {
    this.#counter = counter;
  }

  take(scope: LimitScope, wanted: Record<LimitKind, number>): Promise<LimitTake> {
    return takeAll(this.#counter, scope, wanted);
  }

  /** What every level has left, without taking of it. */
  async look(scope: LimitScope): Promise<LevelWindow[]> {
    return (await takeAll(this.#counter, scope, { requests: 0, tokens: 0 })).windows;
  }
}

async function takeAll(counter: Counter, scope: LimitScope, amounts: Amounts): Promise<LimitTake> {
  const asked = scope.levels.flatMap((level) => askedOf(level, amounts));
  const endless = asked.find(({ entry }) => entry.amount > entry.limit);
  if (endless) {
    // Only looked at: it would be refused for ever.
    const look = await takeEntries(counter, scope, asked, () => 0);
    return { refusal: refusalOf(endless, null), windows: windowsOf(asked, look), atMs: look.atMs, correct() {} };
  }
  const take = await takeEntries(counter, scope, asked, ({ entry }) => entry.amount);
  return {
    refusal: take.taken ? null : longestWait(asked, take.states),
    windows: windowsOf(asked, take),
    atMs: take.atMs,
    correct(changes) {
      const each = asked.map(({ kind }) => changes[kind] ?? 0);
      // What cannot be corrected leaves by itself with its second.
      if (take.taken && each.some((change) => change !== 0)) take.correct(each).catch(() => {});
    },
  };
}

function askedOf(level: LimitLevel, amounts: Amounts): Asked[] {
  return (["requests", "tokens"] as const).flatMap((kind) => {
    const limit = level[kind];
    const amount = amounts[kind];
    if (limit === null || amount === undefined) return [];
    return [{ level, kind, entry: { key: `${level.id}:${kind}`, limit, amount: Math.ceil(amount) } }];
  });
}

async function takeEntries(
  counter: Counter,
  { organizationId }: LimitScope,
  asked: readonly Asked[],
  amountOf: (asked: Asked) => number,
): Promise<CounterTake> {
  if (asked.length === 0) return { taken: true, atMs: 0, states: [], correct: async () => {} };
  return counter.take(
    organizationId,
    asked.map((one) => ({ ...one.entry, amount: amountOf(one) })),
  );
}

function windowsOf(asked: readonly Asked[], { states }: CounterTake): LevelWindow[] {
  return asked.flatMap(({ level, kind }, index) => {
    const state = states[index];
    if (state === undefined) return [];
    const { limit, used, resetMs } = state;
    return [{ level, kind, limit, remaining: Math.max(0, limit - used), resetMs }];
  });
}

function longestWait(asked: readonly Asked[], states: readonly CounterState[]): LimitRefusal | null {
  let longest: LimitRefusal | null = null;
  for (const [index, one] of asked.entries()) {
    const waitMs = states[index]?.waitMs ?? 0;
    if (waitMs > (longest?.waitMs ?? 0)) longest = refusalOf(one, waitMs);
  }
  return longest;
}

function refusalOf({ level, kind, entry }: Asked, waitMs: number | null): LimitRefusal {
  return { level, kind, limit: entry.limit, wanted: entry.amount, waitMs };
}
