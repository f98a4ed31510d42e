import { createMemoryCounter } from "@eai/adapters/memory";
import { createRedisCounter } from "@eai/adapters/redis";
import { type Counter, createFallbackCounter, createLimiter, type MinuteLimiter } from "@eai/modules/governance";
import { readTenantLimits } from "@eai/modules/identity";
import type { Changes, Database, Log } from "@eai/modules/kernel";
import type { Config } from "./config.ts";
import type { LimitMetrics } from "./limit-metrics.ts";
import type { Secrets } from "./secrets.ts";

interface OpenLimiterInput {
  config: Pick<Config, "counters" | "limits">;
  secrets: Secrets;
  database: Database;
  changes: Changes;
  metrics: LimitMetrics;
  log: Log;
}

/** The limits of a minute, counted in Redis where there is one and in this process otherwise. */
export function openLimiter(input: OpenLimiterInput): { limiter: MinuteLimiter; end(): Promise<void> } {
  const { config, database, changes, metrics } = input;
  const counter = openCounter(input);
  const limiter = createLimiter({
    counter,
    changes,
    readLimits: (tenantPath) => readTenantLimits(database, tenantPath),
    personDefaults: { requests: config.limits.userRequestsPerMinute, tokens: config.limits.userTokensPerMinute },
    observe: metrics.limits,
  });
  return { limiter, end: () => counter.end() };
}

function openCounter({ config, secrets, metrics, log }: OpenLimiterInput): Counter {
  const local = createMemoryCounter();
  if (config.counters.kind === "memory") return local;
  if (secrets.redisUrl === undefined) throw new Error("REDIS_URL is missing although Redis is configured.");
  const shared = createRedisCounter({ url: secrets.redisUrl, log });
  return createFallbackCounter({ shared, local, log, observe: metrics.fallback });
}
