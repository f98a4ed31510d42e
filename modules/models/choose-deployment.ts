import { createHash, randomUUID } from "node:crypto";
import type { Clock } from "@eai/modules/kernel";
import type { UpstreamFailure } from "./upstream-failure.ts";

/** What choosing needs to know of a deployment. */
export interface Choosable {
  id: string;
  priority: number;
  weight: number;
}

export interface Choice<Option extends Choosable> {
  /** In the order to try; those that failed lately stand last. */
  candidates: Option[];
  /** When there are none: milliseconds until the first may be asked again. */
  retryAfterMs: number | undefined;
}

/** Remembers which deployments failed lately. State of one process. */
export interface Cooldowns {
  /**
   * @param affinityKey the same key gives the same order, so that a conversation stays where its prompt is cached
   */
  choose<Option extends Choosable>(options: readonly Option[], affinityKey?: string): Choice<Option>;
  failed(id: string, failure: UpstreamFailure): void;
  succeeded(id: string): void;
  /** Milliseconds until the deployment may be asked again; 0 now. */
  closedForMs(id: string): number;
}

interface Rest {
  until: number;
  /** The server named the time: asking earlier is refused for certain. Otherwise it is only tried last. */
  closed: boolean;
  failures: number;
}

// "Retry after 86400 seconds" occurs where a minute was meant, so nothing rests longer than this without another try.
const longestRestMs = 60_000;

export function createCooldowns(clock: Clock): Cooldowns {
  const rests = new Map<string, Rest>();

  function resting(id: string): Rest | undefined {
    const rest = rests.get(id);
    return rest && rest.until > clock() ? rest : undefined;
  }

  return {
    choose(options, affinityKey) {
      const order = orderOf(options, affinityKey ?? randomUUID());
      const candidates = order.filter((option) => !resting(option.id)?.closed);
      if (candidates.length === 0) {
        const first = Math.min(...options.map((option) => (resting(option.id)?.until ?? clock()) - clock()));
        return { candidates, retryAfterMs: Number.isFinite(first) ? first : undefined };
      }
      const healthy = candidates.filter((option) => !resting(option.id));
      const shaky = candidates.filter((option) => resting(option.id));
      return { candidates: [...healthy, ...shaky], retryAfterMs: undefined };
    },

    failed(id, failure) {
      const failures = (rests.get(id)?.failures ?? 0) + 1;
      const closed = failure.retryAfterMs !== undefined;
      const restMs = Math.min(failure.retryAfterMs ?? defaultRestMs(failure, failures), longestRestMs);
      rests.set(id, { until: clock() + restMs, closed, failures });
    },

    succeeded(id) {
      rests.delete(id);
    },

    closedForMs(id) {
      const rest = resting(id);
      return rest?.closed ? rest.until - clock() : 0;
    },
  };
}

function defaultRestMs(failure: UpstreamFailure, failures: number): number {
  switch (failure.kind) {
    // A wrong key or name does not mend itself.
    case "unauthorized":
    case "not_found":
      return longestRestMs;
    case "rate_limited":
      return 10_000;
    case "content_filtered":
    case "refused":
      return 0;
    case "timeout":
    case "server_error":
    case "unreachable":
    case "broken_stream":
      return Math.min(1000 * 2 ** failures, 30_000);
    default:
      return failure.kind satisfies never;
  }
}

/**
 * Priority groups in order, each in weighted rendezvous order by key: every key has its own stable order, and a
 * deployment that goes away moves only its own keys (Thaler and Ravishankar 1998; weights after Schindelhauer 2005).
 */
function orderOf<Option extends Choosable>(options: readonly Option[], key: string): Option[] {
  const scored = options.map((option) => ({
    option,
    score: -option.weight / Math.log(unitInterval(`${key}\n${option.id}`)),
  }));
  return scored
    .toSorted((left, right) => left.option.priority - right.option.priority || right.score - left.score)
    .map(({ option }) => option);
}

/** A number strictly between 0 and 1. */
function unitInterval(text: string): number {
  return (createHash("sha256").update(text).digest().readUInt32BE() + 0.5) / 2 ** 32;
}
