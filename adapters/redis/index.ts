export { createRedisCounter, type RedisCounterOptions } from "./redis-counter.ts";
export { createRedisRelay, type RedisRelayOptions } from "./redis-relay.ts";
export { createRedisRetrievalCache, type RedisRetrievalCacheOptions } from "./redis-retrieval-cache.ts";
