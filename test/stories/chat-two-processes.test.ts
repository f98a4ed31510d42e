import { spawnSync } from "node:child_process";
import { createRedisRelay } from "@eai/adapters/redis";
import { silentLog } from "@eai/modules/kernel";
import { createTestDatabase } from "@eai/platform/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startRealRedis } from "../../scripts/real-redis.ts";
import { type ChatWorld, collect, createChatWorld, dataOf, readAlong, textOf } from "./chat-world.ts";

const givenUrl = process.env.TEST_REDIS_URL || undefined;
const hasRedis = givenUrl !== undefined || spawnSync("redis-server", ["--version"]).status === 0;

describe.skipIf(!hasRedis)("two processes with one database and one Redis", () => {
  let world: ChatWorld;
  let redis: { url: string; stop(): Promise<void> };
  beforeAll(async () => {
    world = await createChatWorld(await createTestDatabase());
    redis = givenUrl === undefined ? await startRealRedis() : { url: givenUrl, stop: async () => {} };
  });
  afterAll(async () => {
    await world[Symbol.asyncDispose]();
    await redis.stop();
  });

  test("an answer that one writes is followed, and stopped, through the other", async () => {
    const { alice, emulator } = world;
    const relays = [1, 2].map(() => createRedisRelay({ url: redis.url, log: silentLog }));
    const [writer, other] = relays.map((relay) => world.chatWith({ relay }));
    if (!writer || !other) throw new Error("two are needed");
    const reply = "One thing follows another in this answer. ".repeat(20).trim();

    emulator.use({ reply, tokensPerSecond: 100, times: 1 });
    const first = await writer.ask(alice, { message: "Go on" });
    const beside = readAlong(first.parts);
    await expect.poll(() => textOf(beside.seen).length).toBeGreaterThan(20);
    const followed = await other.follow(alice, first.conversation.id);
    const elsewhere = await collect(followed ?? []);
    expect(elsewhere).toEqual(await beside.done);
    expect(textOf(elsewhere)).toBe(reply);

    emulator.use({ reply, tokensPerSecond: 20, times: 1 });
    const second = await writer.ask(alice, { message: "Go on", session_id: first.conversation.id });
    const reader = readAlong(second.parts);
    await expect.poll(() => textOf(reader.seen).length).toBeGreaterThan(10);
    await other.stop(alice, first.conversation.id);
    const parts = await reader.done;
    expect(parts.at(-1)).toEqual({ type: "abort" });
    expect(dataOf(parts, "settled")).toMatchObject([{ state: "stopped" }]);

    await Promise.all([writer.drain(1), other.drain(1)]);
    await Promise.all(relays.map((relay) => relay.end()));
  });
});
