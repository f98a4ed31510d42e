import {
  type CacheEvent,
  type CacheStatistics,
  EntryMirrors,
  noStatistics,
  type RetrievalCache,
} from "@eai/modules/knowledge";

export interface MemoryRetrievalCacheOptions {
  /** Milliseconds since the epoch, for tests. */
  now?: () => number;
}

/** Keeps what searches found in this process. */
export function createMemoryRetrievalCache({ now = Date.now }: MemoryRetrievalCacheOptions = {}): RetrievalCache {
  const mirrors = new EntryMirrors(now);
  const counted = new Map<string, CacheStatistics>();

  return {
    exact: async (scope, questionHash, limits) =>
      mirrors.open(scope.knowledgeBaseIds).mirror.exact(scope, questionHash, limits),
    nearest: async (scope, probe, limits) => mirrors.open(scope.knowledgeBaseIds).mirror.nearest(scope, probe, limits),
    async put(scope, entry, limits) {
      mirrors.put(mirrors.open(scope.knowledgeBaseIds), scope, entry, limits);
    },
    count(knowledgeBaseIds, event) {
      for (const id of knowledgeBaseIds) counted.set(id, added(counted.get(id) ?? noStatistics, event));
    },
    async statistics(knowledgeBaseId) {
      const entries = mirrors.of(knowledgeBaseId).reduce((sum, { mirror }) => sum + mirror.size, 0);
      return { ...(counted.get(knowledgeBaseId) ?? noStatistics), entries };
    },
    async clear(knowledgeBaseId) {
      counted.delete(knowledgeBaseId);
      mirrors.forget(knowledgeBaseId);
    },
    async end() {},
  };
}

function added(statistics: CacheStatistics, { outcome, savedMs, savedMicroUsd }: CacheEvent): CacheStatistics {
  return {
    ...statistics,
    exactHits: statistics.exactHits + (outcome === "exact" ? 1 : 0),
    similarHits: statistics.similarHits + (outcome === "similar" ? 1 : 0),
    misses: statistics.misses + (outcome === "miss" ? 1 : 0),
    savedMs: statistics.savedMs + savedMs,
    savedMicroUsd: statistics.savedMicroUsd + savedMicroUsd,
  };
}
