import type { Log } from "@eai/modules/kernel";
import {
  type CacheEntry,
  type CacheLimits,
  type CacheScope,
  EntryMirrors,
  noStatistics,
  type RetrievalCache,
  type Shelf,
  shelfOf,
} from "@eai/modules/knowledge";
import { connectRedis } from "./connect.ts";

export interface RedisRetrievalCacheOptions {
  url: string;
  log: Log;
  /** A search that would wait longer is better off without. */
  commandTimeoutMs?: number;
  /** What all streams together may take in Redis, estimated; the one that was not written for longest goes first. */
  mostBytes?: number;
}

/** How far this process has read a stream. */
interface Reading {
  /** The last entry that it has seen. */
  seen: string;
  /** While it reads on: everybody who comes meanwhile waits for the same. */
  running: Promise<void> | null;
}

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
  mostBytes = 512 * 1024 ** 2,
}: RedisRetrievalCacheOptions): RetrievalCache {
  const redis = connectRedis(url, log, { commandTimeout: commandTimeoutMs });
  const mirrors = new EntryMirrors(Date.now);
  /** Gone with its shelf. */
  const readings = new WeakMap<Shelf, Reading>();

  async function openShelf({ knowledgeBaseIds }: CacheScope, limits: CacheLimits): Promise<Shelf> {
    const shelf = mirrors.open(knowledgeBaseIds);
    const reading = readings.get(shelf) ?? { seen: "0", running: null };
    readings.set(shelf, reading);
    reading.running ??= catchUp(shelf, reading, limits).finally(() => {
      reading.running = null;
    });
    await without(() => reading.running ?? Promise.resolve());
    return shelf;
  }

  /** Takes in what other processes have added since. */
  async function catchUp(shelf: Shelf, reading: Reading, limits: CacheLimits): Promise<void> {
    for (;;) {
      const reply = await redis.xreadBuffer("COUNT", readBatch, "STREAMS", streamKey(shelf.name), reading.seen);
      const added = reply?.[0]?.[1] ?? [];
      for (const [id, fields] of added) {
        reading.seen = id.toString();
        const read = readEntry(fields);
        if (read === null) continue;
        mirrors.put(shelf, { key: read.scopeKey }, read.entry, limits, Number(reading.seen.split("-")[0]));
      }
      if (added.length < readBatch) return;
    }
  }

  /** Keeps all streams together within their bytes; they expire by themselves, but nobody knows how many there are. */
  async function makeRoom(name: string, bytes: number): Promise<void> {
    await redis.pipeline().hset(bytesKey, name, String(bytes)).zadd(writtenKey, Date.now(), name).exec();
    let over = (await redis.hvals(bytesKey)).reduce((sum, each) => sum + Number(each), -mostBytes);
    while (over > 0) {
      const [oldest] = await redis.zrange(writtenKey, "0", "0");
      if (oldest === undefined || oldest === name) return;
      over -= Number(await redis.hget(bytesKey, oldest));
      await redis.pipeline().del(streamKey(oldest)).zrem(writtenKey, oldest).hdel(bytesKey, oldest).exec();
    }
  }

  /** Search goes on without Redis; that it is lost is told by the connection, once. */
  function without<Value>(work: () => Promise<Value>): Promise<Value | undefined> {
    return work().catch(() => undefined);
  }

  return {
    exact: async (scope, questionHash, limits) =>
      (await openShelf(scope, limits)).mirror.exact(scope, questionHash, limits),
    // The look for the same question, just before, has caught up.
    nearest: async (scope, probe, limits) => mirrors.open(scope.knowledgeBaseIds).mirror.nearest(scope, probe, limits),
    async put(scope, entry, limits) {
      const name = shelfOf(scope.knowledgeBaseIds);
      mirrors.put(mirrors.open(scope.knowledgeBaseIds), scope, entry, limits);
      const fields = writeEntry(scope.key, entry);
      const bytes = fields.reduce((sum, field) => sum + field.length, 0);
      const most = Math.max(1, Math.min(limits.entryLimit, Math.floor(mostBytes / bytes)));
      await without(async () => {
        const writing = redis.pipeline();
        writing.xadd(streamKey(name), "MAXLEN", "~", most, "*", ...fields);
        writing.expire(streamKey(name), limits.ttlSeconds);
        for (const id of scope.knowledgeBaseIds) {
          writing.sadd(shelvesKey(id), name);
          writing.expire(shelvesKey(id), limits.ttlSeconds * 2);
        }
        await writing.exec();
        await makeRoom(name, bytes * (await redis.xlen(streamKey(name))));
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
      mirrors.forget(knowledgeBaseId);
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

const bytesKey = "eai:retrieval:bytes";
const writtenKey = "eai:retrieval:written";

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
