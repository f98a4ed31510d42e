import { spawnSync } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { createMemoryRelay } from "@eai/adapters/memory";
import { createRedisRelay } from "@eai/adapters/redis";
import { type AnswerPart, type Chat, conversations, messages } from "@eai/modules/chat";
import { openReservations } from "@eai/modules/governance";
import { actorId, type Context, rowsOf, silentLog } from "@eai/modules/kernel";
import { createTestDatabase } from "@eai/platform/testing";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startRealRedis } from "../../scripts/real-redis.ts";
import { type ChatWorld, createChatWorld } from "../stories/chat-world.ts";
import { createRandom, type Random } from "./random.ts";

const hasRedis = spawnSync("redis-server", ["--version"]).status === 0;

let world: ChatWorld;
beforeAll(async () => {
  world = await createChatWorld(await createTestDatabase());
});
afterAll(() => world[Symbol.asyncDispose]());

const rounds = 4;
const atOnce = 10;

/** Every text of an answer says whose question it answers: the emulator repeats the question. */
const canaryOf = (person: string, index: number) => `canary-${person}-${index}-end`;

interface Seen {
  person: string;
  index: number;
  parts: AnswerPart[];
}

/** Asks and does something rude at a random time. */
async function ask(chat: Chat, context: Context, person: string, index: number, random: Random): Promise<Seen> {
  const leaving = new AbortController();
  const seen: Seen = { person, index, parts: [] };
  const started = await chat.ask({ ...context, signal: leaving.signal }, { message: canaryOf(person, index) });
  const read = async () => {
    for await (const part of started.parts) seen.parts.push(part);
  };
  const reading = read();
  await delay(random.below(60));
  switch (random.below(4)) {
    case 0:
      leaving.abort(new Error("gone"));
      break;
    case 1:
      await chat.stop(context, started.conversation.id);
      break;
    case 2: {
      leaving.abort(new Error("gone"));
      const again = await chat.follow(context, started.conversation.id);
      for await (const part of again ?? []) seen.parts.push(part);
      break;
    }
    default:
  }
  await reading;
  return seen;
}

async function storm(chat: Chat): Promise<void> {
  const random = createRandom(21);
  const people = [
    { name: "alice", context: await world.person("member", "Alice") },
    { name: "bob", context: await world.person("member", "Bob") },
  ];
  const seen: Seen[] = [];
  for (let round = 0; round < rounds; round++) {
    const asked = people.flatMap(({ name: person, context }) =>
      Array.from({ length: atOnce }, (_, index) => ask(chat, context, person, round * atOnce + index, random)),
    );
    seen.push(...(await Promise.all(asked)));
  }
  await chat.drain(60);
  for (const { person, index, parts } of seen) {
    expect(foreign(JSON.stringify(parts), canaryOf(person, index)), canaryOf(person, index)).toEqual([]);
  }
  for (const { name: person, context } of people) {
    const stored = await world.database
      .select({ conversationId: messages.conversationId, text: messages.text, state: messages.state })
      .from(messages)
      .innerJoin(conversations, eq(conversations.id, messages.conversationId))
      .where(eq(conversations.personId, actorId(context.actor)));
    expect(stored).toHaveLength(rounds * atOnce * 2);
    expect(stored.filter(({ state }) => state !== "complete" && state !== "stopped")).toEqual([]);
    for (const { text, conversationId } of stored) {
      const question = stored.find((message) => message.conversationId === conversationId)?.text ?? "";
      const own = canariesIn(question)[0] ?? canariesIn(text)[0] ?? "";
      expect(own === "" || own.startsWith(`canary-${person}-`)).toBe(true);
      expect(foreign(text, own)).toEqual([]);
    }
  }
  const doubled = await rowsOf(
    world.database,
    sql`select answer_id from usage_records where answer_id is not null group by answer_id having count(*) > 1`,
  );
  expect(doubled).toEqual([]);
}

function canariesIn(text: string): string[] {
  return text.match(/canary-[a-z]+-\d+-end/g) ?? [];
}

function foreign(text: string, own: string): string[] {
  return canariesIn(text).filter((canary) => canary !== own);
}

test("F21 questions of two people, broken off at any moment: no answer lands at the wrong one", async () => {
  const redis = hasRedis ? await startRealRedis() : undefined;
  const relay = redis ? createRedisRelay({ url: redis.url, log: silentLog }) : createMemoryRelay();
  world.emulator.use({ tokensPerSecond: 600 });
  await storm(world.chatWith({ relay, reservations: openReservations(100), conversationLimit: 1000 }));
  await relay.end();
  await redis?.stop();
}, 120_000);
