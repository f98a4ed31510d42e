import type { Log } from "@eai/modules/kernel";
import { Redis, type RedisOptions } from "ioredis";

/** Fails at once while there is no connection, rather than queue: nothing here may make a person wait. */
export function connectRedis(url: string, log: Log, options: Pick<RedisOptions, "commandTimeout"> = {}): Redis {
  const client = new Redis(url, {
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    connectTimeout: 2000,
    retryStrategy: (attempt) => Math.min(100 * 2 ** attempt, 2000),
    ...options,
  });
  let down = false;
  client.on("error", (error: Error) => {
    if (!down) log.warn({ error: error.message }, "redis connection lost");
    down = true;
  });
  client.on("ready", () => {
    if (down) log.info({}, "redis connection is back");
    down = false;
  });
  return client;
}
