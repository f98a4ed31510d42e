import { listedSessionSchema, sessionQuerySchema } from "@eai/contract";
import { messages } from "@eai/modules/chat";
import type { Context } from "@eai/modules/kernel";
import { createTestDatabase } from "@eai/platform/testing";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ChatWorld, createChatWorld } from "./chat-world.ts";

let world: ChatWorld;
beforeAll(async () => {
  world = await createChatWorld(await createTestDatabase());
});
afterAll(() => world[Symbol.asyncDispose]());

async function find(context: Context, query: string) {
  const { data } = await world.chat.listConversations(context, { limit: 50, query });
  expect(data.map((session) => listedSessionSchema.safeParse(session).error)).toEqual(data.map(() => undefined));
  return data;
}

async function converse(context: Context, title: string, said: string, reply: string): Promise<string> {
  world.emulator.reset();
  world.emulator.use({ reply });
  const { id } = await world.chat.createConversation(context, { title, knowledge_base_ids: [] });
  await world.chat.askAndWait(context, { message: said, session_id: id });
  return id;
}

test("finds titles, questions and answers, in capitals or not, with what stands around the place", async () => {
  const { alice, bob } = world;
  const long = `${"Lead in words. ".repeat(20)}The ÜBERGANG to\nthe new canteen is on Monday. ${"Words behind. ".repeat(20)}`;
  const canteen = await converse(alice, "Building works", "When does it move?", long);
  const leave = await converse(alice, "Übergangsgeld", "How much is it?", "A month's pay.");
  await converse(bob, "Übergang of Bob", "Übergang?", "Übergang.");
  const found = await find(alice, "übergang");
  expect(found.map(({ id }) => id)).toEqual([leave, canteen]);
  expect(found[0]?.match).toEqual({ message_id: null, text: "Übergangsgeld", start_char: 0, end_char: 8 });
  const match = found[1]?.match;
  expect(match?.text.slice(match.start_char, match.end_char)).toBe("ÜBERGANG");
  expect(match?.text).toMatch(/^….{10,50} The ÜBERGANG to the new canteen is on Monday\. .*…$/);
  expect(match?.text.length).toBeLessThan(190);
  const { data } = await world.chat.listMessages(alice, canteen, { limit: 10 });
  expect(match?.message_id).toBe(data[1]?.id);
  expect((await find(alice, "DOES IT move"))[0]?.match?.message_id).toBe(data[0]?.id);
  expect(await find(alice, "nowhere to be found")).toEqual([]);
  // Without a query nothing was looked for.
  const all = await world.chat.listConversations(alice, { limit: 50 });
  expect(all.data.map((session) => session.match)).toEqual([null, null]);
});

test("finds a letter with an accent however it is put together and written, on either side", async () => {
  const erin = await world.person("member", "Erin");
  const [apart, together] = ["Gro\u0308ßenU\u0308bersicht", "GrößenÜbersicht"];
  const ids = [
    await converse(erin, "One", `What is the ${apart}?`, "A table."),
    await converse(erin, "Two", "What is it?", `The ${together}.`),
    await converse(erin, `The ${apart}`, "And now?", "Nothing."),
  ];
  for (const query of [apart, together, "größenübersicht", "GRO\u0308ßENU\u0308BERSICHT"]) {
    expect((await find(erin, query)).map(({ id }) => id).toSorted(), query).toEqual(ids.toSorted());
  }
});

test("takes no character for another, and no text for more than text", async () => {
  const { alice } = world;
  const id = await converse(alice, "Discounts", "What is 100% of a_b?", "It is a\\b, not [a-z]* or (axb).");
  for (const query of ["100%", "a_b", "a\\b", "[a-z]*", "(axb)", "not [a"]) {
    const found = await find(alice, query);
    expect(
      found.map((session) => session.id),
      query,
    ).toEqual([id]);
    const match = found[0]?.match;
    expect(match?.text.slice(match.start_char, match.end_char)).toBe(query);
  }
  for (const query of ["100_", "a%b", "a.b", "\u0000", "' or true --"]) expect(await find(alice, query)).toEqual([]);
});

test("comes in pages and keeps the order of the list", async () => {
  const { chat } = world;
  const carol = await world.person("member", "Carol");
  const ids: string[] = [];
  for (const title of ["Heron one", "Heron two", "Heron three", "Perch"]) {
    ids.push((await chat.createConversation(carol, { title, knowledge_base_ids: [] })).id);
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
  await chat.updateConversation(carol, ids[0] ?? "", { pinned: true });
  const first = await chat.listConversations(carol, { limit: 2, query: "heron" });
  const second = await chat.listConversations(carol, { limit: 2, query: "heron", cursor: first.next_cursor ?? "" });
  expect([...first.data, ...second.data].map(({ id }) => id)).toEqual([ids[0], ids[2], ids[1]]);
  expect(second.next_cursor).toBeNull();
});

test("one request reads so much text and no more, and leads on to the rest", async () => {
  const { chat, database } = world;
  const dora = await world.person("member", "Dora");
  const ids: string[] = [];
  for (const said of ["The kestrel. ", "Nothing here. ", "The sparrow. "]) {
    const { id } = await chat.createConversation(dora, { title: "Long", knowledge_base_ids: [] });
    // 9 MB each, which the database keeps small.
    await database.execute(sql`insert into messages (id, conversation_id, ordinal, role, text, search_text, state)
      values (${`msg_${id}`}, ${id}, 0, 'user', ${said}, ${said.toLowerCase()} || repeat('words ', 1500000), 'complete')`);
    ids.unshift(id);
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
  const first = await chat.listConversations(dora, { limit: 50, query: "the" });
  expect(first.data.map(({ id }) => id)).toEqual([ids[0]]);
  const none = await chat.listConversations(dora, { limit: 50, query: "kestrel" });
  expect(none.data).toEqual([]);
  for (const { next_cursor } of [first, none]) {
    const rest = await chat.listConversations(dora, { limit: 50, query: "kestrel", cursor: next_cursor ?? "" });
    expect(rest).toMatchObject({ data: [{ id: ids[2] }], next_cursor: null });
  }
});

test("a question as long as it may be is only text", async () => {
  const { alice } = world;
  const query = "%_(a|b)*+[".repeat(20);
  const id = await converse(alice, "Signs", `What is ${query}?`, "Signs.");
  expect((await find(alice, query)).map((session) => session.id)).toEqual([id]);
  expect(sessionQuerySchema.safeParse({ query: "x".repeat(500) }).success).toBe(false);
});

test("an answer is found once it is settled", async () => {
  const { chat, alice, emulator, database } = world;
  emulator.reset();
  const barrier = emulator.hold("mid_stream");
  const { parts, answerId } = await chat.ask(alice, { message: "Say something" });
  await barrier.reached();
  const searchText = async () =>
    (
      await database
        .select({ text: messages.text, found: messages.searchText })
        .from(messages)
        .where(eq(messages.id, answerId))
    )[0];
  expect((await searchText())?.found).toBeNull();
  emulator.reset();
  for await (const _ of parts);
  const settled = await searchText();
  expect(settled?.found).toBe(settled?.text.toLowerCase());
  expect(settled?.found).not.toBe("");
});
