import {
  type CacheEvent,
  type CacheStatistics,
  EntryMirror,
  noStatistics,
  type RetrievalCache,
  shelfOf,
} from "@eai/modules/knowledge";

export interface MemoryRetrievalCacheOptions {
  /** Milliseconds since the epoch, for tests. */
  now?: () => number;
}

/** Sets of knowledge bases that are searched together; beyond these the one that was not used for longest goes. */
const shelfLimit = 200;

/** Keeps what searches found in this process. */
export function createMemoryRetrievalCache({ now = Date.now }: MemoryRetrievalCacheOptions = {}): RetrievalCache {
  const shelves = new Map<string, { mirror: EntryMirror; knowledgeBaseIds: readonly string[] }>();
  const counted = new Map<string, CacheStatistics>();

  function mirrorOf(knowledgeBaseIds: readonly string[]): EntryMirror {
    const name = shelfOf(knowledgeBaseIds);
    const shelf = shelves.get(name) ?? { mirror: new EntryMirror(now), knowledgeBaseIds };
    shelves.delete(name);
    shelves.set(name, shelf);
    const [oldest] = shelves.keys();
    if (shelves.size > shelfLimit && oldest !== undefined) shelves.delete(oldest);
    return shelf.mirror;
  }

  return {
    exact: async (scope, questionHash, limits) => mirrorOf(scope.knowledgeBaseIds).exact(scope, questionHash, limits),
    nearest: async (scope, probe, limits) => mirrorOf(scope.knowledgeBaseIds).nearest(scope, probe, limits),
    async put(scope, entry, limits) {
      mirrorOf(scope.knowledgeBaseIds).put(scope, entry, limits);
    },
    count(knowledgeBaseIds, event) {
      for (const id of knowledgeBaseIds) counted.set(id, added(counted.get(id) ?? noStatistics, event));
    },
    async statistics(knowledgeBaseId) {
      let entries = 0;
      for (const { mirror, knowledgeBaseIds } of shelves.values()) {
        if (knowledgeBaseIds.includes(knowledgeBaseId)) entries += mirror.size;
      }
      return { ...(counted.get(knowledgeBaseId) ?? noStatistics), entries };
    },
    async clear(knowledgeBaseId) {
      counted.delete(knowledgeBaseId);
      for (const [name, { knowledgeBaseIds }] of shelves) {
        if (knowledgeBaseIds.includes(knowledgeBaseId)) shelves.delete(name);
      }
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
