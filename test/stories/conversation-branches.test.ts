import { messageSchema, streamDataSchemas } from "@eai/contract";
import { messages } from "@eai/modules/chat";
import { rowsOf } from "@eai/modules/kernel";
import { createTestDatabase } from "@eai/platform/testing";
import { eq, sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type ChatWorld, collect, createChatWorld, dataOf } from "./chat-world.ts";

let world: ChatWorld;
beforeAll(async () => {
  world = await createChatWorld(await createTestDatabase());
});
afterAll(() => world[Symbol.asyncDispose]());
afterEach(() => world.emulator.reset());

interface Sent {
  role: string;
  content: string;
}

/** The messages of each request for an answer the emulator has seen; not those for titles and rewritten questions. */
function prompts(): Sent[][] {
  return world.emulator.requests
    .filter(({ path }) => path.includes("chat"))
    .map(({ body }) => (body as { messages: Sent[] }).messages)
    .filter(([system]) => system?.content.startsWith("You are the assistant"));
}

/** Asks, with an answer of one's own choosing. */
async function say(message: string, reply: string, where: { session_id?: string; parent_message_id?: string | null }) {
  world.emulator.reset();
  world.emulator.use({ reply });
  const { chat, alice } = world;
  const { session, message: answer } = await chat.askAndWait(alice, { message, ...where });
  const sent =
    prompts()[0]
      ?.slice(1)
      .map(({ content }) => content) ?? [];
  return { session_id: session.id, id: answer.id, questionId: answer.parent_id ?? "", answer, sent };
}

async function stored(sessionId: string) {
  return (await world.chat.listMessages(world.alice, sessionId, { limit: 100 })).data;
}

