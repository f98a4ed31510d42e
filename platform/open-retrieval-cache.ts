import { createMemoryRetrievalCache } from "@eai/adapters/memory";
import { createRedisRetrievalCache } from "@eai/adapters/redis";
import type { Log } from "@eai/modules/kernel";
import type { RetrievalCache } from "@eai/modules/knowledge";
import { Counter, type Registry } from "prom-client";
import type { Config } from "./config.ts";
import type { Secrets } from "./secrets.ts";

interface OpenRetrievalCacheInput {
  config: Pick<Config, "relay">;
  secrets: Secrets;
  registry: Registry;
  log: Log;
}

/** The cache of searches, in Redis where there is one and in this process otherwise, with its metrics. */
export function openRetrievalCache({ config, secrets, registry, log }: OpenRetrievalCacheInput): RetrievalCache {
  const cache = open(config, secrets, log);
  const searches = new Counter({
    name: "eai_retrieval_cache_total",
    help: "Searches that asked the cache, by what it had: exact, similar, or a miss",
    labelNames: ["outcome"],
    registers: [registry],
  });
  return {
    ...cache,
    count(knowledgeBaseIds, event) {
      searches.inc({ outcome: event.outcome });
      cache.count(knowledgeBaseIds, event);
    },
  };
}

function open(config: OpenRetrievalCacheInput["config"], secrets: Secrets, log: Log): RetrievalCache {
  if (config.relay.kind === "memory") return createMemoryRetrievalCache();
  if (secrets.redisUrl === undefined) throw new Error("REDIS_URL is missing although Redis is configured.");
  return createRedisRetrievalCache({ url: secrets.redisUrl, log });
}
