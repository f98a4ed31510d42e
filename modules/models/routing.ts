import { randomUUID } from "node:crypto";
import { type Choosable, orderDeployments } from "./choose-deployment.ts";
import {
  type BreakerCall,
  type BreakerSnapshot,
  type CircuitBreaker,
  createCircuitBreaker,
} from "./circuit-breaker.ts";
import { pause } from "./pause.ts";
import type { UpstreamFailure } from "./upstream-failure.ts";

/** Decides which deployment is asked, by what happened to earlier calls of this process. */
export interface Routing {
  /**
   * The way of one question through the deployments that may answer it.
   * @param options interchangeable ones, without those the tenant may not use
   * @param affinityKey the same key is sent to the same deployment while that is healthy, where its prompt is cached
   * @param lane whose question it is; default `people`
   */
  route<Option extends Choosable>(options: readonly Option[], affinityKey?: string, lane?: Lane): Route<Option>;
  /** As the lane sees it that is worse off. */
  breaker(deploymentId: string): BreakerSnapshot;
}

/**
 * Each lane has breakers of its own: documents that are prepared by the thousand use up a quota, and the wait they are
 * told is not the wait of the short question of a person, which may still be answered.
 */
export type Lane = "people" | "background";

/**
 * ```
 * const route = routing.route(deployments, sessionId);
 * for (let call = await route.next(signal); call; call = await route.next(signal)) {
 *   try { …; call.succeeded(); …; return }
 *   catch (error) { call.failed(classifyFailure(error)); if (hasText || !failover) throw … }
 *   finally { call.end() }
 * }
 * throw nothingAvailable(model, route.unavailable());
 * ```
 */
export interface Route<Option extends Choosable> {
  /**
   * Begins a call: of the best deployment at first, of another after each failure. Each is asked once at most; one
   * without another beside it a second time, a moment later, when the failure may be gone by then.
   * @returns undefined when nobody is left to ask
   * @throws the reason of the signal
   */
  next(signal: AbortSignal): Promise<RoutedCall<Option> | undefined>;
  /** Why `next` gave nothing. */
  unavailable(): Unavailable;
}

/** A call that has been begun; `end` it whatever happens. */
export interface RoutedCall<Option> extends BreakerCall {
  deployment: Option;
}

export interface Unavailable {
  /** Milliseconds until the first deployment may be asked again; undefined when an administrator drained all. */
  retryAfterMs: number | undefined;
  /** What was tried: `azure:eastus:gpt-4.1: timeout`. */
  failures: readonly string[];
}

/** Told of what is asked, for metrics. */
export interface RoutingObserver {
  /** @param outcome `ok` when it answered, `aborted` when the caller left before that, otherwise why it failed */
  attempted?(deploymentId: string, outcome: UpstreamFailure["kind"] | "ok" | "aborted"): void;
  failedOver?(from: UpstreamFailure["kind"]): void;
}

export interface RoutingDependencies {
  /** Ids of deployments that get no new calls; asked before each call. */
  drained?: () => Promise<ReadonlySet<string>>;
  observer?: RoutingObserver;
  /** Milliseconds of a clock that is never set. */
  clock?: () => number;
  random?: () => number;
}

const nobody: ReadonlySet<string> = new Set();
const rank = { closed: 0, half_open: 1, open: 2 } as const;

export function createRouting(dependencies: RoutingDependencies = {}): Routing {
  const { drained = async () => nobody, observer = {}, clock = () => performance.now() } = dependencies;
  const { random = Math.random } = dependencies;
  const breakers = { people: new Map<string, CircuitBreaker>(), background: new Map<string, CircuitBreaker>() };

  function breakerIn(lane: Lane, id: string): CircuitBreaker {
    const known = breakers[lane].get(id);
    if (known) return known;
    const breaker = createCircuitBreaker({ clock, random });
    breakers[lane].set(id, breaker);
    return breaker;
  }

  function route<Option extends Choosable>(
    options: readonly Option[],
    affinityKey?: string,
    lane: Lane = "people",
  ): Route<Option> {
    const breakerOf = (id: string) => breakerIn(lane, id);
    const order = orderDeployments(options, affinityKey ?? randomUUID());
    const asked = new Set<string>();
    const failures: string[] = [];
    let open: readonly Option[] = order;
    let last: { option: Option; failure: UpstreamFailure | undefined } | undefined;
    /** The one that had no other beside it when the question came. */
    let alone: Option | undefined;
    let askedAgain = false;

    /** Those that may be asked now, the ones that failed a moment ago last. */
    function candidates(among: readonly Option[]): Option[] {
      const admits = among.map((option) => ({ option, admits: breakerOf(option.id).admits }));
      const standing = (wanted: "now" | "last") => admits.filter((entry) => entry.admits === wanted);
      return [...standing("now"), ...standing("last")].map(({ option }) => option);
    }

    function begin(option: Option): RoutedCall<Option> | undefined {
      const call = breakerOf(option.id).begin();
      if (!call) return undefined;
      asked.add(option.id);
      if (last?.failure && last.option.id !== option.id) observer.failedOver?.(last.failure.kind);
      const attempt: typeof last = { option, failure: undefined };
      last = attempt;
      let answered = false;
      let ended = false;
      return {
        deployment: option,
        succeeded() {
          answered = true;
          call.succeeded();
        },
        failed(failure) {
          attempt.failure = failure;
          failures.push(`${option.id}: ${failure.kind}`);
          call.failed(failure);
        },
        end() {
          call.end();
          if (ended) return;
          ended = true;
          observer.attempted?.(option.id, attempt.failure?.kind ?? (answered ? "ok" : "aborted"));
        },
      };
    }

    return {
      async next(signal) {
        signal.throwIfAborted();
        if (askedAgain || (last?.failure && !last.failure.failover)) return undefined;
        open = await inService(order);
        const ready = candidates(open.filter((option) => !asked.has(option.id)));
        const [best] = ready;
        if (best) {
          if (!last && ready.length === 1) alone = best;
          return begin(best);
        }
        if (!alone || !last?.failure || asked.size > 1 || !mayBeGone(last.failure)) return undefined;
        askedAgain = true;
        await pause(200 + random() * 200, signal);
        open = await inService(order);
        signal.throwIfAborted();
        return open.includes(alone) ? begin(alone) : undefined;
      },
      unavailable() {
        const waits = open.map((option) => breakerOf(option.id).waitMs);
        return { retryAfterMs: waits.length === 0 ? undefined : Math.min(...waits), failures };
      },
    };
  }

  async function inService<Option extends Choosable>(options: readonly Option[]): Promise<readonly Option[]> {
    const away = await drained();
    return away.size === 0 ? options : options.filter(({ id }) => !away.has(id));
  }

  return {
    route,
    breaker(id) {
      const people = breakerIn("people", id).snapshot;
      const background = breakers.background.get(id)?.snapshot;
      if (!background) return people;
      const worse = rank[background.state] > rank[people.state] ? background : people;
      return { ...worse, inFlight: people.inFlight + background.inFlight };
    },
  };
}

/** A dropped connection or a hiccup of the server; not what took long, nor what the server asked to wait for. */
function mayBeGone(failure: UpstreamFailure): boolean {
  if (failure.retryAfterMs !== undefined) return false;
  return ["unreachable", "dropped", "server_error"].includes(failure.kind) || failure.status === 408;
}
