import type { LimitState } from "@eai/contract";
import { type Changes, type Context, createKept, organizationOf, type TenantPlace } from "@eai/modules/kernel";
import type { Limiter } from "../reservation.ts";
import type { Counter } from "./counter.ts";
import type { LimitKind, LimitLevel, LimitScope, MinuteLimits, TenantLimits } from "./limit-levels.ts";
import { limitProblem } from "./limit-refusal.ts";
import { CombinedRateLimiter, type LevelWindow } from "./rate-limiters.ts";

/** What is told for the metrics; never who. */
export interface LimitObserver {
  refused(event: { kind: LimitKind; level: LimitLevel["kind"] }): void;
  /** The share of a limit, 0 to 1, that is left after a take. */
  remaining(event: { kind: LimitKind; level: LimitLevel["kind"]; ratio: number }): void;
}

export interface LimiterDependencies {
  counter: Counter;
  changes: Changes;
  /** What the settings of the tenants of a path say; root first, as a context has them. */
  readLimits(tenantPath: readonly string[]): Promise<TenantLimits>;
  /** Of a person where no tenant says anything. */
  personDefaults: MinuteLimits;
  observe: LimitObserver;
}

/** What a level may use, and what is left of it now. */
export interface LevelState {
  level: LimitLevel;
  requests: LevelWindow | null;
  tokens: LevelWindow | null;
}

/** The limits of a minute: takes of them, and tells what is left. */
export interface MinuteLimiter extends Limiter {
  /** The levels of whoever acts: their own first, then their tenants' upwards. */
  levelsOf(context: Context): Promise<LevelState[]>;
  /** The levels of a tenant and those above it, and what each person in it may use. */
  levelsOfTenant(tenant: TenantPlace): Promise<{ person: MinuteLimits; levels: LevelState[] }>;
}

const keptMs = 30_000;
const keptTenants = 10_000;

/** Limits people and tenants by their settings, which hold as soon as they are changed. */
export function createLimiter(dependencies: LimiterDependencies): MinuteLimiter {
  const { counter, changes, readLimits, personDefaults, observe } = dependencies;
  const limiter = new CombinedRateLimiter(counter);
  const kept = createKept<TenantLimits>(changes, { maxAgeMs: keptMs, limit: keptTenants });

  async function limitsOf(path: readonly string[]): Promise<TenantLimits> {
    const { person, tenants } = await kept.get(path.join("/"), () => readLimits(path));
    return {
      person: { requests: person.requests ?? personDefaults.requests, tokens: person.tokens ?? personDefaults.tokens },
      tenants,
    };
  }

  async function scopeOf({ actor, tenantId, tenantPath }: Context): Promise<LimitScope> {
    const { person, tenants } = await limitsOf(tenantPath);
    const own: LimitLevel[] =
      actor.kind === "person" ? [{ kind: "person", id: actor.personId, name: actor.name, ...person }] : [];
    return { organizationId: organizationOf({ id: tenantId, path: tenantPath }), levels: [...own, ...tenants] };
  }

  async function look(scope: LimitScope): Promise<LevelState[]> {
    const windows = await limiter.look(scope);
    const windowOf = (level: LimitLevel, kind: LimitKind) =>
      windows.find((window) => window.level === level && window.kind === kind) ?? null;
    return scope.levels.map((level) => ({
      level,
      requests: windowOf(level, "requests"),
      tokens: windowOf(level, "tokens"),
    }));
  }

  return {
    async take(context, wanted) {
      const { refusal, windows, correct } = await limiter.take(await scopeOf(context), wanted);
      const state = tightest(windows);
      if (refusal) {
        observe.refused({ kind: refusal.kind, level: refusal.level.kind });
        throw limitProblem(refusal, state);
      }
      for (const { kind, level, remaining, limit } of windows) {
        observe.remaining({ kind, level: level.kind, ratio: remaining / limit });
      }
      const taken = { requests: wanted.requests, tokens: Math.ceil(wanted.tokens) };
      return {
        state,
        settle: (usedTokens) => correct({ tokens: Math.ceil(usedTokens) - taken.tokens }),
        cancel: () => correct({ requests: -taken.requests, tokens: -taken.tokens }),
      };
    },
    levelsOf: async (context) => look(await scopeOf(context)),
    async levelsOfTenant(tenant) {
      const { person, tenants } = await limitsOf(tenant.path);
      return { person, levels: await look({ organizationId: organizationOf(tenant), levels: tenants }) };
    },
  };
}

/** Of each kind the window with the least left. */
function tightest(windows: readonly LevelWindow[]): LimitState | null {
  const [requests, tokens] = (["requests", "tokens"] as const).map((wanted) => {
    const [least] = windows
      .filter(({ kind }) => kind === wanted)
      .toSorted((left, right) => left.remaining - right.remaining);
    return least === undefined ? null : presentWindow(least);
  });
  return requests || tokens ? { requests: requests ?? null, tokens: tokens ?? null } : null;
}

/** A window as it is said over the wire. */
export function presentWindow({ limit, remaining, resetMs }: LevelWindow): NonNullable<LimitState["requests"]> {
  return { limit, remaining, reset_seconds: resetMs / 1000 };
}