describe("a conversation with branches", () => {
  test("each question follows the answer it names, and the model is told of its ancestors only", async () => {
    const first = await say("Name a bird", "The heron.", {});
    const { session_id } = first;
    const second = await say("And a fish", "The perch.", { session_id });
    expect(second.sent).toEqual(["Name a bird", "The heron.", "And a fish"]);

    const edited = await say("And a tree", "The birch.", { session_id, parent_message_id: first.id });
    expect(edited.sent).toEqual(["Name a bird", "The heron.", "And a tree"]);
    const again = await say("And a tree", "The alder.", { session_id, parent_message_id: first.id });
    expect(again.sent).toEqual(edited.sent);

    const onTheFirst = await say("One more", "The pike.", { session_id, parent_message_id: second.id });
    expect(onTheFirst.sent).toEqual(["Name a bird", "The heron.", "And a fish", "The perch.", "One more"]);
    const latest = await say("Go on", "The tench.", { session_id });
    expect(latest.sent).toEqual([...onTheFirst.sent, "The pike.", "Go on"]);

    const anew = await say("Name a stone", "The flint.", { session_id, parent_message_id: null });
    expect(anew.sent).toEqual(["Name a stone"]);

    const all = await stored(session_id);
    expect(all.map((message) => messageSchema.safeParse(message).error)).toEqual(all.map(() => undefined));
    expect(all.map(({ text, parent_id }) => [text, all.find(({ id }) => id === parent_id)?.text ?? null])).toEqual([
      ["Name a bird", null],
      ["The heron.", "Name a bird"],
      ["And a fish", "The heron."],
      ["The perch.", "And a fish"],
      ["And a tree", "The heron."],
      ["The birch.", "And a tree"],
      ["And a tree", "The heron."],
      ["The alder.", "And a tree"],
      ["One more", "The perch."],
      ["The pike.", "One more"],
      ["Go on", "The pike."],
      ["The tench.", "Go on"],
      ["Name a stone", null],
      ["The flint.", "Name a stone"],
    ]);
    expect(all.find(({ id }) => id === edited.id)?.parent_id).toBe(edited.questionId);
  });

  test("a follow-up is completed by the question of its branch", async () => {
    const { chat, alice, knowledgeBaseId, emulator } = world;
    const where = { knowledge_base_ids: [knowledgeBaseId] };
    const leave = await chat.askAndWait(alice, {
      message: "How many weeks of parental leave do fathers get?",
      ...where,
    });
    const session_id = leave.session.id;
    await chat.askAndWait(alice, { message: "Which class are train journeys booked in?", session_id });
    emulator.reset();
    const request = { message: "And is it paid?", session_id, parent_message_id: leave.message.id };
    await chat.askAndWait(alice, request);
    const rewriting = JSON.stringify(emulator.requests[0]?.body);
    expect(rewriting).toContain("Rewrite the last question");
    expect(rewriting).toContain("parental leave");
    expect(rewriting).not.toContain("train journeys");
  });

  test("what is withheld from the history is what its own branch rests on", async () => {
    const { chat, alice } = world;
    const base = await world.createKnowledgeBase(alice, { name: "For a while" });
    await world.ingest(alice, base.id, "badges.md", "Visitors must wear the yellow badge at all times.");
    const hello = await say("Hello", "Good morning.", {});
    const { session_id } = hello;
    world.emulator.reset();
    const grounded = await chat.askAndWait(alice, {
      message: "Which badge must visitors wear?",
      session_id,
      knowledge_base_ids: [base.id],
    });
    expect(grounded.message.citations).not.toEqual([]);
    await world.knowledge.deleteKnowledgeBase(alice, base.id);
    const beside = await say("And now?", "Noon.", { session_id, parent_message_id: hello.id });
    expect(beside.answer.notices).not.toContain("history_withheld");
    const behind = await say("And then?", "Night.", { session_id, parent_message_id: grounded.message.id });
    expect(behind.answer.notices).toContain("history_withheld");
    expect(behind.sent.join()).not.toContain("yellow badge at all times");
  });

  test("a long branch is compacted by its own length", async () => {
    const { alice } = world;
    const chat = world.chatWith({}, { contextWindowTokens: 1600, maxOutputTokens: 200 });
    world.emulator.use({ reply: "A fairly long answer about nothing in particular. ".repeat(12) });
    const first = await chat.askAndWait(alice, { message: "The very first question" });
    const session_id = first.session.id;
    const notices: string[] = [];
    for (let index = 0; index < 12; index++) {
      notices.push(...(await chat.askAndWait(alice, { message: `Question ${index}`, session_id })).message.notices);
    }
    expect(notices).toContain("history_compacted");
    const short = { message: "Back to the start", session_id, parent_message_id: first.message.id };
    expect((await chat.askAndWait(alice, short)).message.notices).not.toContain("history_compacted");
  });

  test("the first question asked again gets the title that the first answer did not", async () => {
    const { alice, emulator } = world;
    const chat = world.chatWith();
    emulator.use({ times: 1, reply: "" });
    const started = await chat.ask(alice, { message: "Which way is north?" });
    await collect(started.parts);
    const session_id = started.conversation.id;
    emulator.reset();
    emulator.use({ times: 1, reply: "Up." }, { reply: "Finding north" });
    await chat.askAndWait(alice, { message: "Which way is north?", session_id, parent_message_id: null });
    await chat.drain(5);
    expect(await chat.getConversation(alice, session_id)).toMatchObject({ title: "Finding north" });
  });
});

