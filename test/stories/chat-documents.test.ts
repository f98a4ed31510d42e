import { chatRequestSchema, messageSchema } from "@eai/contract";
import { parseSourceBlock } from "@eai/modules/chat";
import { actorId } from "@eai/modules/kernel";
import { createTestDatabase } from "@eai/platform/testing";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type ChatWorld, collect, createChatWorld, dataOf } from "./chat-world.ts";

let world: ChatWorld;
let travel: string;
let file: { id: string; knowledge_base_id: string };

beforeAll(async () => {
  world = await createChatWorld(await createTestDatabase());
  const { knowledge, alice, knowledgeBaseId } = world;
  travel = (
    await world.ingest(alice, knowledgeBaseId, "travel.md", "# Travel\n\nTrain journeys to Cologne are booked early.")
  ).id;
  await knowledge.updateDocument(alice, { knowledgeBaseId, documentId: travel }, { tags: ["travel"] });
  const content = (async function* () {
    yield Buffer.from("Minutes of the garden club. Train journeys to the rose show leave at nine. Dues are 12 euros.");
  })();
  const uploaded = await knowledge.uploadMyFile(alice, { fileName: "minutes.txt", content });
  file = await world.finished(alice, uploaded);
});
afterAll(() => world[Symbol.asyncDispose]());
afterEach(() => world.emulator.reset());

/** Names of the documents whose passages the model was given for a question. */
async function servedFor(request: object, context = world.alice): Promise<string[]> {
  world.emulator.reset();
  const { parts } = await world.chat.ask(context, chatRequestSchema.parse(request));
  await collect(parts);
  // Titles and rewritten questions are asked for too; they hold no passages.
  const systems = world.emulator.requests
    .filter(({ path }) => path.includes("chat"))
    .map(({ body }) => (body as { messages?: { content: string }[] }).messages?.[0]?.content ?? "");
  const sources = systems.flatMap((system) => parseSourceBlock(system));
  return [...new Set(sources.map(({ documentName }) => documentName))].toSorted();
}

const message = "When are train journeys booked?";

describe("filters of a question", () => {
  test("narrow this question only", async () => {
    const knowledge_base_ids = [world.knowledgeBaseId];
    expect(await servedFor({ message, knowledge_base_ids })).toEqual(["handbook.md", "travel.md"]);
    expect(await servedFor({ message, knowledge_base_ids, filters: { tags: ["travel"] } })).toEqual(["travel.md"]);
    expect(await servedFor({ message, knowledge_base_ids, filters: { document_ids: [travel] } })).toEqual([
      "travel.md",
    ]);
    const { session, message: answer } = await world.chat.askAndWait(world.alice, {
      message,
      knowledge_base_ids,
      filters: { tags: ["nothing has this"] },
    });
    expect(answer.notices).toContain("no_evidence_found");
    expect(await servedFor({ message, session_id: session.id })).toEqual(["handbook.md", "travel.md"]);
    const { data } = await world.chat.listMessages(world.alice, session.id, { limit: 10 });
    expect(data.map(({ filters }) => filters)).toEqual([{ tags: ["nothing has this"] }, null, null, null]);
  });

  test("are part of what makes two requests the same", async () => {
    const context = { ...world.alice, idempotencyKey: "filters-1" };
    const request = { message, knowledge_base_ids: [world.knowledgeBaseId], filters: { tags: ["travel"] } };
    const first = await world.chat.askAndWait(context, request);
    expect((await world.chat.askAndWait(context, request)).message.id).toBe(first.message.id);
    for (const other of [
      { ...request, filters: { tags: ["x"] } },
      { ...request, document_ids: [file.id] },
    ]) {
      await expect(world.chat.askAndWait(context, other)).rejects.toMatchObject({ code: "idempotency_key_reused" });
    }
  });

  test("open nothing that is closed", async () => {
    const own = (await world.createKnowledgeBase(world.bob)).id;
    const request = { message, knowledge_base_ids: [own], filters: { document_ids: [travel] } };
    expect(await servedFor(request, world.bob)).toEqual([]);
  });
});

