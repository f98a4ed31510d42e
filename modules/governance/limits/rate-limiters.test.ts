import { createMemoryCounter } from "@eai/adapters/memory";
import { describe, expect, test } from "vitest";
import type { LimitLevel, LimitScope, MinuteLimits } from "./limit-levels.ts";
import { limitProblem } from "./limit-refusal.ts";
import { CombinedRateLimiter, RequestRateLimiter, TokenRateLimiter } from "./rate-limiters.ts";

const unlimited = { requests: null, tokens: null };

function scope(person: Partial<MinuteLimits>, tenant: Partial<MinuteLimits> = {}, personId = "per_a"): LimitScope {
  const levels: LimitLevel[] = [
    { kind: "person", id: personId, name: "Ada", ...unlimited, ...person },
    { kind: "tenant", id: "ten_sales", name: "Sales", ...unlimited, ...tenant },
  ];
  return { organizationId: "ten_acme", levels };
}

test("requests alone, and tokens alone", async () => {
  const counter = createMemoryCounter();
  const limits = scope({ requests: 2, tokens: 100 });
  const requests = new RequestRateLimiter(counter);
  const tokens = new TokenRateLimiter(counter);
  expect((await requests.take(limits)).windows).toMatchObject([{ kind: "requests", limit: 2, remaining: 1 }]);
  expect((await tokens.take(limits, 70)).windows).toMatchObject([{ kind: "tokens", limit: 100, remaining: 30 }]);
  expect((await requests.take(limits)).refusal).toBeNull();
  expect((await requests.take(limits)).refusal).toMatchObject({ kind: "requests", limit: 2 });
  expect((await tokens.take(limits, 31)).refusal).toMatchObject({ kind: "tokens", wanted: 31 });
});

describe("requests and tokens together", () => {
  test("all or nothing over both and over every level", async () => {
    const limiter = new CombinedRateLimiter(createMemoryCounter());
    const ada = scope({ requests: 10, tokens: 1000 }, { tokens: 150 });
    const bob = scope({ requests: 10, tokens: 1000 }, { tokens: 150 }, "per_b");
    expect((await limiter.take(ada, { requests: 1, tokens: 100 })).refusal).toBeNull();
    const refused = await limiter.take(bob, { requests: 1, tokens: 100 });
    expect(refused.refusal).toMatchObject({ kind: "tokens", level: { name: "Sales" }, limit: 150 });
    const left = (await limiter.look(bob)).map(({ level, kind, remaining }) => [level.kind, kind, remaining]);
    expect(left).toEqual([
      ["person", "requests", 10],
      ["person", "tokens", 1000],
      ["tenant", "tokens", 50],
    ]);
  });

  test("what was not used is given back, what was used beyond the estimate is taken", async () => {
    const limiter = new CombinedRateLimiter(createMemoryCounter());
    const limits = scope({ requests: 10, tokens: 1000 });
    const remaining = async () => (await limiter.look(limits)).map((window) => window.remaining);
    const take = await limiter.take(limits, { requests: 1, tokens: 400 });
    take.correct({ tokens: -300 });
    expect(await remaining()).toEqual([9, 900]);
    take.correct({ tokens: 1500 });
    expect(await remaining()).toEqual([9, 0]);
  });

  test("what no minute has room for is refused for good, and nothing is taken", async () => {
    const limiter = new CombinedRateLimiter(createMemoryCounter());
    const limits = scope({ requests: 5 }, { tokens: 2000 });
    const { refusal, windows } = await limiter.take(limits, { requests: 1, tokens: 2001 });
    expect(refusal).toMatchObject({ waitMs: null, wanted: 2001, limit: 2000 });
    expect(windows.map((window) => window.remaining)).toEqual([5, 2000]);
  });

  test("without limits there is nothing to count", async () => {
    const limiter = new CombinedRateLimiter(createMemoryCounter());
    expect(await limiter.take(scope({}), { requests: 1, tokens: 1 })).toMatchObject({ refusal: null, windows: [] });
  });
});

test("the sentence says whose limit it was and when to come back", () => {
  const [person, tenant] = scope({ requests: 10 }, { tokens: 2000 }).levels;
  if (!person || !tenant) throw new Error("both are there");
  const own = limitProblem({ level: person, kind: "requests", limit: 10, wanted: 1, waitMs: 12_345 }, null);
  expect(own).toMatchObject({ code: "too_many_requests", retryAfterSeconds: 12.345 });
  expect(own.message).toBe("You may use 10 requests a minute: there is no room right now. Try again in 13 seconds.");
  const theirs = limitProblem({ level: tenant, kind: "tokens", limit: 2000, wanted: 1500, waitMs: 900 }, null);
  expect(theirs.message).toBe(
    'The tenant "Sales" may use 2,000 model tokens a minute in all, and this needs about 1,500: there is no room right now. Try again in 1 second.',
  );
  const never = limitProblem({ level: tenant, kind: "tokens", limit: 2000, wanted: 5000, waitMs: null }, null);
  expect(never.retryAfterSeconds).toBeUndefined();
  expect(never.message).toContain("waiting does not help");
});
