import type { CacheStatistics } from "@eai/contract";
import { recordAudit } from "@eai/modules/governance";
import type { Context, Database } from "@eai/modules/kernel";
import { authorizeKnowledgeBase } from "../authorize.ts";
import { countRevision } from "../revision.ts";
import { decideCacheSettings } from "./cache-settings.ts";
import type { RetrievalCache } from "./retrieval-cache.ts";

export interface CacheVerbs {
  /** @throws ProblemError `not_found`, `permission_denied` */
  getCacheStatistics(context: Context, knowledgeBaseId: string): Promise<CacheStatistics>;
  /** @throws ProblemError `not_found`, `permission_denied` */
  clearCache(context: Context, knowledgeBaseId: string): Promise<void>;
}

export function cacheVerbs({ database, cache }: { database: Database; cache: RetrievalCache }): CacheVerbs {
  return {
    async getCacheStatistics(context, knowledgeBaseId) {
      const knowledgeBase = await authorizeKnowledgeBase(database, context, knowledgeBaseId, "write");
      const { enabled, similarity, ttlSeconds, entryLimit } = decideCacheSettings(knowledgeBase.cache);
      const { entries, exactHits, similarHits, misses, savedMs, savedMicroUsd } =
        await cache.statistics(knowledgeBaseId);
      const asked = exactHits + similarHits + misses;
      return {
        enabled,
        similarity,
        ttl_seconds: ttlSeconds,
        entry_limit: entryLimit,
        entries,
        exact_hits: exactHits,
        similar_hits: similarHits,
        misses,
        hit_rate: asked === 0 ? 0 : (exactHits + similarHits) / asked,
        saved_ms: Math.round(savedMs),
        saved_micro_usd: Math.round(savedMicroUsd),
      };
    },

    async clearCache(context, knowledgeBaseId) {
      await database.transaction(async (transaction) => {
        await authorizeKnowledgeBase(transaction, context, knowledgeBaseId, "write", "no key update");
        // What other processes have a copy of is found no more: the revision is part of where an entry counts.
        await countRevision(transaction, knowledgeBaseId);
        await recordAudit(transaction, context, {
          action: "knowledge_base.clear_cache",
          resourceKind: "knowledge_base",
          resourceId: knowledgeBaseId,
        });
      });
      await cache.clear(knowledgeBaseId);
    },
  };
}