describe("documents of a question", () => {
  test("are searched beside the knowledge bases, whatever the filters say", async () => {
    const document_ids = [file.id];
    expect(await servedFor({ message, document_ids })).toEqual(["minutes.txt"]);
    const knowledge_base_ids = [world.knowledgeBaseId];
    expect(await servedFor({ message, document_ids, knowledge_base_ids })).toEqual([
      "handbook.md",
      "minutes.txt",
      "travel.md",
    ]);
    const filters = { tags: ["travel"] };
    expect(await servedFor({ message, document_ids, knowledge_base_ids, filters })).toEqual([
      "minutes.txt",
      "travel.md",
    ]);
  });

  test("are read from their beginning when no word of the question is in them", async () => {
    expect(await servedFor({ message: "Zusammenfassung bitte", document_ids: [file.id] })).toEqual(["minutes.txt"]);
  });

  test("stay part of the conversation until they are taken out, and are told with each question", async () => {
    const { chat, alice } = world;
    const { session } = await chat.askAndWait(alice, { message, document_ids: [file.id] });
    expect(session.document_ids).toEqual([file.id]);
    expect(await servedFor({ message: "What are the dues?", session_id: session.id })).toEqual(["minutes.txt"]);
    expect(await servedFor({ message: "What are the dues?", session_id: session.id, document_ids: [] })).toEqual([]);
    const { data } = await chat.listMessages(alice, session.id, { limit: 10 });
    expect(data.map((entry) => messageSchema.safeParse(entry).error)).toEqual(data.map(() => undefined));
    const told = { id: file.id, knowledge_base_id: file.knowledge_base_id, name: "minutes.txt", available: true };
    expect(data.map(({ documents }) => documents)).toEqual([[told], [], [told], [], [], []]);
    const changed = await chat.updateConversation(alice, session.id, { document_ids: [travel] });
    expect(changed.document_ids).toEqual([travel]);
  });

  test("that one may not see do not exist", async () => {
    const { chat, bob } = world;
    const refused = { code: "not_found" };
    await expect(chat.askAndWait(bob, { message, document_ids: [file.id] })).rejects.toMatchObject(refused);
    await expect(chat.askAndWait(bob, { message, document_ids: ["doc_none"] })).rejects.toMatchObject(refused);
    await expect(chat.askAndWait(bob, { message, document_ids: ["doc_\u0000"] })).rejects.toMatchObject(refused);
    await expect(chat.askAndWait(bob, { message, filters: { document_ids: ["doc_\u0000"] } })).rejects.toMatchObject(
      refused,
    );
    const { id } = await chat.createConversation(bob, { knowledge_base_ids: [] });
    await expect(chat.updateConversation(bob, id, { document_ids: [file.id] })).rejects.toMatchObject(refused);
  });

  test("lose their name when they are gone, and the conversation goes on without them", async () => {
    const { chat, alice, knowledge } = world;
    const content = (async function* () {
      yield Buffer.from("A passing note on lilies.");
    })();
    const note = await world.finished(alice, await knowledge.uploadMyFile(alice, { fileName: "note.txt", content }));
    const { session } = await chat.askAndWait(alice, { message: "What of lilies?", document_ids: [note.id] });
    await knowledge.deleteDocument(alice, { knowledgeBaseId: note.knowledge_base_id, documentId: note.id });
    const { data } = await chat.listMessages(alice, session.id, { limit: 10 });
    expect(data[0]?.documents).toEqual([{ id: note.id, knowledge_base_id: null, name: null, available: false }]);
    const again = await chat.ask(alice, { message: "And now?", session_id: session.id });
    const parts = await collect(again.parts);
    expect(dataOf(parts, "notice").map(({ notice }) => notice)).toContain("no_evidence_found");
  });

  test("that are removed while the question is made complete are left out, and the answer says what that left", async () => {
    const { chat, alice, bob, knowledge, emulator } = world;
    const knowledgeBaseId = (await world.createKnowledgeBase(alice, { name: "Lent" })).id;
    const { id: documentId } = await world.ingest(alice, knowledgeBaseId, "lilies.md", "White lilies bloom in June.");
    // All that he may know of this knowledge base is the one document.
    const grant = { subject_kind: "person" as const, subject_id: actorId(bob.actor), effect: "allow" as const };
    await knowledge.putGrant(alice, { knowledgeBaseId, documentId }, { ...grant, right: "read" });
    emulator.reset();
    const asked = { message: "In which month do white lilies bloom?", document_ids: [documentId] };
    const { session } = await chat.askAndWait(bob, asked);
    const barrier = emulator.hold("response", { promptIncludes: "Rewrite the last question" });
    const { parts } = await chat.ask(bob, { message: "And the red?", session_id: session.id });
    await barrier.reached();
    await knowledge.deleteDocument(alice, { knowledgeBaseId, documentId });
    emulator.reset();
    const seen = await collect(parts);
    expect(seen.filter(({ type }) => type === "error")).toEqual([]);
    expect(dataOf(seen, "notice").map(({ notice }) => notice)).toContain("no_evidence_found");
  });
});
