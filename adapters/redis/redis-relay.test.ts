import { setTimeout as delay } from "node:timers/promises";
import { createRedisRelay } from "@eai/adapters/redis";
import { silentLog } from "@eai/modules/kernel";
import { afterAll, describe, expect, test } from "vitest";
import { testStreamRelay } from "../../modules/chat/stream-relay.conformance.ts";
import { hasRedisServer, privateRedis } from "../../test/private-redis.ts";

const givenUrl = process.env.TEST_REDIS_URL || undefined;
const hasBinary = hasRedisServer();

const relayOn = (url: string) => createRedisRelay({ url, log: silentLog });

describe.skipIf(givenUrl === undefined && !hasBinary)("on a Redis server", () => {
  testStreamRelay("redis", async () => {
    const redis = givenUrl === undefined ? await privateRedis() : undefined;
    await redis?.start();
    const url = givenUrl ?? redis?.url ?? "";
    const [writer, reader] = [relayOn(url), relayOn(url)];
    await delay(200);
    return {
      writer,
      reader,
      async close() {
        await Promise.all([writer.end(), reader.end()]);
        await redis?.remove();
      },
    };
  });
});

describe.skipIf(!hasBinary)("when Redis goes away", async () => {
  const redis = await privateRedis();
  afterAll(() => redis.remove());
  const never = new AbortController().signal;

  test("readers beside the writer notice nothing, readers elsewhere catch up when it is back", async () => {
    await redis.start();
    const [writer, reader] = [relayOn(redis.url), relayOn(redis.url)];
    await delay(200);
    writer.append("msg_a", { type: "text-delta", id: "text", delta: "1" });
    await delay(50);
    await redis.stop();
    const started = performance.now();
    writer.append("msg_a", { type: "text-delta", id: "text", delta: "2" });
    writer.requestStop("msg_b");
    const beside = writer.follow("msg_a", 1, never)[Symbol.asyncIterator]();
    expect((await beside.next()).value).toMatchObject({ delta: "2" });
    expect(await Array.fromAsync(reader.follow("msg_a", 0, never))).toEqual([]);
    expect(performance.now() - started).toBeLessThan(1000);

    await redis.start();
    writer.append("msg_a", { type: "finish" });
    writer.close("msg_a");
    // The server kept nothing on disk: what was written before is gone, and the rest begins at its own number.
    await expect
      .poll(() => Array.fromAsync(reader.follow("msg_a", 1, never)), { timeout: 10_000 })
      .toMatchObject([{ delta: "2" }, { type: "finish" }]);
    expect(await Array.fromAsync(reader.follow("msg_a", 0, never))).toEqual([]);
    await Promise.all([writer.end(), reader.end()]);
  });
});
