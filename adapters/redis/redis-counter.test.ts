import { createMemoryCounter } from "@eai/adapters/memory";
import { createRedisCounter } from "@eai/adapters/redis";
import { type Counter, type CounterTake, createFallbackCounter, type SharedCounter } from "@eai/modules/governance";
import { silentLog } from "@eai/modules/kernel";
import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { testCounter } from "../../modules/governance/limits/counter.conformance.ts";
import { hasRedisServer, privateRedis } from "../../test/private-redis.ts";

const givenUrl = process.env.TEST_REDIS_URL || undefined;

describe.skipIf(givenUrl === undefined && !hasRedisServer())("on a Redis server", () => {
  testCounter("Redis", async () => {
    const redis = givenUrl === undefined ? await privateRedis() : undefined;
    await redis?.start();
    const opened: SharedCounter[] = [];
    function open(slotMs?: number): SharedCounter {
      const options = { url: givenUrl ?? redis?.url ?? "", log: silentLog };
      const counter = createRedisCounter(slotMs === undefined ? options : { ...options, slotMs });
      opened.push(counter);
      return counter;
    }
    return {
      counter: open(),
      quick: open,
      async close() {
        await Promise.all(opened.map((counter) => counter.end()));
        await redis?.remove();
      },
    };
  });
});

describe.skipIf(!hasRedisServer())("F20: when Redis is lost", async () => {
  const redis = await privateRedis();
  const seen = { local: 0, lost: false };
  let counter: Counter;
  let watching: Redis;
  beforeAll(async () => {
    await redis.start();
    watching = new Redis(redis.url, { lazyConnect: true, maxRetriesPerRequest: null });
    watching.on("error", () => {});
    counter = createFallbackCounter({
      shared: createRedisCounter({ url: redis.url, log: silentLog }),
      local: createMemoryCounter(),
      log: silentLog,
      observe: {
        decidedLocally: () => seen.local++,
        lost: (lost) => {
          seen.lost = lost;
        },
      },
    });
  });
  afterAll(async () => {
    watching.disconnect();
    await counter.end();
    await redis.remove();
  });
  beforeEach(back);

  let groups = 0;
  const newGroup = () => `ten_${groups++}`;
  const take = (group: string, amount = 1) => counter.take(group, [{ key: "a", limit: 10, amount }]);

  /** Redis counts again. A busy machine may take it for lost for a moment at any time. */
  async function back(): Promise<void> {
    await expect.poll(async () => (await take("ten_back", 0)) && seen.lost).toBe(false);
  }

  /** What Redis has counted; undefined where this process counted by itself. */
  async function usedInRedis(group: string): Promise<number | undefined> {
    const { states } = await take(group, 0);
    return states[0]?.limit === 10 ? states[0].used : undefined;
  }

  async function passedOf(takes: Promise<CounterTake>[]): Promise<number> {
    return (await Promise.all(takes)).filter(({ taken }) => taken).length;
  }

  test("stopped: half of each limit in this process, and nothing of it counts when Redis is back", async () => {
    const group = newGroup();
    await redis.stop();
    await expect.poll(async () => (await take("ten_gone")) && seen.lost).toBe(true);
    const localBefore = seen.local;
    expect(await passedOf(Array.from({ length: 20 }, () => take(group)))).toBe(5);
    expect(seen.local).toBe(localBefore + 20);
    expect((await take(group, 8)).states[0]?.limit).toBe(5);
    await redis.start();
    // A new server, which knows neither scripts nor counters.
    await expect.poll(() => usedInRedis(group)).toBe(0);
  });

  test("hung: one wait, then none; what was refused meanwhile does not count when Redis comes to it", async () => {
    const group = newGroup();
    await expect.poll(() => usedInRedis(group)).toBe(0);
    redis.hang();
    const startedAt = performance.now();
    let passed = await passedOf(Array.from({ length: 50 }, () => take(group)));
    for (let index = 0; index < 50; index++) passed += await passedOf([take(group)]);
    // One patience of 100 ms for all of them: one by one they would have needed ten seconds.
    expect(performance.now() - startedAt).toBeLessThan(8000);
    expect(seen.lost).toBe(true);
    expect(passed).toBe(5);
    redis.wake();
    // The calls that were let through may have reached Redis, late as they are.
    await expect.poll(async () => (await usedInRedis(group)) ?? 10).toBeLessThanOrEqual(5);
  });

  test("what Redis last told is not given a second time", async () => {
    const group = newGroup();
    await expect.poll(async () => (await take(group, 0)).states[0]?.limit).toBe(10);
    const told = await take(group, 8);
    await redis.stop();
    await expect.poll(async () => (await take("ten_gone")) && seen.lost).toBe(true);
    const passed = await passedOf(Array.from({ length: 20 }, () => take(group)));
    expect(passed).toBe(told.states[0]?.limit === 10 ? 2 : 0);
    const { waitMs } = (await take(group)).states[0] ?? { waitMs: 0 };
    expect(waitMs).toBeGreaterThan(0);
    expect(waitMs).toBeLessThanOrEqual(61_000);
    await redis.start();
  });

  test("a call for more than the share takes all of it, and settles on what it used", async () => {
    const group = newGroup();
    await redis.stop();
    await expect.poll(async () => (await take("ten_gone")) && seen.lost).toBe(true);
    const large = await take(group, 8);
    expect(large).toMatchObject({ taken: true, states: [{ limit: 5, used: 5 }] });
    expect((await take(group)).taken).toBe(false);
    await large.correct([2 - 8]);
    expect((await take(group, 0)).states[0]?.used).toBe(2);
    await redis.start();
  });

  test("flushed: counts anew, and sends its scripts again", async () => {
    const group = newGroup();
    const forgotten = await take(group, 10);
    await watching.connect();
    await watching.flushall();
    await watching.script("FLUSH");
    await expect.poll(() => usedInRedis(group)).toBe(0);
    await forgotten.correct([5]);
    expect(await watching.exists(`eai:limits:{${group}}:a`)).toBe(0);
    await expect.poll(async () => (await take(group)) && watching.pttl(`eai:limits:{${group}}:a`)).toBeGreaterThan(0);
  });
});
