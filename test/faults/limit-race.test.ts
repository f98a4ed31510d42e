import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { killWhileTaking, type RaceInput, raceForLimits } from "../../bench/limits.ts";
import { hasRedisServer, privateRedis } from "../private-redis.ts";

// The small version of `npm run bench -- limits`. A minute goes by in two seconds, so that windows end in between.
describe.skipIf(!hasRedisServer())("two processes on one Redis", async () => {
  const redis = await privateRedis();
  const input: RaceInput = {
    redisUrl: redis.url,
    group: "ten_race",
    takes: 10_000,
    concurrency: 50,
    people: 10,
    limits: { person: { requests: 300, tokens: 25_000 }, tenant: { requests: 2000, tokens: 180_000 } },
    slotMs: 30,
    settles: true,
  };
  beforeAll(() => redis.start());
  afterAll(() => redis.remove());

  test("racing for the same limits are never admitted over one", async () => {
    const { takes, admitted, overAdmitted } = await raceForLimits(input);
    expect(takes).toBe(20_000);
    expect(admitted).toBeGreaterThan(0);
    expect(admitted).toBeLessThan(takes);
    expect(overAdmitted).toBe(0);
  });

  test("one that is killed in the middle leaves nothing behind for longer than the window", async () => {
    // It keeps on taking until it is killed; what it holds then leaves by itself.
    const { usedTokens } = await killWhileTaking({ ...input, group: "ten_killed", takes: 1_000_000 });
    expect(usedTokens).toBeGreaterThan(0);
  });
});
