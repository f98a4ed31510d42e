import { conversations } from "@eai/modules/chat";
import { createReservations, type Limiter } from "@eai/modules/governance";
import { ProblemError } from "@eai/modules/kernel";
import { createTestDatabase } from "@eai/platform/testing";
import { count } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import {
  type ChatModelsOptions,
  type ChatWorld,
  collect,
  createChatWorld,
  price,
  usageOfAnswer,
} from "./chat-world.ts";

let world: ChatWorld;
beforeAll(async () => {
  world = await createChatWorld(await createTestDatabase());
});
afterAll(() => world[Symbol.asyncDispose]());
afterEach(() => world.emulator.reset());

interface Taken {
  requests: number;
  tokens: number;
  costMicroUsd: number;
  settledTokens: number | undefined;
  moneyReleased: boolean;
}

/** A chat whose reservations are written down, and refused where `allows` says no. */
function watchedChat(
  allows: (tokens: number) => boolean = () => true,
  concurrentPerPerson = 2,
  models: ChatModelsOptions = {},
) {
  const taken: Taken[] = [];
  const limiter: Limiter = {
    async take(_context, { requests, tokens }) {
      if (!allows(tokens)) {
        throw new ProblemError("too_many_requests", "Too many tokens.", { retryAfterSeconds: 7 });
      }
      const entry: Taken = { requests, tokens, costMicroUsd: 0, settledTokens: undefined, moneyReleased: false };
      taken.push(entry);
      return {
        state: null,
        settle(usedTokens) {
          entry.settledTokens = usedTokens;
        },
        cancel() {
          entry.settledTokens = 0;
        },
      };
    },
  };
  const reservations = createReservations({
    concurrentPerPerson,
    limiter,
    budgets: {
      async hold(_context, _id, costMicroUsd) {
        const entry = taken.at(-1);
        if (!entry) throw new Error("Money comes after limits.");
        entry.costMicroUsd = costMicroUsd;
        return {
          release() {
            entry.moneyReleased = true;
          },
        };
      },
    },
  });
  return { taken, chat: world.chatWith({ reservations }, models) };
}

async function conversationCount(): Promise<number> {
  const [row] = await world.database.select({ count: count() }).from(conversations);
  return row?.count ?? 0;
}

test("what is held covers what is used, and is settled on it", async () => {
  const { taken, chat } = watchedChat();
  const { alice, database, emulator, knowledgeBaseId } = world;
  let session_id: string | undefined;
  const held: number[] = [];
  for (const message of ["How many days of paid annual leave are there?", "And for parents?", "Thank you"]) {
    const started = await chat.ask(alice, { message, session_id, knowledge_base_ids: [knowledgeBaseId] });
    await collect(started.parts);
    session_id = started.conversation.id;
    const [used] = await usageOfAnswer(database, started.answerId);
    if (!used) throw new Error("no usage");
    const own = taken.find(({ requests, settledTokens }) => requests === 1 && settledTokens === usedTokens(used));
    expect(own?.tokens).toBeGreaterThanOrEqual(usedTokens(used));
    expect(own?.costMicroUsd).toBeGreaterThanOrEqual(used.cost);
    expect(own?.moneyReleased).toBe(true);
    held.push(own?.tokens ?? 0);
  }
  // Rules, the most that sources take, and the longest answer; but not the whole window of the model.
  expect(held[0]).toBeGreaterThan(4096 + 6000);
  expect(held[0]).toBeLessThan(4096 + 6000 + 3000);
  expect(held[2]).toBeGreaterThan(held[0] ?? 0);
  const bodies = emulator.requests.map(({ body }) => body as { max_tokens?: number; stream: boolean });
  expect(bodies.filter(({ max_tokens }) => max_tokens === 4096)).toHaveLength(3);
});

function usedTokens({ prompt_tokens, completion_tokens }: { prompt_tokens: number; completion_tokens: number }) {
  return prompt_tokens + completion_tokens;
}

