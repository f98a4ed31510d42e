export { createRedisRelay, type RedisRelayOptions } from "./redis-relay.ts";
