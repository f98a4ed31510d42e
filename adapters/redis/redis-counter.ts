import { createHash } from "node:crypto";
import { type CounterEntry, type CounterState, type SharedCounter, slotMs } from "@eai/modules/governance";
import type { Log } from "@eai/modules/kernel";
import { connectRedis } from "./connect.ts";
import { correctScript, takeScript } from "./counter-scripts.ts";

export interface RedisCounterOptions {
  url: string;
  log: Log;
  slotMs?: number;
}

/** A command that Redis comes to so late was decided without it long ago: it must not count then. */
const commandLifeMs = 5000;
/** A connection that gives no answer for so long is given up for a new one. */
const hungMs = 6000;

/**
 * Counts in Redis, for all processes together and by the clock of Redis. The keys of an organisation are in one slot of
 * a cluster, and go by themselves a window after their last take.
 */
export function createRedisCounter({ url, log, slotMs: slotLength = slotMs }: RedisCounterOptions): SharedCounter {
  const redis = connectRedis(url, log);
  const run = createScripts(redis);
  const ready = new Promise<void>((resolve) => redis.once("ready", resolve));
  /** The clock of Redis, by its last answer. */
  let clock: { redisMs: number; atMs: number } | undefined;
  let probedSince: number | undefined;

  async function evaluateTake(keys: string[], entries: readonly CounterEntry[]): Promise<number[]> {
    const notAfter = clock ? clock.redisMs + (performance.now() - clock.atMs) + commandLifeMs : 0;
    const wanted = entries.flatMap(({ limit, amount }) => [limit, amount]);
    const reply = await run(takeScript, keys, [slotLength, Math.floor(notAfter), ...wanted]);
    clock = { redisMs: reply[2] ?? 0, atMs: performance.now() };
    if (reply[0] === -1) throw new Error("Redis came to the command too late");
    return reply;
  }

  return {
    async take(group, entries) {
      // At the start only: later a missing connection is told at once.
      if (clock === undefined) await ready;
      const keys = entries.map(({ key }) => `eai:limits:{${group}}:${key}`);
      const [taken, slot, atMs = 0, ...figures] = await evaluateTake(keys, entries);
      return {
        taken: taken === 1,
        atMs,
        states: entries.map(({ limit }, index) => stateOf(limit, figures.slice(index * 3, index * 3 + 3))),
        async correct(changes) {
          if (taken === 1) await run(correctScript, keys, [slot ?? 0, ...changes]);
        },
      };
    },
    async probe() {
      const startedAt = performance.now();
      probedSince ??= startedAt;
      if (isConnected(redis) && startedAt - probedSince > hungMs) {
        probedSince = undefined;
        redis.disconnect(true);
      }
      // Not a ping: a Redis that is full or may only be read answers those too.
      await evaluateTake(["eai:limits:probe"], [{ key: "probe", limit: Number.MAX_SAFE_INTEGER, amount: 1 }]);
      probedSince = undefined;
    },
    async end() {
      redis.disconnect();
    },
  };
}

/** Also while Redis has not yet said that it is ready, which one that hangs never does. */
function isConnected({ status }: ReturnType<typeof connectRedis>): boolean {
  return status === "ready" || status === "connect";
}

function stateOf(limit: number, [used = 0, resetMs = 0, waitMs = 0]: number[]): CounterState {
  return { limit, used, resetMs, waitMs };
}

type RunScript = (script: string, keys: string[], parameters: number[]) => Promise<number[]>;

/** Runs scripts by their hash, and sends them whole where Redis does not know them, as after a restart. */
function createScripts(redis: ReturnType<typeof connectRedis>): RunScript {
  const hashes = new Map<string, string>();
  return async (script, keys, parameters) => {
    const hash = hashes.get(script) ?? createHash("sha1").update(script).digest("hex");
    hashes.set(script, hash);
    const reply = await redis.evalsha(hash, keys.length, ...keys, ...parameters).catch((error: Error) => {
      if (!error.message.startsWith("NOSCRIPT")) throw error;
      return redis.eval(script, keys.length, ...keys, ...parameters);
    });
    return asNumbers(reply);
  };
}

/** Both scripts give whole numbers. */
function asNumbers(reply: unknown): number[] {
  return Array.isArray(reply) ? reply.map(Number) : [];
}
