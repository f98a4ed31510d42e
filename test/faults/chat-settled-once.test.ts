import type { Message } from "@eai/contract";
import { createTestDatabase } from "@eai/platform/testing";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Scenario } from "../../ops/dev/model-emulator/index.ts";
import {
  auditCount,
  type ChatWorld,
  collect,
  createChatWorld,
  readAlong,
  textOf,
  usageOfAnswer,
} from "../stories/chat-world.ts";

let world: ChatWorld;
beforeAll(async () => {
  world = await createChatWorld(await createTestDatabase());
});
afterAll(() => world[Symbol.asyncDispose]());
afterEach(() => world.emulator.reset());

const reply = "One thing follows another in this answer. ".repeat(20).trim();

/** The requests for answers that have reached the model, without those for titles. */
function calls() {
  return world.emulator.requests.filter(({ body }) => !JSON.stringify(body).includes("Write a title"));
}

/** The answer as it is stored, what was recorded of it, and how often it was settled. */
async function outcomeOf({ conversation, answerId }: { conversation: { id: string }; answerId: string }) {
  const { data } = await world.chat.listMessages(world.alice, conversation.id, { limit: 200 });
  const message = data.find(({ id }) => id === answerId) as Message;
  const usage = await usageOfAnswer(world.database, answerId);
  return { message, usage, settlements: await auditCount(world.database, "answer.settle", answerId) };
}

async function upstreamClosed(): Promise<void> {
  await expect.poll(() => calls()[0]?.outcome, { interval: 10 }).toBe("client_closed");
}

describe("A70 a call that is stopped is ended upstream, and on record once", () => {
  const moments: { when: string; scenario: Scenario; shows: (text: string) => boolean }[] = [
    { when: "before the model answers", scenario: { reply, hold: "response" }, shows: (text) => text === "" },
    { when: "before the first token", scenario: { reply, hold: "first_token" }, shows: (text) => text === "" },
    { when: "in the middle", scenario: { reply, hold: "mid_stream" }, shows: (text) => text.length > 40 },
    {
      when: "between the last token and the usage",
      scenario: { reply: "Short answer.", stallAfterTokens: 3 },
      shows: (text) => text === "Short answer.",
    },
  ];

  test.each(moments)("$when", async ({ scenario, shows }) => {
    const { chat, alice, emulator } = world;
    emulator.use({ ...scenario, times: 1 });
    const started = await chat.ask(alice, { message: "Go on" });
    const reader = readAlong(started.parts);
    await expect.poll(() => calls().length === 1 && shows(textOf(reader.seen))).toBe(true);
    await chat.stop(alice, started.conversation.id);
    await upstreamClosed();
    expect((await reader.done).at(-1)).toEqual({ type: "abort" });
    const { message, usage, settlements } = await outcomeOf(started);
    expect(message).toMatchObject({ state: "stopped", error: null, text: textOf(reader.seen) });
    expect(settlements).toBe(1);
    expect(usage).toMatchObject([{ outcome: "aborted", estimated: true }]);
    expect(usage[0]?.prompt_tokens).toBeGreaterThan(20);
    expect(usage[0]?.completion_tokens === 0).toBe(message.text === "");
    expect(usage[0]?.cost).toBeGreaterThan(0);
    expect(message.usage).toMatchObject({ prompt_tokens: usage[0]?.prompt_tokens, cost_micro_usd: usage[0]?.cost });
  });

  test("twice, here and in another process, at the same time", async () => {
    const { chat, alice, emulator } = world;
    emulator.use({ reply, hold: "mid_stream", times: 1 });
    const started = await chat.ask(alice, { message: "Go on" });
    const reader = readAlong(started.parts);
    await expect.poll(() => textOf(reader.seen).length).toBeGreaterThan(40);
    const others = [world.chatWith(), world.chatWith()];
    await Promise.all([chat, chat, ...others].map((each) => each.stop(alice, started.conversation.id)));
    await reader.done;
    const { message, usage, settlements } = await outcomeOf(started);
    expect(message.state).toBe("stopped");
    expect(usage).toMatchObject([{ outcome: "aborted" }]);
    expect(settlements).toBe(1);
  });

  test("what the provider says to be nothing stays nothing", async () => {
    const { chat, alice, emulator } = world;
    emulator.use({ reply: "Free of charge.", zeroUsage: true, times: 1 });
    const started = await chat.ask(alice, { message: "Go on" });
    await collect(started.parts);
    const { message, usage } = await outcomeOf(started);
    expect(message.state).toBe("complete");
    expect(usage).toMatchObject([{ outcome: "ok", prompt_tokens: 0, completion_tokens: 0, cost: 0, estimated: false }]);
  });
});

describe("an answer whose reader goes away is finished, and on record once", () => {
  test.each(["response", "first_token", "mid_stream"] as const)("while the model is held at %s", async (hold) => {
    const { chat, alice, emulator } = world;
    emulator.use({ reply, hold, times: 1 });
    const leaving = new AbortController();
    const started = await chat.ask({ ...alice, signal: leaving.signal }, { message: "Go on" });
    const reader = readAlong(started.parts);
    await expect.poll(() => calls().length).toBe(1);
    leaving.abort(new Error("gone"));
    await reader.done;
    emulator.reset();
    await expect.poll(async () => (await outcomeOf(started)).message.state).toBe("complete");
    const { message, usage, settlements } = await outcomeOf(started);
    expect(message.text).toBe(reply);
    expect(usage).toMatchObject([{ outcome: "ok", estimated: false }]);
    expect(settlements).toBe(1);
  });
});
