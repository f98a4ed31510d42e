import type { ChatAnswer } from "@eai/contract";
import { type Context, ProblemError, rowsOf } from "@eai/modules/kernel";
import { createTestDatabase } from "@eai/platform/testing";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type ChatWorld, collect, createChatWorld, dataOf, handbook } from "./chat-world.ts";

let world: ChatWorld;
beforeAll(async () => {
  world = await createChatWorld(await createTestDatabase());
});
afterAll(() => world[Symbol.asyncDispose]());
afterEach(() => world.emulator.reset());

const question = "How many days of paid annual leave do full-time staff have?";

function unsupportedOf({ message }: ChatAnswer): string[] {
  return message.unsupported.map(({ start_char, end_char }) => message.text.slice(start_char, end_char));
}

function ask(context: Context, message = question, chat = world.chat): Promise<ChatAnswer> {
  return chat.askAndWait(context, { message, knowledge_base_ids: [world.knowledgeBaseId] });
}

test("a figure the passage does not have loses its marker, and the sentence is marked in stream, answer and list", async () => {
  const { chat, alice, knowledgeBaseId } = world;
  const right = "Unused days can be carried over until the end of March [1].";
  world.emulator.use({ reply: `Hello! Full-time staff have 35 days of paid annual leave [1]. ${right}` });
  const started = await chat.ask(alice, { message: question, knowledge_base_ids: [knowledgeBaseId] });
  const parts = await collect(started.parts);
  const [settled] = dataOf(parts, "settled");
  const wrong = "Full-time staff have 35 days of paid annual leave.";
  expect(settled?.text).toBe(`Hello! ${wrong} ${right}`);
  expect(settled?.unsupported).toEqual([{ start_char: 7, end_char: 7 + wrong.length }]);
  expect(dataOf(parts, "notice")).toContainEqual({ notice: "marker_removed" });
  const { data } = await chat.listMessages(alice, started.conversation.id, { limit: 5 });
  const [, message] = data;
  expect(message).toMatchObject({ text: settled?.text, unsupported: settled?.unsupported });
  // Told again at the end: which part of the passage it rests on.
  const [citation] = message?.citations ?? [];
  expect(dataOf(parts, "citation").at(-1)).toEqual(citation);
  const { quote_start_char: from = 0, quote_end_char: to = 0, start_char: start = 0, passage = "" } = citation ?? {};
  expect(passage.slice(from - start, to - start)).toBe("Unused days can be carried over until the end of March.");
});

test("what a model says without evidence is marked, sentence by sentence, and not what it says of having none", async () => {
  world.emulator.use({ reply: "The moon is made of green cheese. It costs 40 euros a kilo [1]." });
  const guessed = await ask(world.alice, "Zebra xylophone quantum?");
  expect(unsupportedOf(guessed)).toEqual(["The moon is made of green cheese.", "It costs 40 euros a kilo."]);
  expect(guessed.message).toMatchObject({ citations: [], notices: expect.arrayContaining(["no_evidence_found"]) });
  world.emulator.reset();
  world.emulator.use({ reply: "I found no evidence for this in the selected knowledge bases." });
  expect(unsupportedOf(await ask(world.alice, "Zebra xylophone quantum?"))).toEqual([]);
  world.emulator.reset();
  const { message } = await world.chat.askAndWait(world.alice, { message: "What is new?" });
  expect(message.unsupported).toEqual([]);
});

test("an answer without markers is marked only where no passage says it", async () => {
  const invented = "The canteen is open until 10 pm.";
  world.emulator.use({ reply: `Full-time staff are entitled to 25 days of paid annual leave. ${invented}` });
  const answer = await ask(world.alice);
  expect(unsupportedOf(answer)).toEqual([invented]);
  expect(answer.message.citations).toEqual([]);
  expect(answer.message.notices).not.toContain("no_evidence_found");
});

test("the quote model has nothing to be marked", async () => {
  const answer = await ask(world.alice, question, world.chatWith({}, { quote: true }));
  expect(answer.message.text).toContain("25 days");
  expect(answer.message).toMatchObject({ unsupported: [], citations: [{ number: 1 }] });
  expect(answer.message.notices).not.toContain("marker_removed");
});

test("a model may be asked whether a passage says it; figures stay with the rules, and without it they decide alone", async () => {
  const chat = world.chatWith({ entailmentModel: "gpt-4.1-mini" });
  const [stale, leave] = ["Unused days of leave can be carried over [1].", "Full-time staff get 35 days of leave [1]."];
  const asked = { match: { promptIncludes: "You check citations." } };
  const reply = `${stale} ${leave}`;
  world.emulator.use({ ...asked, reply: "1: no\n2: yes" }, { reply });
  const refused = await ask(world.alice, question, chat);
  expect(unsupportedOf(refused)).toEqual([stale, leave].map((text) => text.replace(" [1]", "")));
  const purposes = async () =>
    (await rowsOf<{ purpose: string }>(world.database, sql`select purpose from usage_records`)).map(
      (row) => row.purpose,
    );
  await expect.poll(purposes, { timeout: 10_000 }).toContain("entailment");
  world.emulator.reset();
  world.emulator.use({ ...asked, fail: { status: 400 } }, { reply });
  expect(unsupportedOf(await ask(world.alice, question, chat))).toEqual([leave.replace(" [1]", "")]);
});

test("a passage stays for those who may read the document, says when it is outdated, and goes with the document", async () => {
  const { chat, alice, knowledge } = world;
  const base = await world.createKnowledgeBase(alice);
  const own = `${handbook}\nThese are the rules of 2024.\n`;
  const document = await world.ingest(alice, base.id, "rules.md", own);
  const before = await world.counts();
  const asked = await chat.askAndWait(alice, { message: question, knowledge_base_ids: [base.id] });
  const citation = async () => (await chat.listMessages(alice, asked.session.id, { limit: 5 })).data[1]?.citations[0];
  const made = await citation();
  expect(made).toMatchObject({ available: true, version: 1, passage: expect.stringContaining("25 days") });

  // The same text at the same place, as the viewer reads it.
  const place = { from: made?.start_char ?? 0, to: made?.end_char ?? 0 };
  const reference = { knowledgeBaseId: base.id, documentId: document.id };
  const read = await knowledge.readDocumentText(alice, reference, place);
  expect(read).toMatchObject({ text: made?.passage, version: 1, ...place });
  expect((await knowledge.readDocumentText(alice, reference, { from: 10_000_000 })).text).toBe("");
  await expect(knowledge.readDocumentText(world.bob, reference, place)).rejects.toThrow(ProblemError);

  await knowledge.reingestDocument(alice, reference);
  await expect
    .poll(async () => (await knowledge.getDocument(alice, reference)).state, { timeout: 30_000 })
    .toBe("ready");
  expect(await citation()).toEqual(made);
  await world.ingest(alice, base.id, "rules.md", own.replace("25 days", "28 days"));
  expect(await citation()).toEqual({ ...made, outdated: true });
  // The original of before goes and so does its text, a moment after the new one is there: one file each.
  await expect.poll(async () => (await world.counts()).files).toBe(before.files);
  await rowsOf(
    world.database,
    sql`update messages set citations = (
    select jsonb_agg(c - 'version' - 'page_kind') from jsonb_array_elements(citations) c)
    where conversation_id = ${asked.session.id} and role = 'assistant'`,
  );
  expect(await citation()).toMatchObject({ version: 2, page_kind: null, outdated: true });
  await knowledge.deleteDocument(alice, reference);
  expect(await citation()).toMatchObject({ available: false, passage: "", heading_path: [] });
});
