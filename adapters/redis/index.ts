export { createRedisCounter, type RedisCounterOptions } from "./redis-counter.ts";
export { createRedisRelay, type RedisRelayOptions } from "./redis-relay.ts";
