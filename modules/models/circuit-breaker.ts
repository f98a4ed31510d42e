import { createFailureRatio } from "./failure-ratio.ts";
import { boundedWaitMs, longestWaitMs } from "./retry-after.ts";
import type { UpstreamFailure } from "./upstream-failure.ts";

export type BreakerState = "closed" | "open" | "half_open";

export interface BreakerSnapshot {
  state: BreakerState;
  /** In a row. */
  failures: number;
  /** Milliseconds until it may be asked again; 0 unless open. */
  openForMs: number;
  lastFailure: UpstreamFailure["kind"] | null;
  /** Calls running, to the end of their streams. */
  inFlight: number;
}

/** One call of a deployment, as its breaker sees it. */
export interface BreakerCall {
  /** It answers: the first token came, or the whole answer did. */
  succeeded(): void;
  /** It failed, before or after its first token. */
  failed(failure: UpstreamFailure): void;
  /** It is over. Always to be called, once more does no harm; without a verdict the caller went away. */
  end(): void;
}

/** Decides whether a deployment is called. State of one process. */
export interface CircuitBreaker {
  /** `last`: it failed a moment ago, so that another is better; `no`: it is open, or being tried. */
  readonly admits: "now" | "last" | "no";
  /** Milliseconds until a call may be begun; 0 now. */
  readonly waitMs: number;
  /** Takes a call; the first one after the time of an open breaker is its trial. Undefined when it `admits` none. */
  begin(): BreakerCall | undefined;
  readonly snapshot: BreakerSnapshot;
}

export interface BreakerDependencies {
  /** Milliseconds of a clock that is never set. */
  clock: () => number;
  /** From 0 to 1. */
  random: () => number;
}

/** So many failures in a row open the breaker, where one alone does not. */
const failuresToOpen = 3;
const throttledMs = 10_000;
const troubledMs = 5_000;
/** After a failure that opens nothing, others are asked first for so long. */
const avoidMs = 2_000;
/** How long a caller is told to wait while somebody else's trial runs. */
const trialMs = 1_000;
/** A trial whose caller never told its end is forgotten; longer than any call waits for its first token. */
const trialLeaseMs = 300_000;

/**
 * A circuit breaker (Nygard, Release It!, 2007). Closed, it lets all calls through. It opens at once when the server
 * throttles, names a wait, or refuses the key or the name; otherwise after three failures in a row, or when half of
 * the calls of a minute failed. After its time it is half-open: one call at a time is let through, and only the
 * outcome of that one closes it, or opens it for twice as long.
 *
 * Calls end in any order. One that began before the breaker opened or closed last says nothing new: its success
 * closes nothing, and its timeout opens nothing. Only what the server says now counts whenever the call began: a
 * throttling, a named wait, a refused key.
 */
export function createCircuitBreaker({ clock, random }: BreakerDependencies): CircuitBreaker {
  const ratio = createFailureRatio(clock);
  /** Undefined while closed; past while half-open. */
  let openUntil: number | undefined;
  let trial: { call: BreakerCall; until: number } | undefined;
  /** Counts openings and closings. */
  let era = 0;
  let failures = 0;
  /** Openings since it was closed last. */
  let openings = 0;
  let avoidUntil = Number.NEGATIVE_INFINITY;
  let inFlight = 0;
  let lastFailure: UpstreamFailure["kind"] | null = null;

  function state(): BreakerState {
    if (openUntil === undefined) return "closed";
    return clock() < openUntil ? "open" : "half_open";
  }

  function trialRuns(): boolean {
    return trial !== undefined && clock() < trial.until;
  }

  function admits(): CircuitBreaker["admits"] {
    const now = state();
    if (now === "open" || (now === "half_open" && trialRuns())) return "no";
    return now === "closed" && clock() < avoidUntil ? "last" : "now";
  }

  function openFor(milliseconds: number): void {
    openUntil = clock() + milliseconds;
    era += 1;
    trial = undefined;
    ratio.clear();
  }

  function open(failure: UpstreamFailure): void {
    openings += 1;
    openFor(openMs(failure, openings, random()));
  }

  function close(): void {
    openUntil = undefined;
    openings = 0;
    failures = 0;
    era += 1;
    trial = undefined;
    avoidUntil = Number.NEGATIVE_INFINITY;
    ratio.clear();
  }

  function noteSuccess(): void {
    if (openUntil !== undefined) return;
    failures = 0;
    avoidUntil = Number.NEGATIVE_INFINITY;
    ratio.note("succeeded");
  }

  function noteFailure(failure: UpstreamFailure, begun: number, hadSucceeded: boolean): void {
    const certain = opensAtOnce(failure);
    if (begun !== era && !certain) return;
    lastFailure = failure.kind;
    if (openUntil !== undefined) {
      // Calls sent before it opened: only a longer wait is news.
      const asked = failure.retryAfterMs === undefined ? 0 : boundedWaitMs(failure.retryAfterMs);
      if (asked > 0 && clock() + asked > openUntil) openFor(asked);
      return;
    }
    failures += 1;
    const tooMany = ratio.note(hadSucceeded ? "failed_later" : "failed");
    if (certain || failures >= failuresToOpen || tooMany) open(failure);
    else avoidUntil = clock() + avoidMs;
  }

  return {
    get admits() {
      return admits();
    },
    get waitMs() {
      if (openUntil === undefined) return 0;
      const left = openUntil - clock();
      if (left > 0) return left;
      return trialRuns() ? trialMs : 0;
    },
    begin() {
      if (admits() === "no") return undefined;
      const begun = era;
      let verdict: "none" | "succeeded" | "failed" = "none";
      let ended = false;
      const call: BreakerCall = {
        succeeded() {
          if (verdict !== "none") return;
          verdict = "succeeded";
          if (trial?.call === call) close();
          else noteSuccess();
        },
        failed(failure) {
          // A request that the model refuses was answered: the deployment is well.
          if (!failure.failover) return call.succeeded();
          if (verdict === "failed") return;
          const hadSucceeded = verdict === "succeeded";
          verdict = "failed";
          if (trial?.call !== call) return noteFailure(failure, begun, hadSucceeded);
          lastFailure = failure.kind;
          failures += 1;
          open(failure);
        },
        end() {
          if (ended) return;
          ended = true;
          inFlight -= 1;
          if (trial?.call === call) trial = undefined;
        },
      };
      inFlight += 1;
      if (openUntil !== undefined) trial = { call, until: clock() + trialLeaseMs };
      return call;
    },
    get snapshot() {
      const openForMs = openUntil === undefined ? 0 : Math.max(0, openUntil - clock());
      return { state: state(), failures, openForMs, lastFailure, inFlight };
    },
  };
}

/** Asking again at once would be refused for certain. */
function opensAtOnce({ kind, retryAfterMs }: UpstreamFailure): boolean {
  if (retryAfterMs !== undefined) return true;
  return kind === "rate_limited" || kind === "unauthorized" || kind === "not_found";
}

function openMs({ kind, retryAfterMs }: UpstreamFailure, openings: number, random: number): number {
  if (retryAfterMs !== undefined) return boundedWaitMs(retryAfterMs);
  // A wrong key or name does not mend itself.
  if (kind === "unauthorized" || kind === "not_found") return longestWaitMs;
  const first = kind === "rate_limited" ? throttledMs : troubledMs;
  // A fifth at random, so that processes do not come back together.
  return Math.min(first * 2 ** (openings - 1) * (1 + random / 5), longestWaitMs);
}
