import { setTimeout as delay } from "node:timers/promises";
import type { Message } from "@eai/contract";
import { messages } from "@eai/modules/chat";
import { createTestDatabase } from "@eai/platform/testing";
import { eq, sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import {
  auditCount,
  type ChatWorld,
  collect,
  createChatWorld,
  dataOf,
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

const longReply = "One thing follows another in this answer. ".repeat(20).trim();

async function lastMessage(conversationId: string): Promise<Message> {
  const { data } = await world.chat.listMessages(world.alice, conversationId, { limit: 200 });
  const last = data.at(-1);
  if (!last) throw new Error("no message");
  return last;
}

/** Asks, and gives what was streamed, stored and metered. */
async function ask(chat = world.chat, message = "Say something", knowledgeBaseIds: string[] = []) {
  const started = await chat.ask(world.alice, { message, knowledge_base_ids: knowledgeBaseIds });
  const parts = await collect(started.parts);
  return {
    parts,
    last: parts.at(-1),
    stored: await lastMessage(started.conversation.id),
    usage: await usageOfAnswer(world.database, started.answerId),
    audits: await auditCount(world.database, "answer.settle", started.answerId),
  };
}

describe("a model that fails", () => {
  test("in the middle: the text is kept, marked, and never shown as complete", async () => {
    for (const scenario of [
      { cutAfterTokens: 20 },
      { endAfterTokens: 20 },
      { errorAfterTokens: 20 },
      { garbleAfterTokens: 20 },
    ]) {
      world.emulator.use({ ...scenario, reply: longReply, times: 1 });
      const { last, stored, usage, audits } = await ask();
      expect(last).toMatchObject({ type: "error", code: "model_failed" });
      expect(stored).toMatchObject({ state: "failed", error: { code: "model_failed" } });
      expect(stored.text.length).toBeGreaterThan(0);
      expect(longReply.startsWith(stored.text)).toBe(true);
      expect(stored.text).not.toBe(longReply);
      expect(usage).toMatchObject([{ outcome: "failed", estimated: true }]);
      expect(usage[0]?.cost).toBeGreaterThan(0);
      expect(audits).toBe(1);
    }
  });

  test("by falling silent: it is given up after a while", async () => {
    const chat = world.chatWith({}, { timeouts: { stallMs: 300, firstChunkMs: 2000 } });
    world.emulator.use({ stallAfterTokens: 20, reply: longReply, times: 1 });
    const started = performance.now();
    const { stored, usage } = await ask(chat);
    expect(performance.now() - started).toBeLessThan(5000);
    expect(stored).toMatchObject({ state: "failed", error: { code: "model_failed" } });
    expect(stored.text.length).toBeGreaterThan(0);
    expect(usage).toHaveLength(1);
  });

  test("before the first word: the person is told to try again", async () => {
    world.emulator.use({ fail: { status: 429, retryAfterSeconds: 7 }, times: 1 });
    const { last, stored } = await ask(world.chatWith());
    expect(last).toMatchObject({ type: "error", code: "model_unavailable", retryAfterSeconds: 7 });
    expect(stored).toMatchObject({ state: "failed", text: "", error: { code: "model_unavailable" } });
    world.emulator.use({ fail: { status: 500 } });
    await expect(world.chatWith().askAndWait(world.alice, { message: "Hi" })).rejects.toMatchObject({
      code: "model_unavailable",
    });
  });

  test("with nothing: an empty answer is a failure", async () => {
    world.emulator.use({ reply: "", times: 1 });
    const { last, stored, usage } = await ask(world.chatWith());
    expect(last).toMatchObject({ type: "error", code: expect.stringMatching(/^model_/) });
    expect(stored).toMatchObject({ state: "failed", text: "" });
    expect(usage).toMatchObject([{ outcome: "empty" }]);
  });

  test("by its content filter, on the question and in the answer", async () => {
    world.emulator.use({ promptFiltered: true, times: 1 });
    const refused = await ask();
    expect(refused.last).toMatchObject({ type: "error", code: "content_filtered" });
    expect(refused.stored).toMatchObject({ state: "filtered", text: "" });
    world.emulator.use({ completionFiltered: true, reply: longReply, times: 1 });
    const cut = await ask();
    expect(cut.stored).toMatchObject({ state: "filtered", error: { code: "content_filtered" } });
    expect(cut.stored.text.length).toBeGreaterThan(0);
    expect(cut.usage).toMatchObject([{ outcome: "filtered" }]);
  });

  test("leaves the conversation usable", async () => {
    world.emulator.use({ cutAfterTokens: 20, reply: longReply, times: 1 });
    const { stored } = await ask();
    const next = await world.chat.askAndWait(world.alice, { message: "Again", session_id: stored.session_id });
    expect(next.message.state).toBe("complete");
  });
});

test("a search that fails gives no answer rather than one that looks grounded", async () => {
  const broken = world.chatWith({
    knowledge: {
      widenPassages: world.knowledge.widenPassages,
      citedPassages: world.knowledge.citedPassages,
      visibleDocuments: world.knowledge.visibleDocuments,
      visibleKnowledgeBases: world.knowledge.visibleKnowledgeBases,
      listKnowledgeBases: world.knowledge.listKnowledgeBases,
      openingPassages: world.knowledge.openingPassages,
      // As when the index cannot be reached: the query itself fails.
      search: async () => (await world.database.execute(sql`select * from index_that_is_gone`)) as never,
    },
  });
  const { last, stored, usage } = await ask(broken, "How many days of leave?", [world.knowledgeBaseId]);
  expect(last).toMatchObject({ type: "error", code: "search_unavailable" });
  expect(stored).toMatchObject({ state: "failed", text: "", citations: [], error: { code: "search_unavailable" } });
  expect(usage).toEqual([]);
  expect(world.emulator.requests).toEqual([]);
});

describe("stopping", () => {
  test("ends the call upstream within two seconds and keeps what is there", async () => {
    const { chat, alice, database, emulator } = world;
    emulator.use({ reply: longReply, tokensPerSecond: 40 });
    const { conversation, answerId, parts } = await chat.ask(alice, { message: "Go on" });
    const reader = readAlong(parts);
    await expect.poll(() => textOf(reader.seen).length).toBeGreaterThan(40);
    const started = performance.now();
    await chat.stop(alice, conversation.id);
    await expect.poll(() => emulator.requests[0]?.outcome, { timeout: 2000, interval: 10 }).toBe("client_closed");
    expect(performance.now() - started).toBeLessThan(2000);
    const all = await reader.done;
    expect(all.at(-1)).toEqual({ type: "abort" });
    const stored = await lastMessage(conversation.id);
    expect(stored).toMatchObject({ id: answerId, state: "stopped", error: null });
    expect(stored.text).toBe(dataOf(all, "settled")[0]?.text);
    expect(longReply.startsWith(stored.text)).toBe(true);
    const usage = await usageOfAnswer(database, answerId);
    expect(usage).toMatchObject([{ outcome: "aborted", estimated: true }]);
    expect(usage[0]?.cost).toBeGreaterThan(0);
    expect(usage[0]?.completion_tokens).toBeGreaterThan(5);
    await expect(chat.stop(alice, conversation.id)).resolves.toBeUndefined();
  });

  test("reaches a process whose relay does not hear it, through the database", async () => {
    const { chat, alice, emulator } = world;
    emulator.use({ reply: longReply, tokensPerSecond: 20 });
    const { conversation, parts } = await chat.ask(alice, { message: "Go on" });
    const reader = readAlong(parts);
    await expect.poll(() => textOf(reader.seen).length).toBeGreaterThan(10);
    const started = performance.now();
    await world.chatWith().stop(alice, conversation.id);
    expect(performance.now() - started).toBeLessThan(2000);
    expect(await lastMessage(conversation.id)).toMatchObject({ state: "stopped" });
    await reader.done;
  });

  test("while the end comes settles once, one way or the other", async () => {
    const { chat, alice, database, emulator } = world;
    const states = new Set<string>();
    for (let round = 0; round < 15; round++) {
      emulator.use({ reply: "A short answer of a few words.", tokensPerSecond: 400, times: 1 });
      const { conversation, answerId, parts } = await chat.ask(alice, { message: "Quick" });
      const reader = readAlong(parts);
      await delay(15 + round * 2);
      await Promise.all([chat.stop(alice, conversation.id), chat.stop(alice, conversation.id)]);
      const all = await reader.done;
      const stored = await lastMessage(conversation.id);
      states.add(stored.state);
      expect(["complete", "stopped"]).toContain(stored.state);
      expect(dataOf(all, "settled")).toEqual([{ state: stored.state, text: stored.text, unsupported: [] }]);
      expect((await usageOfAnswer(database, answerId)).length).toBeLessThanOrEqual(1);
      expect(await auditCount(database, "answer.settle", answerId)).toBe(1);
      await chat.removeConversation(alice, conversation.id);
    }
    expect(states.size).toBeGreaterThan(0);
  });
});

describe("a process that stops", () => {
  test("takes no more questions, lets answers end, and breaks off those that do not", async () => {
    const { alice, emulator } = world;
    const chat = world.chatWith();
    emulator.use({ match: { promptIncludes: "Slow" }, reply: longReply, tokensPerSecond: 20 });
    emulator.use({ match: { promptIncludes: "Quick" }, reply: "Done.", firstTokenDelayMs: 100 });
    const slow = await chat.ask(alice, { message: "Slow one" });
    const quick = await chat.ask(alice, { message: "Quick one" });
    const readers = [readAlong(slow.parts), readAlong(quick.parts)] as const;
    await expect.poll(() => textOf(readers[0].seen).length).toBeGreaterThan(10);
    const started = performance.now();
    const drained = chat.drain(1);
    await expect(chat.ask(alice, { message: "Too late" })).rejects.toMatchObject({ code: "shutting_down" });
    await drained;
    expect(performance.now() - started).toBeLessThan(3000);
    expect((await readers[0].done).at(-1)).toMatchObject({ type: "error", code: "shutting_down" });
    expect((await readers[1].done).at(-1)).toMatchObject({ type: "finish" });
    const stored = await lastMessage(slow.conversation.id);
    expect(stored).toMatchObject({ state: "interrupted", error: { code: "shutting_down" } });
    expect(stored.text.length).toBeGreaterThan(10);
    expect(await usageOfAnswer(world.database, slow.answerId)).toMatchObject([{ outcome: "interrupted" }]);
  });
});

describe("an answer that was left behind", () => {
  /** As a process leaves it that is killed a moment after a checkpoint. */
  async function leave(leaseSeconds: number) {
    const { alice, database, emulator } = world;
    const chat = world.chatWith();
    emulator.use({ reply: longReply, hold: "mid_stream", times: 1 });
    const { conversation, answerId, parts } = await chat.ask(alice, { message: "Go on" });
    const reader = readAlong(parts);
    const stored = database.select({ text: messages.text }).from(messages).where(eq(messages.id, answerId));
    await expect.poll(async () => (await stored)[0]?.text, { timeout: 5000 }).not.toBe("");
    return { chat, conversation, answerId, reader, expire: () => setLease(answerId, leaseSeconds) };
  }

  async function setLease(answerId: string, seconds: number): Promise<void> {
    await world.database
      .update(messages)
      .set({ leaseExpiresAt: sql`now() + make_interval(secs => ${seconds})` })
      .where(eq(messages.id, answerId));
  }

  test("is settled by another process once its lease is over; the late writer changes nothing", async () => {
    const { chat, conversation, answerId, reader, expire } = await leave(-1);
    const other = world.chatWith();
    expect(await other.recover()).toBe(0);
    await expire();
    expect(await other.recover()).toBe(1);
    const stored = await lastMessage(conversation.id);
    expect(stored).toMatchObject({
      state: "interrupted",
      error: { code: "shutting_down" },
      usage: { estimated: true },
    });
    expect(longReply.startsWith(stored.text)).toBe(true);
    world.emulator.reset();
    // The writer notices at its next checkpoint, and its readers are told what was settled.
    const parts = await reader.done;
    expect(dataOf(parts, "settled")).toEqual([{ state: "interrupted", text: stored.text, unsupported: [] }]);
    expect(await lastMessage(conversation.id)).toEqual(stored);
    const usage = await usageOfAnswer(world.database, answerId);
    expect(usage).toMatchObject([{ outcome: "interrupted", request_id: world.alice.requestId, channel: "api" }]);
    expect(usage[0]?.cost).toBeGreaterThan(0);
    expect(await auditCount(world.database, "answer.settle", answerId)).toBe(1);
    await chat.drain(1);
  });

  test("does not stand in the way of the next question", async () => {
    const { chat, conversation, expire } = await leave(-1);
    await expire();
    expect(await world.chat.getConversation(world.alice, conversation.id)).toMatchObject({ answering: false });
    const next = await world.chatWith().askAndWait(world.alice, { message: "Next", session_id: conversation.id });
    expect(next.message.state).toBe("complete");
    const { data } = await world.chat.listMessages(world.alice, conversation.id, { limit: 10 });
    expect(data.map(({ state }) => state)).toEqual(["complete", "interrupted", "complete", "complete"]);
    await chat.drain(1);
  });
});
