import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CacheEntry, CacheScope, RetrievalCache } from "./retrieval-cache.ts";

export interface OpenedCache {
  cache: RetrievalCache;
  /** Another process on the same store; left out where there is none. */
  other?: RetrievalCache;
  close(): Promise<void>;
}

const limits = { ttlSeconds: 60, entryLimit: 100 };
let scopes = 0;

/** What every cache of searches keeps to. */
export function describeRetrievalCache(name: string, open: () => Promise<OpenedCache>): void {
  describe(`${name} as a retrieval cache`, () => {
    let opened: OpenedCache;
    let cache: RetrievalCache;
    beforeAll(async () => {
      opened = await open();
      cache = opened.cache;
    });
    afterAll(() => opened.close());

    test("finds the same question in the same scope, and nothing outside it", async () => {
      const scope = newScope();
      expect(await cache.exact(scope, "q1", limits)).toBeNull();
      await cache.put(scope, entry("q1", null), limits);
      expect(await cache.exact(scope, "q1", limits)).toBe("value of q1");
      expect(await cache.exact(scope, "q2", limits)).toBeNull();
      expect(await cache.exact({ ...scope, key: `${scope.key} with other access` }, "q1", limits)).toBeNull();
      expect(await cache.exact({ ...newScope(), key: scope.key }, "q1", limits)).toBeNull();
    });

    test("finds a near question when it is near enough and has the same marks", async () => {
      const scope = newScope();
      await cache.put(scope, entry("q1", [1, 0, 0]), limits);
      const near = unit([0.98, 0.199, 0]);
      await cache.exact(scope, "q2", limits);
      const probe = { vector: near, marks: "none", similarity: 0.9 };
      expect(await cache.nearest(scope, probe, limits)).toMatchObject({ value: "value of q1" });
      expect((await cache.nearest(scope, probe, limits))?.similarity).toBeCloseTo(0.98, 2);
      expect(await cache.nearest(scope, { ...probe, similarity: 0.99 }, limits)).toBeNull();
      expect(await cache.nearest(scope, { ...probe, marks: "2026" }, limits)).toBeNull();
      expect(await cache.nearest({ ...scope, key: "another" }, probe, limits)).toBeNull();
      expect(await cache.nearest(scope, { ...probe, vector: unit([1, 0]) }, limits)).toBeNull();
    });

    test("of two that are nearly as near it takes neither, unless they found the same", async () => {
      const scope = newScope();
      await cache.put(scope, entry("q1", [1, 0.1, 0]), limits);
      await cache.put(scope, entry("q2", [1, -0.1, 0]), limits);
      await cache.exact(scope, "q3", limits);
      const probe = { vector: unit([1, 0.05, 0]), marks: "none", similarity: 0.9 };
      expect(await cache.nearest(scope, probe, limits)).toBeNull();
      await cache.put(scope, { ...entry("q2", [1, -0.1, 0]), finding: "q1" }, limits);
      expect(await cache.nearest(scope, probe, limits)).toMatchObject({ value: "value of q1" });
    });

    test("keeps no more than it may, and the last use counts", async () => {
      const scope = newScope();
      const few = { ttlSeconds: 60, entryLimit: 3 };
      for (const question of ["q1", "q2", "q3"]) await cache.put(scope, entry(question, [1, 0]), few);
      await cache.exact(scope, "q1", few);
      await cache.put(scope, entry("q4", [0, 1]), few);
      expect(await cache.exact(scope, "q2", few)).toBeNull();
      expect(await cache.exact(scope, "q1", few)).toBe("value of q1");
      expect(await cache.exact(scope, "q4", few)).toBe("value of q4");
    });

    test("forgets after the time to live", async () => {
      const scope = newScope();
      await cache.put(scope, entry("q1", [1, 0]), limits);
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(await cache.exact(scope, "q1", { ...limits, ttlSeconds: 0.01 })).toBeNull();
    });

    test("counts for each knowledge base, and clearing one forgets what was searched in it", async () => {
      const scope = newScope();
      const [first = "", second = ""] = scope.knowledgeBaseIds;
      await cache.put(scope, entry("q1", null), limits);
      cache.count([first, second], { outcome: "miss", savedMs: 0, savedMicroUsd: 0 });
      cache.count([first], { outcome: "exact", savedMs: 12, savedMicroUsd: 3 });
      cache.count([first], { outcome: "similar", savedMs: 8, savedMicroUsd: 1 });
      await expect
        .poll(() => cache.statistics(first))
        .toEqual({ entries: 1, exactHits: 1, similarHits: 1, misses: 1, savedMs: 20, savedMicroUsd: 4 });
      expect(await cache.statistics(second)).toMatchObject({ exactHits: 0, misses: 1, entries: 1 });
      await cache.clear(second);
      expect(await cache.exact(scope, "q1", limits)).toBeNull();
      expect(await cache.statistics(second)).toMatchObject({ misses: 0, entries: 0 });
    });

    test("what one process keeps another finds", async ({ skip }) => {
      const { other } = opened;
      if (other === undefined) return skip();
      const scope = newScope();
      await cache.put(scope, entry("q1", [0.6, 0.8]), limits);
      expect(await other.exact(scope, "q1", limits)).toBe("value of q1");
      const probe = { vector: unit([0.6, 0.8]), marks: "none", similarity: 0.99 };
      expect(await other.nearest(scope, probe, limits)).toMatchObject({ value: "value of q1" });
    });
  });
}

function newScope(): CacheScope {
  scopes += 1;
  return { knowledgeBaseIds: [`kb_${scopes}_a`, `kb_${scopes}_b`], key: `scope ${scopes}` };
}

function entry(questionHash: string, vector: number[] | null): CacheEntry {
  const value = `value of ${questionHash}`;
  return { questionHash, marks: "none", value, finding: questionHash, vector: vector && unit(vector) };
}

function unit(vector: readonly number[]): Float32Array {
  const length = Math.hypot(...vector);
  return Float32Array.from(vector, (value) => value / length);
}
