import type { Log } from "@eai/modules/kernel";
import {
  type CacheEntry,
  type CacheLimits,
  type CacheScope,
  EntryMirror,
  noStatistics,
  type RetrievalCache,
  shelfOf,
} from "@eai/modules/knowledge";
import { connectRedis } from "./connect.ts";

export interface RedisRetrievalCacheOptions {
  url: string;
  log: Log;
  /** A search that would wait longer is better off without. */
  commandTimeoutMs?: number;
}

interface Shelf {
  mirror: EntryMirror;
  knowledgeBaseIds: readonly string[];
  /** The last entry of the stream that this process has seen. */
  seen: string;
}

const shelfLimit = 200;
const readBatch = 500;
const statisticsDays = 30;

/**
 * Keeps what searches found in Redis, one stream for each set of knowledge bases, and a copy in this process that is
 * brought up to date before each look: only what is new travels. A Redis that is gone costs shared entries, no searches.
 */
export function createRedisRetrievalCache({
  url,
  log,
  commandTimeoutMs = 150,
}: RedisRetrievalCacheOptions): RetrievalCache {
  const redis = connectRedis(url, log, { commandTimeout: commandTimeoutMs });
  const shelves = new Map<string, Shelf>();

  async function openShelf({ knowledgeBaseIds }: CacheScope, limits: CacheLimits): Promise<EntryMirror> {
    const name = shelfOf(knowledgeBaseIds);
    const shelf = shelves.get(name) ?? { mirror: new EntryMirror(Date.now), knowledgeBaseIds, seen: "0" };
    shelves.delete(name);
    shelves.set(name, shelf);
    const [oldest] = shelves.keys();
    if (shelves.size > shelfLimit && oldest !== undefined) shelves.delete(oldest);
    await without(() => catchUp(name, shelf, limits));
    return shelf.mirror;
  }

  /** Takes in what other processes have added since. */
  async function catchUp(name: string, shelf: Shelf, limits: CacheLimits): Promise<void> {
    for (;;) {
      const reply = await redis.xreadBuffer("COUNT", readBatch, "STREAMS", streamKey(name), shelf.seen);
      const added = reply?.[0]?.[1] ?? [];
      for (const [id, fields] of added) {
        shelf.seen = id.toString();
        const read = readEntry(fields);
        if (read === null) continue;
        const scope = { key: read.scopeKey, knowledgeBaseIds: shelf.knowledgeBaseIds };
        shelf.mirror.put(scope, read.entry, limits, Number(shelf.seen.split("-")[0]));
      }
      if (added.length < readBatch) return;
    }
  }

  /** Search goes on without Redis; that it is lost is told by the connection, once. */
  function without<Value>(work: () => Promise<Value>): Promise<Value | undefined> {
    return work().catch(() => undefined);
  }

  return {
    exact: async (scope, questionHash, limits) => (await openShelf(scope, limits)).exact(scope, questionHash, limits),
    // The look for the same question, just before, has caught up.
    nearest: async (scope, probe, limits) =>
      shelves.get(shelfOf(scope.knowledgeBaseIds))?.mirror.nearest(scope, probe, limits) ?? null,
    async put(scope, entry, limits) {
      const name = shelfOf(scope.knowledgeBaseIds);
      shelves.get(name)?.mirror.put(scope, entry, limits);
      await without(async () => {
        const writing = redis.pipeline();
        writing.xadd(streamKey(name), "MAXLEN", "~", limits.entryLimit, "*", ...writeEntry(scope.key, entry));
        writing.expire(streamKey(name), limits.ttlSeconds);
        for (const id of scope.knowledgeBaseIds) {
          writing.sadd(shelvesKey(id), name);
          writing.expire(shelvesKey(id), limits.ttlSeconds * 2);
        }
        await writing.exec();
      });
    },
    count(knowledgeBaseIds, { outcome, savedMs, savedMicroUsd }) {
      void without(async () => {
        const writing = redis.pipeline();
        for (const id of knowledgeBaseIds) {
          writing.hincrby(statisticsKey(id), outcome, 1);
          writing.hincrby(statisticsKey(id), "saved_ms", Math.round(savedMs));
          writing.hincrby(statisticsKey(id), "saved_micro_usd", Math.round(savedMicroUsd));
          writing.expire(statisticsKey(id), statisticsDays * 86_400);
        }
        await writing.exec();
      });
    },
    async statistics(knowledgeBaseId) {
      const read = await without(async () => {
        const names = await redis.smembers(shelvesKey(knowledgeBaseId));
        const sizes = await Promise.all(names.map((name) => redis.xlen(streamKey(name))));
        return { counted: await redis.hgetall(statisticsKey(knowledgeBaseId)), sizes };
      });
      if (read === undefined) return noStatistics;
      const { counted, sizes } = read;
      return {
        entries: sizes.reduce((sum, size) => sum + size, 0),
        exactHits: Number(counted.exact ?? 0),
        similarHits: Number(counted.similar ?? 0),
        misses: Number(counted.miss ?? 0),
        savedMs: Number(counted.saved_ms ?? 0),
        savedMicroUsd: Number(counted.saved_micro_usd ?? 0),
      };
    },
    async clear(knowledgeBaseId) {
      for (const [name, { knowledgeBaseIds }] of shelves) {
        if (knowledgeBaseIds.includes(knowledgeBaseId)) shelves.delete(name);
      }
      await without(async () => {
        const names = await redis.smembers(shelvesKey(knowledgeBaseId));
        await redis.del(...names.map(streamKey), shelvesKey(knowledgeBaseId), statisticsKey(knowledgeBaseId));
      });
    },
    async end() {
      redis.disconnect();
    },
  };
}

function streamKey(shelf: string): string {
  return `eai:retrieval:shelf:${shelf}`;
}

function shelvesKey(knowledgeBaseId: string): string {
  return `eai:retrieval:shelves:${knowledgeBaseId}`;
}

function statisticsKey(knowledgeBaseId: string): string {
  return `eai:retrieval:statistics:${knowledgeBaseId}`;
}

function writeEntry(
  scopeKey: string,
  { questionHash, marks, vector, value, finding }: CacheEntry,
): (string | Buffer)[] {
  const bytes = vector === null ? Buffer.alloc(0) : Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
  return ["s", scopeKey, "q", questionHash, "m", marks, "f", finding, "e", value, "v", bytes];
}

/** Null for what another version of the platform wrote. */
function readEntry(fields: readonly Buffer[]): { scopeKey: string; entry: CacheEntry } | null {
  const values = new Map<string, Buffer>();
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const [name, value] = [fields[index], fields[index + 1]];
    if (name !== undefined && value !== undefined) values.set(name.toString(), value);
  }
  const text = (name: string) => values.get(name)?.toString();
  const [scopeKey, questionHash, marks, finding, value] = ["s", "q", "m", "f", "e"].map(text);
  const bytes = values.get("v");
  if (scopeKey === undefined || questionHash === undefined || value === undefined || bytes === undefined) return null;
  // Copied: a buffer of the driver may begin anywhere, and numbers of four bytes may not.
  const vector = bytes.length === 0 ? null : new Float32Array(new Uint8Array(bytes).buffer);
  return { scopeKey, entry: { questionHash, marks: marks ?? "", finding: finding ?? "", value, vector } };
}
