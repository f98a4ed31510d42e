import { silentLog } from "@eai/modules/kernel";
import { describe, expect, test, vi } from "vitest";
import { describeRetrievalCache } from "../../modules/knowledge/cache/retrieval-cache.conformance.ts";
import { hasRedisServer, privateRedis } from "../../test/private-redis.ts";
import { createRedisRetrievalCache } from "./redis-retrieval-cache.ts";

describe.skipIf(!hasRedisServer())("on a Redis server", () => {
  describeRetrievalCache("Redis", async () => {
    const redis = await privateRedis();
    await redis.start();
    const options = { url: redis.url, log: silentLog, commandTimeoutMs: 10_000 };
    const cache = createRedisRetrievalCache(options);
    const other = createRedisRetrievalCache(options);
    // Until both are connected everything is a miss.
    const scope = { knowledgeBaseIds: ["kb"], key: "probe" };
    const limits = { ttlSeconds: 9, entryLimit: 9 };
    const entry = { questionHash: "q", marks: "", finding: "", value: "v", vector: null };
    await vi.waitFor(async () => {
      await cache.put(scope, entry, limits);
      expect(await other.exact(scope, "q", limits)).toBe("v");
    }, 20_000);
    return {
      cache,
      other,
      async close() {
        await cache.end();
        await other.end();
        await redis.remove();
      },
    };
  });

  test("all sets of knowledge bases together stay within their bytes", async () => {
    const redis = await privateRedis();
    await redis.start();
    const options = { url: redis.url, log: silentLog, commandTimeoutMs: 10_000, mostBytes: 10_000 };
    const cache = createRedisRetrievalCache(options);
    const other = createRedisRetrievalCache(options);
    const limits = { ttlSeconds: 60, entryLimit: 1000 };
    const entry = { questionHash: "q", marks: "", finding: "", value: "x".repeat(2000), vector: null };
    const scope = (place: number) => ({ knowledgeBaseIds: [`kb_${place}`], key: "scope" });
    await vi.waitFor(async () => {
      await cache.put(scope(0), entry, limits);
      expect(await other.exact(scope(0), "q", limits)).not.toBeNull();
    }, 20_000);
    for (let place = 1; place < 12; place += 1) await cache.put(scope(place), entry, limits);
    expect(await cache.statistics("kb_1")).toMatchObject({ entries: 0 });
    expect(await other.exact(scope(1), "q", limits)).toBeNull();
    const found = await Promise.all([1, 2, 3].map(() => other.exact(scope(11), "q", limits)));
    expect(found).toEqual([entry.value, entry.value, entry.value]);
    await cache.end();
    await other.end();
    await redis.remove();
  });

  test("F20 a Redis that hangs or is gone costs shared entries, no searches", async () => {
    const redis = await privateRedis();
    await redis.start();
    const cache = createRedisRetrievalCache({ url: redis.url, log: silentLog });
    const scope = { knowledgeBaseIds: ["kb"], key: "scope" };
    const limits = { ttlSeconds: 60, entryLimit: 10 };
    const entry = { questionHash: "q", marks: "", finding: "", value: "kept", vector: null };
    for (const trouble of [() => redis.hang(), () => redis.stop()]) {
      await trouble();
      await cache.exact(scope, "q", limits);
      await cache.put(scope, entry, limits);
      expect(await cache.exact(scope, "q", limits)).toBe("kept");
      expect(await cache.statistics("kb")).toMatchObject({ misses: 0 });
      redis.wake();
    }
    await cache.end();
    await redis.remove();
  });
});
