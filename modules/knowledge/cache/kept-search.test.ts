import type { Context } from "@eai/modules/kernel";
import { createTestDatabase } from "@eai/platform/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createKnowledgeWorld, type KnowledgeWorld } from "../../../test/knowledge-world.ts";

const policy = "# Leave\n\nEmployees have thirty days of paid leave each year. It is asked for in the portal.\n";
const secret = "# Merger\n\nThe paid leave of the merger team is frozen until project Walrus is closed.\n";

let world: KnowledgeWorld;
let owner: Context;
let colleague: Context;
beforeAll(async () => {
  world = await createKnowledgeWorld({ embedding: true }, await createTestDatabase());
  await world.startWorker();
  owner = await world.person("editor", "Olga");
  colleague = await world.person("member", "Carl");
});
afterAll(() => world[Symbol.asyncDispose]());

async function shelf(): Promise<string> {
  const { id } = await world.createKnowledgeBase(owner, { scope: "team" });
  await world.ingest(owner, id, "leave.md", policy);
  return id;
}

const question = "How many days of paid leave are there?";

function search(context: Context, knowledgeBaseId: string, query = question, useCache = true) {
  return world.knowledge.search(context, { knowledgeBaseIds: [knowledgeBaseId], query, limit: 5, useCache });
}

test("the same question is found without a call of the model, also by others who may find the same", async () => {
  const id = await shelf();
  const first = await search(owner, id);
  expect(first).toMatchObject({ fromCache: null, mode: "hybrid" });
  world.emulator.reset();
  const again = await search(owner, id, "  how many days of paid leave are there ");
  expect(again).toMatchObject({ fromCache: "exact", mode: "hybrid" });
  expect(again.passages).toEqual(first.passages);
  // Owner and colleague get in by different rules, so nothing of the one's is the other's.
  expect((await search(colleague, id)).fromCache).toBeNull();
  const other = await world.person("member", "Dora");
  expect((await search(other, id)).fromCache).toBe("exact");
  expect(world.emulator.requests.filter(({ path }) => path.endsWith("/embeddings"))).toHaveLength(1);
});

test("a question that is near enough counts as the same, one about something else does not", async () => {
  const id = await shelf();
  await world.knowledge.updateKnowledgeBase(owner, id, { cache: { similarity: 0.8 } });
  await search(owner, id);
  expect((await search(owner, id, "How many days of paid leave are there, please?")).fromCache).toBe("similar");
  expect((await search(owner, id, "How many days of paid leave were there in 2019?")).fromCache).toBeNull();
  expect((await search(owner, id, "Where is leave asked for?")).fromCache).toBeNull();
  expect(await world.knowledge.getCacheStatistics(owner, id)).toMatchObject({
    similarity: 0.8,
    entries: 3,
    similar_hits: 1,
    exact_hits: 0,
    misses: 3,
    hit_rate: 0.25,
  });
});

test("what changes in the knowledge base is found at the next question", async () => {
  const id = await shelf();
  await search(owner, id);
  await world.ingest(owner, id, "leave.md", policy.replace("thirty", "forty"));
  const { passages, fromCache } = await search(owner, id);
  expect(fromCache).toBeNull();
  expect(passages[0]?.text).toContain("forty");
});

test("A39 what others found is not shown to who may see less, and not to who may see it no more", async () => {
  const id = await shelf();
  const hidden = await world.ingest(owner, id, "merger.md", secret);
  const reference = { knowledgeBaseId: id, documentId: hidden.id };
  const textOf = async (context: Context) => (await search(context, id)).passages.map(({ text }) => text).join();
  expect(await textOf(colleague)).toContain("Walrus");
  expect((await search(colleague, id)).fromCache).toBe("exact");
  await world.knowledge.restrictDocument(owner, reference, true);
  expect(await textOf(owner)).toContain("Walrus");
  expect((await search(colleague, id)).fromCache).toBeNull();
  for (const asked of [question, `${question}!`, "How many days of paid leave are there now?"]) {
    const found = await search(colleague, id, asked);
    expect(found.passages.map(({ text }) => text).join()).not.toContain("Walrus");
  }
  expect((await search(owner, id)).fromCache).toBe("exact");
  // Deleted between two questions: what is kept names it still, and reading it asks again.
  await world.knowledge.deleteDocument(owner, reference);
  expect(await textOf(owner)).not.toContain("Walrus");
});

test("searches anew where that is asked for, where it is switched off, and after it was cleared", async () => {
  const id = await shelf();
  await search(owner, id);
  expect((await search(owner, id, question, false)).fromCache).toBeNull();
  expect((await search(owner, id)).fromCache).toBe("exact");
  await world.knowledge.clearCache(owner, id);
  expect(await world.knowledge.getCacheStatistics(owner, id)).toMatchObject({ entries: 0, exact_hits: 0, misses: 0 });
  expect((await search(owner, id)).fromCache).toBeNull();
  await world.knowledge.updateKnowledgeBase(owner, id, { cache: { enabled: false } });
  expect((await search(owner, id)).fromCache).toBeNull();
  await expect(world.knowledge.clearCache(colleague, id)).rejects.toMatchObject({ code: "permission_denied" });
  const stranger = await world.stranger("tenant_admin");
  await expect(world.knowledge.getCacheStatistics(stranger, id)).rejects.toMatchObject({ code: "not_found" });
});

test("what was found while the embedding model failed is not kept", async () => {
  const id = await shelf();
  world.emulator.use({ match: { endpoint: "embeddings" }, fail: { status: 400 } });
  expect(await search(owner, id)).toMatchObject({ mode: "keyword", fromCache: null });
  world.emulator.reset();
  expect(await search(owner, id)).toMatchObject({ mode: "hybrid", fromCache: null });
});
