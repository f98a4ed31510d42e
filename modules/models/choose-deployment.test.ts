import { describe, expect, test } from "vitest";
import { createCooldowns } from "./choose-deployment.ts";
import { classifyFailure, type UpstreamFailure, UpstreamTimeout } from "./upstream-failure.ts";

const east = { id: "eastus", priority: 1, weight: 1 };
const east2 = { id: "eastus2", priority: 1, weight: 3 };
const spare = { id: "spare", priority: 2, weight: 100 };
const all = [spare, east, east2];

const throttled = (retryAfterMs?: number): UpstreamFailure => ({
  ...classifyFailure(new UpstreamTimeout()),
  kind: "rate_limited",
  retryAfterMs,
});

function clockwork() {
  let now = 1_000_000;
  return { clock: () => now, pass: (milliseconds: number) => (now += milliseconds) };
}

describe("choosing a deployment", () => {
  test("a lower priority number comes first, whatever the weights", () => {
    const cooldowns = createCooldowns(() => 0);
    for (let index = 0; index < 50; index++) {
      expect(cooldowns.choose(all, `session ${index}`).candidates.at(-1)).toBe(spare);
    }
  });

  test("one conversation stays with one deployment, and conversations spread by weight", () => {
    const cooldowns = createCooldowns(() => 0);
    const first = (key: string) => cooldowns.choose(all, key).candidates[0]?.id;
    expect(new Set(Array.from({ length: 20 }, () => first("session a"))).size).toBe(1);
    const share = Array.from({ length: 4000 }, (_, index) => first(`session ${index}`)).filter(
      (id) => id === "eastus2",
    );
    expect(share.length / 4000).toBeGreaterThan(0.7);
    expect(share.length / 4000).toBeLessThan(0.8);
  });

  test("a wait the server named closes the deployment until then, and the earliest is told when all are closed", () => {
    const { clock, pass } = clockwork();
    const cooldowns = createCooldowns(clock);
    cooldowns.failed("eastus", throttled(3000));
    cooldowns.failed("eastus2", throttled(1500));
    expect(cooldowns.choose([east, east2])).toEqual({ candidates: [], retryAfterMs: 1500 });
    pass(1501);
    expect(cooldowns.choose([east, east2]).candidates).toEqual([east2]);
  });

  test("a wait of a day is taken as a minute", () => {
    const { clock, pass } = clockwork();
    const cooldowns = createCooldowns(clock);
    cooldowns.failed("eastus", throttled(86_400_000));
    expect(cooldowns.choose([east]).retryAfterMs).toBe(60_000);
    pass(60_001);
    expect(cooldowns.choose([east]).candidates).toEqual([east]);
  });

  test("a failure without a named wait is tried last, but still tried", () => {
    const cooldowns = createCooldowns(() => 0);
    cooldowns.failed("eastus", classifyFailure(new UpstreamTimeout()));
    cooldowns.failed("eastus2", throttled());
    const ids = cooldowns.choose(all).candidates.map(({ id }) => id);
    expect(ids[0]).toBe("spare");
    expect(ids.toSorted()).toEqual(["eastus", "eastus2", "spare"]);
    expect(cooldowns.choose([east]).candidates).toEqual([east]);
  });

  test("success forgets earlier failures", () => {
    const cooldowns = createCooldowns(() => 0);
    cooldowns.failed("eastus", throttled(5000));
    cooldowns.succeeded("eastus");
    expect(cooldowns.closedForMs("eastus")).toBe(0);
  });
});
