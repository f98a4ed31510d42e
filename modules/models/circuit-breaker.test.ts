import { describe, expect, test } from "vitest";
import { type BreakerCall, type CircuitBreaker, createCircuitBreaker } from "./circuit-breaker.ts";
import { classifyFailure, type UpstreamFailure, UpstreamTimeout } from "./upstream-failure.ts";

const timeout = classifyFailure(new UpstreamTimeout());
const of = (kind: UpstreamFailure["kind"], retryAfterMs?: number): UpstreamFailure => ({
  ...timeout,
  kind,
  retryAfterMs,
});
const refused: UpstreamFailure = { ...timeout, kind: "content_filtered", failover: false };

function make(random = 0) {
  let now = 5_000;
  const pass = (milliseconds: number) => {
    now += milliseconds;
  };
  const breaker = createCircuitBreaker({ clock: () => now, random: () => random });
  return { breaker, pass };
}

function begin(breaker: CircuitBreaker): BreakerCall {
  const call = breaker.begin();
  if (!call) throw new Error("The breaker admits no call");
  return call;
}

function fail(breaker: CircuitBreaker, failure: UpstreamFailure): void {
  const call = begin(breaker);
  call.failed(failure);
  call.end();
}

function succeed(breaker: CircuitBreaker): void {
  const call = begin(breaker);
  call.succeeded();
  call.end();
}

describe("a circuit breaker opens", () => {
  test.each<[UpstreamFailure["kind"], number]>([
    ["unauthorized", 60_000],
    ["not_found", 60_000],
    ["rate_limited", 10_000],
  ])("at once after %s", (kind, openForMs) => {
    const { breaker } = make();
    fail(breaker, of(kind));
    expect(breaker.snapshot).toMatchObject({ state: "open", openForMs, lastFailure: kind, inFlight: 0 });
    expect(breaker.begin()).toBeUndefined();
  });

  test("for the time the server names, within bounds", () => {
    for (const [asked, given] of [
      [1500, 1500],
      [0, 100],
      [86_400_000, 60_000],
      [1e15, 60_000],
    ] as const) {
      const { breaker } = make();
      fail(breaker, of("server_error", asked));
      expect(breaker.waitMs).toBe(given);
    }
  });

  test.each<UpstreamFailure["kind"]>(["timeout", "server_error", "unreachable", "broken_stream"])(
    "after the third %s in a row; before that others are only better",
    (kind) => {
      const { breaker, pass } = make();
      fail(breaker, of(kind));
      expect([breaker.admits, breaker.waitMs]).toEqual(["last", 0]);
      pass(2001);
      expect(breaker.admits).toBe("now");
      fail(breaker, of(kind));
      succeed(breaker);
      expect(breaker.snapshot).toMatchObject({ state: "closed", failures: 0 });
      for (let count = 0; count < 3; count++) fail(breaker, of(kind));
      expect(breaker.snapshot).toMatchObject({ state: "open", failures: 3, openForMs: 5000 });
    },
  );

  test("when half of the calls of a minute failed, though never three in a row", () => {
    const { breaker, pass } = make();
    for (let count = 0; count < 4; count++) {
      fail(breaker, timeout);
      succeed(breaker);
      pass(1000);
    }
    fail(breaker, timeout);
    expect(breaker.snapshot.state).toBe("closed");
    fail(breaker, timeout);
    expect(breaker.snapshot.state).toBe("open");
  });

  test("not for failures of long ago", () => {
    const { breaker, pass } = make();
    for (let count = 0; count < 30; count++) {
      fail(breaker, timeout);
      succeed(breaker);
      pass(15_000);
    }
    expect(breaker.snapshot.state).toBe("closed");
  });

  test("when answers keep breaking off after their first token", () => {
    const { breaker } = make();
    for (let count = 0; count < 10; count++) {
      const call = begin(breaker);
      call.succeeded();
      call.failed(of("broken_stream"));
      call.end();
    }
    expect(breaker.snapshot.state).toBe("open");
  });

  test("never for what the model refuses, nor for a caller that goes away", () => {
    const { breaker } = make();
    for (let count = 0; count < 20; count++) {
      fail(breaker, refused);
      begin(breaker).end();
    }
    expect(breaker.snapshot).toMatchObject({ state: "closed", failures: 0, inFlight: 0 });
  });
});

