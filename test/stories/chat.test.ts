import { createMemoryRelay } from "@eai/adapters/memory";
import { chatAnswerSchema, messageSchema, sessionSchema, streamDataSchemas } from "@eai/contract";
import { type AnswerPart, parseSourceBlock } from "@eai/modules/chat";
import { actorId, type Context, ProblemError, rowsOf } from "@eai/modules/kernel";
import { createTestDatabase } from "@eai/platform/testing";
import { readUIMessageStream } from "ai";
import { sql } from "drizzle-orm";
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
} from "./chat-world.ts";

let world: ChatWorld;
beforeAll(async () => {
  world = await createChatWorld(await createTestDatabase());
});
afterAll(() => world[Symbol.asyncDispose]());
afterEach(() => world.emulator.reset());

const question = "How many days of paid annual leave do full-time staff have?";

/** The bodies of the chat requests the emulator has seen. */
function prompts(): string[] {
  return world.emulator.requests.filter(({ path }) => path.includes("chat")).map(({ body }) => JSON.stringify(body));
}

function systemOf(prompt: string): string {
  const { messages } = JSON.parse(prompt) as { messages: { role: string; content: string }[] };
  return messages[0]?.content ?? "";
}

describe("a grounded answer", () => {
  test("streams with citations of passages that were in the prompt, and is stored as it was shown", async () => {
    const { chat, alice, knowledgeBaseId } = world;
    const started = await chat.ask(alice, { message: question, knowledge_base_ids: [knowledgeBaseId] });
    const parts = await collect(started.parts);
    expect(parts[0]).toEqual({ type: "start", messageId: started.answerId });
    expect(parts.at(-1)).toEqual({ type: "finish", finishReason: "stop" });
    expect(dataOf(parts, "stage").map(({ stage }) => stage)).toEqual(["retrieving", "generating", "generating"]);
    for (const part of parts) {
      if (!part.type.startsWith("data-")) continue;
      const name = part.type.slice(5) as keyof typeof streamDataSchemas;
      expect(streamDataSchemas[name].safeParse((part as { data: unknown }).data).error).toBeUndefined();
    }

    const [settled] = dataOf(parts, "settled");
    expect(settled).toMatchObject({ state: "complete" });
    expect(textOf(parts)).toBe(settled?.text);
    expect(settled?.text).toMatch(/25 days of paid annual leave.*\[\d\]/);
    const [citation] = dataOf(parts, "citation");
    const served = parseSourceBlock(systemOf(prompts()[0] ?? ""));
    expect(served.map(({ text }) => text)).toContain(citation?.passage);
    expect(citation).toMatchObject({
      document_name: "handbook.md",
      knowledge_base_id: knowledgeBaseId,
      heading_path: expect.arrayContaining(["Staff handbook"]),
      available: true,
    });

    const { data } = await chat.listMessages(alice, started.conversation.id, { limit: 10 });
    expect(data.map((message) => messageSchema.safeParse(message).error)).toEqual([undefined, undefined]);
    expect(data[0]).toMatchObject({ role: "user", text: question });
    expect(data[1]).toMatchObject({
      id: started.answerId,
      role: "assistant",
      state: "complete",
      text: settled?.text,
      // One is told again when it is known where in its passage the answer rests on it.
      citations: [...new Map(dataOf(parts, "citation").map((told) => [told.number, told])).values()],
      notices: ["keyword_search_only"],
      model: "gpt-4.1-mini",
      error: null,
    });
    // Who answers is told before the first word, not only with the bill.
    const firstText = parts.findIndex(({ type }) => type === "text-delta");
    expect(data[1]?.served_by).toEqual(expect.any(String));
    expect(dataOf(parts.slice(0, firstText), "stage").at(-1)).toEqual({
      stage: "generating",
      passage_count: 1,
      model: "gpt-4.1-mini",
      served_by: data[1]?.served_by,
    });
    expect(data[1]?.usage).toMatchObject({ estimated: false });
    const usage = await usageOfAnswer(world.database, started.answerId);
    expect(usage).toHaveLength(1);
    expect(usage[0]).toMatchObject({ purpose: "chat", outcome: "ok", channel: "api", request_id: alice.requestId });
    expect(usage[0]?.cost).toBeGreaterThan(0);
    expect(await auditCount(world.database, "answer.settle", started.answerId)).toBe(1);
  });

  test("is read by the AI SDK's own reader", async () => {
    const { chat, alice, knowledgeBaseId } = world;
    const { parts, answerId } = await chat.ask(alice, { message: question, knowledge_base_ids: [knowledgeBaseId] });
    let last: { id: string; parts: { type: string; text?: string }[] } | undefined;
    for await (const message of readUIMessageStream({ stream: toStream(parts), terminateOnError: true }))
      last = message;
    expect(last?.id).toBe(answerId);
    const types = last?.parts.map(({ type }) => type) ?? [];
    expect(types.filter((type) => type === "text")).toHaveLength(1);
    // Said twice, by the fallback and by the model's title, and by each stage, but one part each.
    expect(types.filter((type) => type === "data-session")).toHaveLength(1);
    expect(types.filter((type) => type === "data-stage")).toHaveLength(1);
    expect(types).toEqual(expect.arrayContaining(["data-citation", "data-usage", "data-settled"]));
    expect(last?.parts.find(({ type }) => type === "text")?.text).toMatch(/\[1\]/);
  });

  test("in one piece has the shape of the contract", async () => {
    const { chat, alice, knowledgeBaseId } = world;
    const answer = await chat.askAndWait(alice, { message: question, knowledge_base_ids: [knowledgeBaseId] });
    expect(chatAnswerSchema.safeParse(answer).error).toBeUndefined();
    expect(answer.session.answering).toBe(false);
    expect(answer.message.citations).toHaveLength(1);
  });

  test("a follow-up is searched with the question before it and told what was said, without old markers", async () => {
    const { chat, alice, knowledgeBaseId } = world;
    const first = await chat.askAndWait(alice, {
      message: "How many weeks of parental leave do fathers receive?",
      knowledge_base_ids: [knowledgeBaseId],
    });
    expect(first.message.text).toMatch(/16 weeks/);
    world.emulator.reset();
    const second = await chat.askAndWait(alice, { message: "And is it paid?", session_id: first.session.id });
    expect(second.session.knowledge_base_ids).toEqual([knowledgeBaseId]);
    // The question was completed before it was searched for; that is a call of its own.
    const prompt = prompts().find((asked) => !systemOf(asked).startsWith("Rewrite the last question")) ?? "";
    expect(systemOf(prompt)).toMatch(/parental leave/);
    const { messages } = JSON.parse(prompt) as { messages: { role: string; content: string }[] };
    expect(messages.map(({ role }) => role)).toEqual(["system", "user", "assistant", "user"]);
    expect(messages[2]?.content).not.toMatch(/\[\d\]/);
  });

  test("says so when nothing is found, and cites nothing", async () => {
    const { chat, alice, knowledgeBaseId } = world;
    world.emulator.use({ reply: "The capital is Ulaanbaatar [1]." });
    const { message } = await chat.askAndWait(alice, {
      message: "What is the capital of Mongolia?",
      knowledge_base_ids: [knowledgeBaseId],
    });
    expect(message.notices).toContain("no_evidence_found");
    expect(message).toMatchObject({ citations: [], text: "The capital is Ulaanbaatar." });
    expect(systemOf(prompts()[0] ?? "")).toMatch(/nothing was found/);
  });

  test("forged and unsupported markers are taken out, also while streaming", async () => {
    const { chat, alice, knowledgeBaseId } = world;
    world.emulator.use({
      reply: "Staff have 25 days of annual leave【1】. See [7] and [12, 99]. The moon is green cheese [1]. `a[9]`",
    });
    const { parts, answerId, conversation } = await chat.ask(alice, {
      message: question,
      knowledge_base_ids: [knowledgeBaseId],
    });
    const all = await collect(parts);
    expect(textOf(all)).not.toMatch(/\[(?:7|12|99)/);
    const { data } = await chat.listMessages(alice, conversation.id, { limit: 10 });
    const answer = data.find(({ id }) => id === answerId);
    expect(answer?.text).toBe("Staff have 25 days of annual leave[1]. See and. The moon is green cheese. `a[9]`");
    expect(answer?.notices).toContain("marker_removed");
    expect(answer?.citations.map(({ number }) => number)).toEqual([1]);
  });

  test("the quote model takes the same path and says what it is", async () => {
    const { alice, knowledgeBaseId } = world;
    const chat = world.chatWith({}, { quote: true });
    const { message, session } = await chat.askAndWait(alice, {
      message: question,
      knowledge_base_ids: [knowledgeBaseId],
    });
    expect(message.notices).toEqual(expect.arrayContaining(["no_language_model", "keyword_search_only"]));
    expect(message.text).toMatch(/25 days of paid annual leave.*\[1\]/s);
    expect(message.citations).toHaveLength(1);
    expect(message.usage?.cost_micro_usd).toBe(0);
    expect(session.title).toBe(question);
  });
});

describe("titles", () => {
  test("a fallback at once, then the model's, which is metered; a person's own stays", async () => {
    const { chat, alice } = world;
    const started = await chat.ask(alice, { message: "Tell me something. Quickly!" });
    expect(started.conversation.title).toBe("Tell me something.");
    const titles = dataOf(await collect(started.parts), "session").map(({ title }) => title);
    expect(titles).toHaveLength(2);
    const { title } = await chat.getConversation(alice, started.conversation.id);
    expect(titles[1]).toBe(title);
    expect(title).not.toBe("Tell me something.");
    const titleCalls = () =>
      rowsOf<{ outcome: string; actor: string }>(
        world.database,
        sql`select outcome, actor_id as actor from usage_records where purpose = 'title' and request_id = ${alice.requestId}
          order by created_at desc limit 1`,
      );
    // Written behind the answer.
    await expect.poll(titleCalls, { timeout: 10_000 }).toEqual([{ outcome: "ok", actor: actorId(alice.actor) }]);

    const named = await chat.createConversation(alice, { title: "Mine", knowledge_base_ids: [] });
    const { session } = await chat.askAndWait(alice, { message: "Hello", session_id: named.id });
    expect(session.title).toBe("Mine");
  });

  test("a failing model leaves the fallback", async () => {
    const { alice } = world;
    const chat = world.chatWith();
    world.emulator.use({ times: 1, reply: "An answer." }, { fail: { status: 500 } });
    const { session, message } = await chat.askAndWait(alice, { message: "What now?" });
    expect(message.state).toBe("complete");
    await chat.drain(5);
    expect(await chat.getConversation(alice, session.id)).toMatchObject({ title: "What now?" });
  });
});

describe("what is another's does not exist", () => {
  test("for every verb", async () => {
    const { chat, alice, bob, knowledgeBaseId } = world;
    const { session } = await chat.askAndWait(alice, {
      message: "Secret of Alice",
      knowledge_base_ids: [knowledgeBaseId],
    });
    const admin = await world.person("tenant_admin");
    const verbs: ((context: Context) => Promise<unknown>)[] = [
      (context) => chat.getConversation(context, session.id),
      (context) => chat.updateConversation(context, session.id, { title: "taken" }),
      (context) => chat.removeConversation(context, session.id),
      (context) => chat.listMessages(context, session.id, { limit: 10 }),
      (context) => chat.follow(context, session.id),
      (context) => chat.stop(context, session.id),
      (context) => chat.ask(context, { message: "and?", session_id: session.id }),
      (context) => chat.ask(context, { message: "and?", knowledge_base_ids: [knowledgeBaseId] }),
      (context) => chat.createConversation(context, { knowledge_base_ids: [knowledgeBaseId] }),
    ];
    for (const context of [bob, admin]) {
      for (const verb of verbs) await expect(verb(context)).rejects.toMatchObject({ code: "not_found" });
      expect((await chat.listConversations(context, { limit: 50 })).data).toEqual([]);
    }
    expect(await chat.listMessages(alice, session.id, { limit: 10 })).toMatchObject({ data: [{}, {}] });
    // The same sentence as for an id that never was.
    const missing = await chat.getConversation(bob, "ses_none").catch((error: Error) => error.message);
    expect(await chat.getConversation(bob, session.id).catch((error: Error) => error.message)).toBe(missing);
  });

  test("a citation is checked again when it is shown", async () => {
    const { chat, alice } = world;
    const knowledgeBase = await world.createKnowledgeBase(alice, { name: "Short-lived" });
    await world.ingest(alice, knowledgeBase.id, "rules.md", "Visitors must wear the yellow badge at all times.");
    const { session, message } = await chat.askAndWait(alice, {
      message: "Which badge must visitors wear?",
      knowledge_base_ids: [knowledgeBase.id],
    });
    expect(message.citations[0]).toMatchObject({ available: true });
    await world.knowledge.deleteKnowledgeBase(alice, knowledgeBase.id);
    const { data } = await chat.listMessages(alice, session.id, { limit: 10 });
    expect(data[1]?.citations[0]).toMatchObject({ available: false, passage: "", document_name: "rules.md" });
    // The conversation goes on without it.
    const next = await chat.askAndWait(alice, { message: "Which badge must visitors wear?", session_id: session.id });
    expect(next.message).toMatchObject({ state: "complete", citations: [] });
    expect(next.message.notices).toContain("no_evidence_found");
  });
});

describe("asking again", () => {
  test("with the same key follows the same answer", async () => {
    const { chat, alice } = world;
    const context = { ...alice, idempotencyKey: "key-1" };
    const barrier = world.emulator.hold("mid_stream");
    const first = await chat.ask(context, { message: "Say hello" });
    await barrier.reached();
    const second = await chat.ask(context, { message: "Say hello" });
    expect(second).toMatchObject({ answerId: first.answerId, questionId: first.questionId });
    world.emulator.reset();
    expect(await collect(second.parts)).toEqual(await collect(first.parts));
    expect((await chat.askAndWait(context, { message: "Say hello" })).message.id).toBe(first.answerId);
    await expect(chat.ask(context, { message: "Say goodbye" })).rejects.toMatchObject({
      code: "idempotency_key_reused",
    });
    const { data } = await chat.listMessages(alice, first.conversation.id, { limit: 10 });
    expect(data).toHaveLength(2);
  });

  test("while an answer is being written is refused, and many at once save one question", async () => {
    const { chat, alice } = world;
    const session = await chat.createConversation(alice, { knowledge_base_ids: [] });
    world.emulator.hold("first_token");
    const asked = await Promise.allSettled(
      Array.from({ length: 4 }, () => chat.ask(alice, { message: "Race", session_id: session.id })),
    );
    const refused = asked.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
    expect(refused.map((error) => (error instanceof ProblemError ? error.code : error))).toEqual(
      Array.from({ length: 3 }, () => "answer_in_progress"),
    );
    expect(await chat.getConversation(alice, session.id)).toMatchObject({ answering: true });
    world.emulator.reset();
    for (const result of asked) if (result.status === "fulfilled") await collect(result.value.parts);
    expect((await chat.listMessages(alice, session.id, { limit: 10 })).data).toHaveLength(2);
  });

  test("too often at once is refused before anything is saved", async () => {
    const { chat, bob } = world;
    world.emulator.hold("first_token");
    const started = [];
    for (let index = 0; index < 5; index++) started.push(await chat.ask(bob, { message: `Question ${index}` }));
    await expect(chat.ask(bob, { message: "One more" })).rejects.toMatchObject({ code: "too_many_requests" });
    expect((await chat.listConversations(bob, { limit: 50 })).data).toHaveLength(5);
    world.emulator.reset();
    await Promise.all(started.map(({ parts }) => collect(parts)));
    await expect(chat.askAndWait(bob, { message: "Now" })).resolves.toBeDefined();
    for (const session of (await chat.listConversations(bob, { limit: 50 })).data) {
      await chat.removeConversation(bob, session.id);
    }
  });

  test("with characters no database takes", async () => {
    const { chat, alice } = world;
    world.emulator.use({ reply: "An \u0000 answer" });
    const { conversation, parts } = await chat.ask(alice, { message: "What \u0000 now \ud800" });
    // As it is opened: the model's own title may follow at any moment.
    expect(conversation.title).toBe("What now \ufffd");
    await collect(parts);
    const { data } = await chat.listMessages(alice, conversation.id, { limit: 2 });
    expect(data.at(-1)?.text).toBe("An  answer");
    for (const id of ["ses_\u0000", "ses_\ud800"]) {
      await expect(chat.getConversation(alice, id)).rejects.toMatchObject({ code: "not_found" });
      await expect(chat.ask(alice, { message: "Hi", knowledge_base_ids: [id] })).rejects.toMatchObject({
        code: "not_found",
      });
    }
  });

  test("what cannot be answered saves nothing", async () => {
    const { chat, alice } = world;
    const small = world.chatWith({}, { contextWindowTokens: 1000 });
    const before = (await chat.listConversations(alice, { limit: 200 })).data.length;
    await expect(chat.ask(alice, { message: "Hi", model: "gpt-9" })).rejects.toMatchObject({ code: "model_not_found" });
    await expect(small.ask(alice, { message: "long ".repeat(3000) })).rejects.toMatchObject({
      code: "validation_failed",
    });
    expect((await chat.listConversations(alice, { limit: 200 })).data).toHaveLength(before);
  });
});

describe("reading along", () => {
  test("a second reader, mid-stream, gets everything once; leaving does not stop the answer", async () => {
    const { chat, alice } = world;
    const barrier = world.emulator.hold("mid_stream");
    const leaving = new AbortController();
    const started = await chat.ask({ ...alice, signal: leaving.signal }, { message: "Say something longer, please" });
    const first = readAlong(started.parts);
    await barrier.reached();
    await expect.poll(() => textOf(first.seen).length).toBeGreaterThan(0);
    const followed = await chat.follow(alice, started.conversation.id);
    const second = readAlong(followed ?? never());
    leaving.abort();
    await first.done;
    world.emulator.reset();
    const parts = await second.done;
    expect(parts.at(-1)?.type).toBe("finish");
    expect(textOf(parts)).toBe(dataOf(parts, "settled")[0]?.text);
    expect(parts.filter(({ type }) => type === "start")).toHaveLength(1);
    expect(await chat.follow(alice, started.conversation.id)).toBeNull();
  });

  test("a reader whose relay knows nothing gets the answer from the database", async () => {
    const { chat, alice } = world;
    const elsewhere = world.chatWith({ relay: createMemoryRelay() });
    const barrier = world.emulator.hold("mid_stream");
    const started = await chat.ask(alice, { message: "Say something" });
    await barrier.reached();
    const followed = await elsewhere.follow(alice, started.conversation.id);
    const reader = readAlong(followed ?? never());
    world.emulator.reset();
    const parts = await reader.done;
    expect(textOf(parts)).toBe(dataOf(parts, "settled")[0]?.text);
    expect(parts[0]?.type).toBe("start");
    expect(parts.at(-1)?.type).toBe("finish");
  });
});

async function* never(): AsyncGenerator<AnswerPart> {}

function toStream(parts: AsyncIterable<AnswerPart>): ReadableStream<AnswerPart> {
  return ReadableStream.from(parts);
}

describe("conversations", () => {
  test("are listed pinned first, then the latest, in pages", async () => {
    const { chat } = world;
    const carol = await world.person("member", "Carol");
    const ids: string[] = [];
    for (const title of ["a", "b", "c", "d"]) {
      ids.push((await chat.createConversation(carol, { title, knowledge_base_ids: [] })).id);
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
    const [a = "", b = "", c = "", d = ""] = ids;
    expect(sessionSchema.safeParse(await chat.updateConversation(carol, b, { pinned: true })).error).toBeUndefined();
    const first = await chat.listConversations(carol, { limit: 3 });
    expect(first.data.map(({ id }) => id)).toEqual([b, d, c]);
    const second = await chat.listConversations(carol, { limit: 3, cursor: first.next_cursor ?? "" });
    expect(second.data.map(({ id }) => id)).toEqual([a]);
    expect(second.next_cursor).toBeNull();
    await expect(chat.listConversations(carol, { limit: 3, cursor: "junk" })).rejects.toMatchObject({
      code: "validation_failed",
    });
    expect(await auditCount(world.database, "session.update", b)).toBe(1);
  });

  test("at most so many: the oldest that is not pinned goes", async () => {
    const chat = world.chatWith({ conversationLimit: 4 });
    const dave = await world.person("member", "Dave");
    const ids: string[] = [];
    for (let index = 0; index < 4; index++) {
      ids.push((await chat.askAndWait(dave, { message: `Question ${index}` })).session.id);
    }
    const [oldest = "", second = "", third = ""] = ids;
    await chat.updateConversation(dave, oldest, { pinned: true });
    const { session } = await chat.askAndWait(dave, { message: "One more" });
    const left = (await chat.listConversations(dave, { limit: 50 })).data.map(({ id }) => id);
    expect(left).toHaveLength(4);
    expect(left).toEqual(expect.arrayContaining([oldest, third, session.id]));
    await expect(chat.getConversation(dave, second)).rejects.toMatchObject({ code: "not_found" });
    expect(await auditCount(world.database, "session.delete", second)).toBe(1);
    for (const id of left.slice(1, 3)) await chat.updateConversation(dave, id, { pinned: true });
    await expect(chat.updateConversation(dave, left[3] ?? "", { pinned: true })).rejects.toMatchObject({
      code: "validation_failed",
    });
    await Promise.all([1, 2, 3].map(() => chat.createConversation(dave, { knowledge_base_ids: [] })));
    expect((await chat.listConversations(dave, { limit: 50 })).data).toHaveLength(4);
  });

  test("one that is removed takes its messages, leaves its usage, and stops its answer", async () => {
    const { chat, alice } = world;
    const barrier = world.emulator.hold("mid_stream");
    const { conversation, answerId, parts } = await chat.ask(alice, { message: "Say something" });
    const reader = readAlong(parts);
    await barrier.reached();
    await chat.removeConversation(alice, conversation.id);
    await expect(chat.getConversation(alice, conversation.id)).rejects.toMatchObject({ code: "not_found" });
    await reader.done;
    expect(await usageOfAnswer(world.database, answerId)).toMatchObject([{ outcome: "aborted" }]);
    expect(await auditCount(world.database, "session.delete", conversation.id)).toBe(1);
  });

  test("creating one twice with the same key gives the same", async () => {
    const { chat, alice } = world;
    const context = { ...alice, idempotencyKey: "create-1" };
    const first = await chat.createConversation(context, { knowledge_base_ids: [] });
    expect(await chat.createConversation(context, { knowledge_base_ids: [] })).toEqual(first);
  });

  test("messages come in pages, oldest first", async () => {
    const { chat, alice } = world;
    const { session } = await chat.askAndWait(alice, { message: "One" });
    await chat.askAndWait(alice, { message: "Two", session_id: session.id });
    const first = await chat.listMessages(alice, session.id, { limit: 3 });
    const second = await chat.listMessages(alice, session.id, { limit: 3, cursor: first.next_cursor ?? "" });
    expect([...first.data, ...second.data].map(({ role }) => role)).toEqual(["user", "assistant", "user", "assistant"]);
    expect(second.next_cursor).toBeNull();
  });

  test("a long one is cut to the model's window, and the person is told", async () => {
    const { alice } = world;
    const chat = world.chatWith({}, { contextWindowTokens: 1600, maxOutputTokens: 200 });
    world.emulator.use({ reply: "A fairly long answer about nothing in particular. ".repeat(12) });
    const { session } = await chat.askAndWait(alice, { message: "The very first question" });
    let compacted = 0;
    for (let index = 0; index < 12; index++) {
      const { message } = await chat.askAndWait(alice, { message: `Question ${index}`, session_id: session.id });
      expect(message.state).toBe("complete");
      if (message.notices.includes("history_compacted")) compacted += 1;
    }
    expect(compacted).toBeGreaterThan(0);
    expect(compacted).toBeLessThan(12);
    const last = prompts().at(-1) ?? "";
    expect(last).toContain("Question 11");
    expect(last).not.toContain("The very first question");
  });
});