test("without knowledge bases no sources are held, and the limit of the answer is never above the model's", async () => {
  const { taken, chat } = watchedChat();
  await chat.askAndWait(world.alice, { message: "Hello" });
  expect(taken[0]?.tokens).toBeLessThan(4096 + 1000);
  expect(taken[0]?.costMicroUsd).toBeGreaterThanOrEqual((4096 * price.outputMicroUsdPerMillionTokens) / 1_000_000);
  world.emulator.reset();
  await world.chatWith({}, { maxOutputTokens: 300 }).askAndWait(world.alice, { message: "Hello" });
  // The title of the answer before may still be asked for.
  const limits = world.emulator.requests.map(({ body }) => (body as { max_tokens?: number }).max_tokens);
  expect(limits).toContain(300);
  expect(limits).not.toContain(4096);
});

test("a long conversation holds no more than the prompt may have", async () => {
  const { alice } = world;
  const { taken, chat } = watchedChat(() => true, 2, { contextWindowTokens: 2000, maxOutputTokens: 200 });
  world.emulator.use({ reply: "A fairly long answer about nothing in particular. ".repeat(12) });
  const { session } = await chat.askAndWait(alice, { message: "The first" });
  for (let turn = 0; turn < 16; turn++) {
    await chat.askAndWait(alice, { message: `Question ${turn}`, session_id: session.id });
  }
  const held = taken.filter(({ requests }) => requests === 1).map(({ tokens }) => tokens);
  expect(held[4]).toBeGreaterThan(held[1] ?? 0);
  expect(Math.max(...held)).toBe(Math.floor((2000 - 200) * 0.95) + 200);
});

test("what is refused saves nothing, holds nothing, and says when to come back", async () => {
  const { alice } = world;
  let allowed = false;
  const { taken, chat } = watchedChat(() => allowed);
  const before = await conversationCount();
  for (let attempt = 0; attempt < 5; attempt++) {
    await expect(chat.ask(alice, { message: "Too much" })).rejects.toMatchObject({
      code: "too_many_requests",
      retryAfterSeconds: 7,
    });
  }
  expect(await conversationCount()).toBe(before);
  expect(world.emulator.requests).toEqual([]);
  allowed = true;
  // None of the two places is lost.
  world.emulator.hold("first_token");
  const started = [await chat.ask(alice, { message: "One" }), await chat.ask(alice, { message: "Two" })];
  world.emulator.reset();
  await Promise.all(started.map(({ parts }) => collect(parts)));
  await expect.poll(() => taken.every(({ moneyReleased }) => moneyReleased)).toBe(true);
});

test("what cannot be opened gives back what was held", async () => {
  const { taken, chat } = watchedChat();
  const session = await chat.createConversation(world.alice, { knowledge_base_ids: [] });
  world.emulator.hold("first_token");
  const first = await chat.ask(world.alice, { message: "First", session_id: session.id });
  await expect(chat.ask(world.alice, { message: "Second", session_id: session.id })).rejects.toMatchObject({
    code: "answer_in_progress",
  });
  expect(taken[1]).toMatchObject({ settledTokens: 0, moneyReleased: true });
  world.emulator.reset();
  await collect(first.parts);
});

test("a repeat with the same key takes nothing, also when nothing is left", async () => {
  let left = 1;
  const { taken, chat } = watchedChat(() => left-- > 0);
  const context = { ...world.alice, idempotencyKey: "reserved-once" };
  const barrier = world.emulator.hold("mid_stream");
  const first = await chat.ask(context, { message: "Once" });
  await barrier.reached();
  const repeat = await chat.ask(context, { message: "Once" });
  expect(repeat.answerId).toBe(first.answerId);
  expect(taken).toHaveLength(1);
  world.emulator.reset();
  expect(await collect(repeat.parts)).toEqual(await collect(first.parts));
});