describe("after its time", () => {
  test("one call at a time is let through, and its success closes", () => {
    const { breaker, pass } = make();
    fail(breaker, of("rate_limited", 3000));
    pass(3000);
    expect(breaker.snapshot.state).toBe("half_open");
    const trial = begin(breaker);
    expect([breaker.admits, breaker.begin(), breaker.waitMs]).toEqual(["no", undefined, 1000]);
    trial.succeeded();
    expect(breaker.snapshot).toMatchObject({ state: "closed", failures: 0, inFlight: 1 });
    begin(breaker);
    expect(breaker.snapshot.inFlight).toBe(2);
  });

  test("a refusal of the request proves that the deployment is well", () => {
    const { breaker, pass } = make();
    fail(breaker, of("unauthorized"));
    pass(60_000);
    fail(breaker, refused);
    expect(breaker.snapshot.state).toBe("closed");
  });

  test("a failing trial opens for twice as long, up to a minute; success begins anew", () => {
    const { breaker, pass } = make();
    for (let count = 0; count < 3; count++) fail(breaker, timeout);
    const waits: number[] = [];
    for (let count = 0; count < 5; count++) {
      waits.push(breaker.waitMs);
      pass(breaker.waitMs);
      fail(breaker, timeout);
    }
    expect(waits).toEqual([5000, 10_000, 20_000, 40_000, 60_000]);
    pass(60_000);
    succeed(breaker);
    for (let count = 0; count < 3; count++) fail(breaker, timeout);
    expect(breaker.waitMs).toBe(5000);
  });

  test("a trial whose caller goes away leaves the next call to try", () => {
    const { breaker, pass } = make();
    fail(breaker, of("rate_limited", 3000));
    pass(3000);
    begin(breaker).end();
    expect(breaker.snapshot).toMatchObject({ state: "half_open", inFlight: 0 });
    succeed(breaker);
    expect(breaker.snapshot.state).toBe("closed");
  });

  test("a trial that is never ended is forgotten in the end", () => {
    const { breaker, pass } = make();
    fail(breaker, of("rate_limited", 3000));
    pass(3000);
    begin(breaker);
    pass(300_000);
    succeed(breaker);
    expect(breaker.snapshot.state).toBe("closed");
  });

  test("times are spread at random, but never beyond what the server named", () => {
    const { breaker } = make(1);
    fail(breaker, of("rate_limited"));
    expect(breaker.waitMs).toBe(12_000);
    const named = make(1).breaker;
    fail(named, of("rate_limited", 9000));
    expect(named.waitMs).toBe(9000);
  });
});

describe("calls that end in any order", () => {
  test("a success of a call sent before it opened does not close it", () => {
    const { breaker, pass } = make();
    const old = begin(breaker);
    fail(breaker, of("rate_limited", 5000));
    old.succeeded();
    expect(breaker.snapshot.state).toBe("open");
    pass(5000);
    const older = begin(breaker);
    older.end();
    expect(breaker.snapshot.state).toBe("half_open");
  });

  test("nor does it while a trial runs; the trial decides", () => {
    const { breaker, pass } = make();
    const old = begin(breaker);
    fail(breaker, of("rate_limited", 5000));
    pass(5000);
    const trial = begin(breaker);
    old.succeeded();
    expect(breaker.snapshot.state).toBe("half_open");
    trial.failed(timeout);
    expect(breaker.snapshot.state).toBe("open");
  });

  test("fifty calls that fail together open it once, not for ever longer", () => {
    const { breaker, pass } = make();
    const calls = Array.from({ length: 50 }, () => begin(breaker));
    for (const call of calls) call.failed(timeout);
    expect(breaker.waitMs).toBe(5000);
    pass(5000);
    const late = calls.map((call) => call.end());
    expect(late).toHaveLength(50);
    expect(breaker.snapshot.inFlight).toBe(0);
  });

  test("timeouts of calls sent before it opened do not open it again", () => {
    const { breaker, pass } = make();
    const old = Array.from({ length: 20 }, () => begin(breaker));
    for (let count = 0; count < 3; count++) fail(breaker, timeout);
    pass(5000);
    succeed(breaker);
    for (const call of old) call.failed(timeout);
    expect(breaker.snapshot).toMatchObject({ state: "closed", failures: 0 });
  });

  test("a longer wait that the server names to an old call counts, also against a trial", () => {
    const { breaker, pass } = make();
    const old = begin(breaker);
    const other = begin(breaker);
    fail(breaker, of("rate_limited", 5000));
    other.failed(of("rate_limited", 2000));
    expect(breaker.waitMs).toBe(5000);
    pass(5000);
    const trial = begin(breaker);
    old.failed(of("rate_limited", 30_000));
    trial.succeeded();
    expect(breaker.snapshot).toMatchObject({ state: "open", openForMs: 30_000 });
  });

  test("any order of many calls leaves none in flight and a state that follows the last trial", () => {
    let seed = 7;
    const random = () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return seed / 2 ** 31;
    };
    let now = 0;
    const breaker = createCircuitBreaker({ clock: () => now, random });
    const running: BreakerCall[] = [];
    const outcomes = [timeout, of("rate_limited", 2000), refused, of("server_error"), undefined, null];
    for (let step = 0; step < 20_000; step++) {
      now += random() * 200;
      const halfOpen = breaker.snapshot.state === "half_open";
      const begun = random() < 0.5 ? breaker.begin() : undefined;
      if (begun) running.push(begun);
      // Nobody else gets in beside a trial.
      if (begun && halfOpen) expect(breaker.begin()).toBeUndefined();
      if (running.length === 0 || random() < 0.5) continue;
      const [call] = running.splice(Math.floor(random() * running.length), 1);
      const outcome = outcomes[Math.floor(random() * outcomes.length)];
      if (outcome) call?.failed(outcome);
      else if (outcome === undefined) call?.succeeded();
      call?.end();
      expect(breaker.snapshot.inFlight).toBe(running.length);
      expect(breaker.waitMs).toBeLessThanOrEqual(60_000);
    }
    for (const call of running) call.end();
    now += 60_000;
    succeed(breaker);
    expect(breaker.snapshot).toMatchObject({ state: "closed", inFlight: 0 });
  });
});
