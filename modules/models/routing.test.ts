import { describe, expect, test } from "vitest";
import type { Choosable } from "./choose-deployment.ts";
import { createRouting, type Route, type RoutedCall, type RoutingDependencies } from "./routing.ts";
import { classifyFailure, type UpstreamFailure, UpstreamTimeout } from "./upstream-failure.ts";

const east = { id: "eastus", priority: 1, weight: 1 };
const east2 = { id: "eastus2", priority: 1, weight: 3 };
const spare = { id: "spare", priority: 2, weight: 100 };
const all = [spare, east, east2];

const timeout = classifyFailure(new UpstreamTimeout());
const of = (kind: UpstreamFailure["kind"], retryAfterMs?: number): UpstreamFailure => ({
  ...timeout,
  kind,
  retryAfterMs,
});
const { signal } = new AbortController();

function make(dependencies: RoutingDependencies = {}) {
  let now = 0;
  const pass = (milliseconds: number) => {
    now += milliseconds;
  };
  const routing = createRouting({ clock: () => now, random: () => 0, ...dependencies });
  return { routing, pass };
}

/** Goes the whole way, every call failing as told; gives who was asked. */
async function exhaust(route: Route<Choosable>, failure: UpstreamFailure): Promise<string[]> {
  const ids: string[] = [];
  for (let call = await route.next(signal); call; call = await route.next(signal)) {
    ids.push(call.deployment.id);
    call.failed(failure);
    call.end();
  }
  return ids;
}

async function first<Option extends Choosable>(route: Route<Option>): Promise<RoutedCall<Option>> {
  const call = await route.next(signal);
  if (!call) throw new Error("Nobody takes the call");
  return call;
}

describe("the way of a question", () => {
  test("asks each deployment once, those of a lower priority last", async () => {
    const ids = await exhaust(make().routing.route(all), timeout);
    expect(ids.toSorted()).toEqual(["eastus", "eastus2", "spare"]);
    expect(ids.at(-1)).toBe("spare");
  });

  test.each<[UpstreamFailure, number]>([
    [of("server_error"), 2],
    [of("unreachable"), 2],
    [{ ...timeout, status: 408 }, 2],
    [timeout, 1],
    [of("rate_limited"), 1],
    [of("server_error", 500), 1],
    [of("unauthorized"), 1],
    [of("not_found"), 1],
    [of("broken_stream"), 1],
  ])("asks one that is alone again only where that may help", async (failure, calls) => {
    expect(await exhaust(make().routing.route([east]), failure)).toHaveLength(calls);
  });

  test("asks nobody else after one that was alone was asked twice", async () => {
    const { routing, pass } = make();
    await exhaust(routing.route([spare]), of("rate_limited", 1000));
    const route = routing.route([east, spare]);
    for (let count = 0; count < 2; count++) {
      const call = await first(route);
      expect(call.deployment).toBe(east);
      call.failed(of("server_error"));
      call.end();
    }
    pass(1000);
    expect(await route.next(signal)).toBeUndefined();
  });

  test("ends with a refusal, which is the same elsewhere", async () => {
    const refused = { ...timeout, kind: "content_filtered" as const, failover: false };
    expect(await exhaust(make().routing.route(all), refused)).toHaveLength(1);
  });

  test("ends with its signal, also while it waits to ask again", async () => {
    const stop = new AbortController();
    const route = make().routing.route([east]);
    const call = await first(route);
    call.failed(of("server_error"));
    call.end();
    const waiting = route.next(stop.signal);
    stop.abort(new Error("gone"));
    await expect(waiting).rejects.toThrow("gone");
    await expect(route.next(stop.signal)).rejects.toThrow("gone");
  });

  test("tells the earliest time when all are open", async () => {
    const { routing, pass } = make();
    for (const [option, wait] of [
      [east, 3000],
      [east2, 1500],
    ] as const) {
      await exhaust(routing.route([option]), of("rate_limited", wait));
    }
    const route = routing.route([east, east2]);
    expect(await route.next(signal)).toBeUndefined();
    expect(route.unavailable()).toEqual({ retryAfterMs: 1500, failures: [] });
    pass(1500);
    expect((await first(routing.route([east, east2]))).deployment).toBe(east2);
  });

  test("leads elsewhere while another call is the trial; alone it is told to come back", async () => {
    const { routing, pass } = make();
    await exhaust(routing.route([east]), of("rate_limited", 3000));
    pass(3000);
    const trial = await first(routing.route([east]));
    expect((await first(routing.route([east, spare]))).deployment).toBe(spare);
    const route = routing.route([east]);
    expect(await route.next(signal)).toBeUndefined();
    expect(route.unavailable().retryAfterMs).toBe(1000);
    trial.succeeded();
    expect((await first(routing.route([east, spare]))).deployment).toBe(east);
  });

  test("returns to the region of the session when that recovers", async () => {
    const { routing, pass } = make();
    const home = (await first(routing.route([east, east2], "session"))).deployment;
    const away = home === east ? east2 : east;
    await exhaust(routing.route([home]), of("rate_limited", 5000));
    expect((await first(routing.route([east, east2], "session"))).deployment).toBe(away);
    pass(5000);
    const back = await first(routing.route([east, east2], "session"));
    expect(back.deployment).toBe(home);
    back.succeeded();
    expect((await first(routing.route([east, east2], "session"))).deployment).toBe(home);
  });

  test("asks one that failed a moment ago last, but still asks it", async () => {
    const { routing } = make();
    const call = await first(routing.route([east]));
    call.failed(timeout);
    call.end();
    expect((await first(routing.route([east, spare]))).deployment).toBe(spare);
    expect((await first(routing.route([east]))).deployment).toBe(east);
  });
});

describe("a drained deployment", () => {
  test("gets no new call, also not one that was under way to it", async () => {
    const away = new Set<string>();
    const { routing } = make({ drained: async () => away });
    const route = routing.route([east, spare]);
    const running = await first(route);
    away.add(spare.id);
    running.failed(timeout);
    running.end();
    expect(await route.next(signal)).toBeUndefined();
    expect(route.unavailable().retryAfterMs).toBe(0);
  });

  test("with all drained there is no time to come back", async () => {
    const { routing } = make({ drained: async () => new Set([east.id, spare.id]) });
    const route = routing.route([east, spare]);
    expect(await route.next(signal)).toBeUndefined();
    expect(route.unavailable()).toEqual({ retryAfterMs: undefined, failures: [] });
  });

  test("of two, the other is asked twice as one that is alone", async () => {
    const { routing } = make({ drained: async () => new Set([spare.id]) });
    expect(await exhaust(routing.route([east, spare]), of("server_error"))).toEqual(["eastus", "eastus"]);
  });
});

test("the observer hears of every call and of every change of deployment", async () => {
  const heard: string[] = [];
  const { routing } = make({
    observer: {
      attempted: (id, outcome) => heard.push(`${id} ${outcome}`),
      failedOver: (from) => heard.push(`over ${from}`),
    },
  });
  const route = routing.route([east, spare]);
  const failing = await first(route);
  failing.failed(timeout);
  failing.end();
  const answering = await first(route);
  answering.succeeded();
  answering.end();
  answering.end();
  const left = await first(routing.route([east, spare]));
  left.end();
  expect(heard).toEqual(["eastus timeout", "over timeout", "spare ok", `${left.deployment.id} aborted`]);
  expect(routing.breaker("spare").inFlight).toBe(0);
});
