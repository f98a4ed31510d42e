import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { createRedisRelay } from "@eai/adapters/redis";
import { silentLog } from "@eai/modules/kernel";
import { afterAll, describe, expect, test } from "vitest";
import { testStreamRelay } from "../../modules/chat/stream-relay.conformance.ts";

const givenUrl = process.env.TEST_REDIS_URL || undefined;
const hasBinary = spawnSync("redis-server", ["--version"]).status === 0;

interface PrivateRedis {
  url: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  remove(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("No port");
  return address.port;
}

async function privateRedis(): Promise<PrivateRedis> {
  const directory = mkdtempSync(join(tmpdir(), "eai-relay-"));
  const port = await freePort();
  const flags = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", directory];
  let server: ChildProcess | undefined;
  async function stop(): Promise<void> {
    const ended = new Promise((resolve) => server?.once("exit", resolve));
    server?.kill("SIGTERM");
    await ended;
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    stop,
    async start() {
      server = spawn("redis-server", flags, { stdio: ["ignore", "pipe", "ignore"] });
      await new Promise<void>((resolve) => {
        server?.stdout?.on("data", (text: Buffer) => text.includes("Ready to accept connections") && resolve());
      });
    },
    async remove() {
      await stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

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