describe("the parent of a question", () => {
  test("is told by the stream, while it is written and from the database", async () => {
    const { chat, alice } = world;
    const first = await say("One", "1", {});
    const started = await chat.ask(alice, { message: "Two", session_id: first.session_id });
    const [live] = dataOf(await collect(started.parts), "session");
    expect(live).toMatchObject({ question_id: started.questionId, parent_id: first.id });
    const context = { ...alice, idempotencyKey: "branch-repeat" };
    const request = { message: "Three", session_id: first.session_id, parent_message_id: first.id };
    await chat.askAndWait(context, request);
    // Another process, whose relay knows nothing of it.
    const repeated = await world.chatWith().ask(context, request);
    const [kept] = dataOf(await collect(repeated.parts), "session");
    expect(streamDataSchemas.session.safeParse(kept).error).toBeUndefined();
    expect(kept).toMatchObject({ question_id: repeated.questionId, answer_id: repeated.answerId, parent_id: first.id });
    await expect(chat.ask(context, { ...request, parent_message_id: null })).rejects.toMatchObject({
      code: "idempotency_key_reused",
    });
    expect(await stored(first.session_id)).toHaveLength(6);
  });

  test("must be an answer of the same session; else nothing is saved and no model is asked", async () => {
    const { chat, alice, bob, emulator } = world;
    const mine = await say("Mine", "Yes.", {});
    const other = await say("Another of mine", "Yes.", {});
    const foreign = await chat.askAndWait(bob, { message: "Bob's own" });
    emulator.reset();
    const ask = (parent_message_id: string) =>
      chat.ask(alice, { message: "Then?", session_id: mine.session_id, parent_message_id });
    const refusals = new Set<string>();
    for (const id of ["msg_none", other.id, foreign.message.id, "msg_\u0000", "' or true --"]) {
      const refusal = await ask(id).catch((error: { code: string; message: string }) => error);
      expect(refusal).toMatchObject({ code: "not_found" });
      refusals.add((refusal as { message: string }).message);
    }
    expect(refusals.size).toBe(1);
    await expect(ask(mine.questionId)).rejects.toMatchObject({
      code: "validation_failed",
      errors: [{ field: "body.parent_message_id" }],
    });
    expect(await stored(mine.session_id)).toHaveLength(2);
    // A title of what was asked before may still be written.
    expect(emulator.requests.map(({ body }) => JSON.stringify(body)).filter((body) => body.includes("Then?"))).toEqual(
      [],
    );
  });

  test("is not an answer that is being written; one that a dead process left is settled first", async () => {
    const { chat, alice, emulator, database } = world;
    const barrier = emulator.hold("mid_stream");
    const started = await chat.ask(alice, { message: "Say something long" });
    await barrier.reached();
    const request = { message: "Then?", session_id: started.conversation.id, parent_message_id: started.answerId };
    await expect(chat.ask(alice, request)).rejects.toMatchObject({ code: "answer_in_progress" });
    await expect(chat.ask(alice, { ...request, parent_message_id: null })).rejects.toMatchObject({
      code: "answer_in_progress",
    });
    emulator.reset();
    await collect(started.parts);
    const left = { state: "streaming" as const, leaseExpiresAt: new Date(0), text: "Half an ans", settledAt: null };
    await database.update(messages).set(left).where(eq(messages.id, started.answerId));
    const { message } = await chat.askAndWait(alice, request);
    expect(message.state).toBe("complete");
    const [, interrupted, question] = await stored(started.conversation.id);
    expect(interrupted).toMatchObject({ state: "interrupted", text: "Half an ans" });
    expect(question?.parent_id).toBe(started.answerId);
  });

  test("of two questions that race for the same parent one is taken", async () => {
    const { chat, alice, emulator } = world;
    const first = await say("Start", "Ready.", {});
    emulator.reset();
    const barrier = emulator.hold("first_token");
    const request = { session_id: first.session_id, parent_message_id: first.id };
    const asked = await Promise.allSettled(["a", "b", "c"].map((message) => chat.ask(alice, { message, ...request })));
    const refused = asked.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
    expect(refused).toMatchObject([{ code: "answer_in_progress" }, { code: "answer_in_progress" }]);
    await barrier.reached();
    emulator.reset();
    for (const result of asked) if (result.status === "fulfilled") await collect(result.value.parts);
    const [broken] = await rowsOf<{ count: number }>(
      world.database,
      sql`select count(*)::int as count from messages m left join messages p on p.id = m.parent_id
        where m.conversation_id = ${first.session_id} and m.ordinal > 0 and (p.id is null or p.role = m.role)`,
    );
    expect(broken?.count).toBe(0);
  });
});
