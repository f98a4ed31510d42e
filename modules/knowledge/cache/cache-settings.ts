import type { CacheSettings as WrittenCacheSettings } from "@eai/contract";
import type { CacheSettings } from "../tables.ts";

export type DecidedCacheSettings = Required<CacheSettings>;

/** Careful: a wrong passage costs more than a search. `docs/decisions/017-retrieval-cache.md` has the figures. */
const defaults: DecidedCacheSettings = { enabled: true, similarity: 0.92, ttlSeconds: 3600, entryLimit: 1000 };

/** What holds for a knowledge base, with the platform's default where it says nothing. */
export function decideCacheSettings(settings: CacheSettings): DecidedCacheSettings {
  return { ...defaults, ...settings };
}

/** What holds for a search in several: each of them must allow it. */
export function strictestSettings(settings: readonly CacheSettings[]): DecidedCacheSettings {
  const decided = settings.map(decideCacheSettings);
  return {
    enabled: decided.length > 0 && decided.every(({ enabled }) => enabled),
    similarity: Math.max(...decided.map(({ similarity }) => similarity)),
    ttlSeconds: Math.min(...decided.map(({ ttlSeconds }) => ttlSeconds)),
    entryLimit: Math.min(...decided.map(({ entryLimit }) => entryLimit)),
  };
}

/** As they are stored: only what was said. */
export function storedCacheSettings(written: WrittenCacheSettings): CacheSettings {
  const { enabled, similarity, ttl_seconds: ttlSeconds, entry_limit: entryLimit } = written;
  return {
    ...(enabled !== undefined && { enabled }),
    ...(similarity !== undefined && { similarity }),
    ...(ttlSeconds !== undefined && { ttlSeconds }),
    ...(entryLimit !== undefined && { entryLimit }),
  };
}
