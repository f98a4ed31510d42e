import type { Chunking, Document, QueryResult, Reindex } from "@eai/contract";
import type { Context } from "@eai/modules/kernel";
import { documents, documentVersions, reindexes } from "@eai/modules/knowledge";
import { createTestDatabase } from "@eai/platform/testing";
import { and, eq, isNotNull, sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createKnowledgeWorld, type KnowledgeWorld } from "../../../test/knowledge-world.ts";
import { sampleMarkdown } from "../../../test/sample-documents.ts";

const forever = new AbortController().signal;
const finer: Chunking = { strategy: "fixed", size_tokens: 64, overlap_tokens: 10, contextual_prefix: false };
const large = "text-embedding-3-large";

let world: KnowledgeWorld;
let ada: Context;
beforeAll(async () => {
  world = await createKnowledgeWorld({ embedding: true }, await createTestDatabase());
  ada = await world.person("editor", "Ada");
});
afterEach(() => world.emulator.reset());
afterAll(() => world[Symbol.asyncDispose]());

/** No worker runs here: the test is the worker. */
async function work(knowledgeBaseId: string): Promise<void> {
  for (;;) {
    const waiting = await world.database
      .select({ id: documentVersions.id })
      .from(documentVersions)
      .where(and(eq(documentVersions.knowledgeBaseId, knowledgeBaseId), eq(documentVersions.state, "queued")));
    if (waiting.length === 0) return;
    for (const { id } of waiting) await world.knowledge.ingestVersion(id, forever);
  }
}

async function filled(subjects: readonly string[] = ["apples", "pears"]): Promise<string> {
  const { id } = await world.createKnowledgeBase(ada);
  for (const subject of subjects) await world.upload(ada, id, `${subject}.md`, sampleMarkdown(subject, 2));
  await work(id);
  return id;
}

const find = (id: string, query = "apples team rule") =>
  world.knowledge.queryKnowledgeBase(ada, id, { query, limit: 5, use_cache: false });
const start = (id: string, input = {}) => world.knowledge.createReindex(ada, id, { chunking: finer, ...input });
const get = ({ knowledge_base_id: knowledgeBaseId, id: reindexId }: Reindex) =>
  world.knowledge.getReindex(ada, { knowledgeBaseId, reindexId });
const referenceOf = ({ knowledge_base_id: knowledgeBaseId, id: reindexId }: Reindex) => ({
  knowledgeBaseId,
  reindexId,
});

async function versionsOf(knowledgeBaseId: string) {
  return world.database.select().from(documentVersions).where(eq(documentVersions.knowledgeBaseId, knowledgeBaseId));
}

async function candidates({ id }: Reindex) {
  return world.database
    .select()
    .from(documentVersions)
    .where(eq(documentVersions.reindexId, id))
    .orderBy(documentVersions.id);
}

async function documentsOf(id: string): Promise<Document[]> {
  return (await world.knowledge.listDocuments(ada, id, { limit: 50 })).data;
}

test("what is in use is found unchanged until the switch, and the new from then on", async () => {
  const id = await filled();
  const before = await find(id);
  const shown = await documentsOf(id);
  const reindex = await start(id, { embedding_model: large });
  expect(reindex).toMatchObject({
    state: "building",
    settings: { chunking: finer, embedding_model: large },
    before: { embedding_model: "text-embedding-3-small" },
    progress: { total: 2, done: 0, failed: 0, passages: 0 },
    estimated_seconds_left: null,
    may_revert_until: null,
  });
  await expect(start(id)).rejects.toMatchObject({ code: "conflict" });
  const [first, second] = await candidates(reindex);
  await world.knowledge.ingestVersion(first?.id ?? "", forever);
  const building = await get(reindex);
  expect(building.progress).toMatchObject({ total: 2, done: 1 });
  expect(building.progress.passages).toBeGreaterThan(2);
  expect(building.estimated_seconds_left).toBeGreaterThanOrEqual(0);
  expect((await world.knowledge.getKnowledgeBase(ada, id)).reindex?.id).toBe(reindex.id);
  const during = await find(id);
  expect(during.passages.map(({ chunk_id, text }) => [chunk_id, text])).toEqual(
    before.passages.map(({ chunk_id, text }) => [chunk_id, text]),
  );
  expect(during.passages.map(({ scores }) => scores.dense)).toEqual(before.passages.map(({ scores }) => scores.dense));
  expect(await documentsOf(id)).toEqual(shown);
  await world.knowledge.ingestVersion(second?.id ?? "", forever);
  expect(await get(reindex)).toMatchObject({ state: "active", may_revert_until: expect.any(String) });
  const after = await find(id);
  expect(after.search).toBe("hybrid");
  expect(after.passages[0]?.scores.dense).toBeGreaterThan(0);
  const old = new Set(before.passages.map(({ chunk_id }) => chunk_id));
  expect(after.passages.filter(({ chunk_id }) => old.has(chunk_id))).toEqual([]);
  expect(await world.knowledge.getKnowledgeBase(ada, id)).toMatchObject({
    chunking: finer,
    embedding_model: large,
    reindex: null,
    document_count: 2,
    ready_count: 2,
  });
  expect((await documentsOf(id)).map(({ version, state }) => [version, state])).toEqual([
    [1, "ready"],
    [1, "ready"],
  ]);
});

const apples = ({ passages }: QueryResult) =>
  passages
    .filter(({ document_name }) => document_name === "apples.md")
    .map(({ chunk_id, scores }) => [chunk_id, scores.dense]);

test("the way back gives the same results as before, and prepares later uploads with the old settings", async () => {
  const id = await filled();
  const before = await find(id);
  const reindex = await start(id, { embedding_model: large });
  await work(id);
  await world.upload(ada, id, "plums.md", sampleMarkdown("plums", 1));
  await work(id);
  const reverted = await world.knowledge.revertReindex(ada, referenceOf(reindex));
  expect(reverted).toMatchObject({ state: "reverted", may_revert_until: null });
  const after = await find(id);
  // The plums count in the statistics, so the order of the passages that hardly fit may differ.
  expect(apples(after)).toEqual(apples(before));
  await work(id);
  expect((await find(id, "plums team rule")).passages[0]?.scores.dense).toBeGreaterThan(0);
  await expect(world.knowledge.revertReindex(ada, referenceOf(reindex))).rejects.toMatchObject({ code: "conflict" });
  expect(await world.knowledge.removeLeftovers(forever)).toBe(2);
  expect((await versionsOf(id)).map(({ reindexId, retiredBy }) => [reindexId, retiredBy])).toEqual(
    Array(3).fill([null, null]),
  );
  expect((await find(id)).passages[0]?.chunk_id).toBe(before.passages[0]?.chunk_id);
});

test("a document that fails holds the switch up: it can be tried again, or left as it is", async () => {
  const id = await filled(["medlars", "pears"]);
  const before = await find(id, "medlars team rule");
  const reindex = await start(id);
  world.emulator.use({ match: { endpoint: "embeddings", promptIncludes: "About medlars" }, fail: { status: 400 } });
  await work(id);
  expect(await get(reindex)).toMatchObject({ state: "building", progress: { total: 2, done: 1, failed: 1 } });
  expect((await find(id, "medlars team rule")).passages[0]?.chunk_id).toBe(before.passages[0]?.chunk_id);
  await world.knowledge.retryReindex(ada, referenceOf(reindex));
  await expect(world.knowledge.switchReindex(ada, referenceOf(reindex))).rejects.toMatchObject({ code: "conflict" });
  await work(id);
  expect((await get(reindex)).progress).toMatchObject({ done: 1, failed: 1 });
  expect(await world.knowledge.switchReindex(ada, referenceOf(reindex))).toMatchObject({ state: "active" });
  expect((await find(id, "medlars team rule")).passages[0]?.chunk_id).toBe(before.passages[0]?.chunk_id);
  expect((await documentsOf(id)).every(({ state, searchable }) => state === "ready" && searchable)).toBe(true);
});

test("uploads while it is built are found at once, and are part of it", async () => {
  const id = await filled();
  const reindex = await start(id);
  await world.upload(ada, id, "apples.md", sampleMarkdown("oranges", 2));
  await world.upload(ada, id, "plums.md", sampleMarkdown("plums", 1));
  const [pears] = (await candidates(reindex)).slice(1);
  for (const { id: versionId } of (await versionsOf(id)).filter(
    ({ reindexId, state }) => reindexId === null && state === "queued",
  )) {
    await world.knowledge.ingestVersion(versionId, forever);
  }
  expect((await find(id, "oranges team rule")).passages[0]?.text).toContain("oranges");
  await world.knowledge.ingestVersion(pears?.id ?? "", forever);
  expect(await get(reindex)).toMatchObject({ state: "building", progress: { total: 3, done: 1 } });
  await work(id);
  expect(await get(reindex)).toMatchObject({ state: "active", progress: { total: 3, done: 3 } });
  expect((await find(id, "oranges team rule")).passages[0]?.text).toContain("oranges");
  expect((await find(id)).passages.filter(({ text }) => text.includes("apples"))).toEqual([]);
});

test("an upload that is being prepared at the switch begins again with the new settings", async () => {
  const id = await filled(["apples"]);
  const reindex = await start(id, { embedding_model: large });
  await world.upload(ada, id, "quinces.md", sampleMarkdown("quinces", 1));
  const quinces = (await versionsOf(id)).find(({ reindexId, state }) => reindexId === null && state === "queued");
  const barrier = world.emulator.hold("first_token", { endpoint: "embeddings", promptIncludes: "quinces" });
  const running = world.knowledge.ingestVersion(quinces?.id ?? "", forever);
  await barrier.reached();
  const [candidate] = await candidates(reindex);
  await world.knowledge.ingestVersion(candidate?.id ?? "", forever);
  expect((await get(reindex)).state).toBe("active");
  world.emulator.reset();
  expect(await running).toEqual({ kind: "overtaken" });
  await work(id);
  expect(
    (await versionsOf(id)).filter(({ state }) => state === "ready").map(({ embeddingModel }) => embeddingModel),
  ).toContain(large);
  expect((await find(id, "quinces team rule")).passages[0]?.scores.dense).toBeGreaterThan(0);
});

test("deleted while it is built, nothing of a document is left, and the others are switched", async () => {
  const id = await filled();
  const reindex = await start(id);
  const [first, second] = await candidates(reindex);
  await world.knowledge.ingestVersion(first?.id ?? "", forever);
  const documentId = second?.documentId ?? "";
  await world.knowledge.deleteDocument(ada, { knowledgeBaseId: id, documentId });
  expect(await world.knowledge.ingestVersion(second?.id ?? "", forever)).toEqual({ kind: "nothing_to_do" });
  await world.knowledge.advanceReindexes();
  expect((await get(reindex)).state).toBe("active");
  expect((await versionsOf(id)).filter((version) => version.documentId === documentId)).toEqual([]);
});

test("cancelled, it leaves what is in use and nothing of its own", async () => {
  const id = await filled();
  const before = await find(id);
  const counts = await world.counts();
  const reindex = await start(id);
  const [first, second] = await candidates(reindex);
  await world.knowledge.ingestVersion(first?.id ?? "", forever);
  expect(await world.knowledge.cancelReindex(ada, referenceOf(reindex))).toMatchObject({ state: "cancelled" });
  expect(await world.knowledge.ingestVersion(second?.id ?? "", forever)).toEqual({ kind: "nothing_to_do" });
  expect(await world.knowledge.removeLeftovers(forever)).toBe(1);
  expect(await world.counts()).toEqual(counts);
  expect(await find(id)).toEqual({ ...before, duration_ms: expect.any(Number) });
});

test("the way back ends when the next one begins, and after its days", async () => {
  const id = await filled(["apples"]);
  const first = await start(id);
  await work(id);
  const second = await start(id, { embedding_model: large });
  expect((await get(first)).state).toBe("replaced");
  await expect(world.knowledge.revertReindex(ada, referenceOf(first))).rejects.toMatchObject({ code: "conflict" });
  expect(await world.knowledge.removeLeftovers(forever)).toBe(1);
  await work(id);
  expect((await get(second)).may_revert_until).not.toBeNull();
  expect(await world.knowledge.removeLeftovers(forever)).toBe(0);
  await world.database
    .update(reindexes)
    .set({ switchedAt: sql`now() - interval '8 days'` })
    .where(eq(reindexes.id, second.id));
  expect((await get(second)).may_revert_until).toBeNull();
  expect(await world.knowledge.removeLeftovers(forever)).toBe(1);
  expect(await versionsOf(id)).toHaveLength(1);
  expect((await find(id)).passages[0]?.text).toContain("apples");
});

test("stopped at any stage, a candidate goes on from the queue, and nobody finds half of it", async () => {
  const id = await filled(["apples"]);
  const before = await find(id);
  const reindex = await start(id);
  const [candidate] = await candidates(reindex);
  for (const stage of ["extracting", "chunking", "embedding", "indexing"] as const) {
    const stop = new AbortController();
    const watch = world.database.select({ state: documentVersions.state }).from(documentVersions);
    const running = world.knowledge.ingestVersion(candidate?.id ?? "", stop.signal).catch((error: unknown) => error);
    for (let over = false; !over; ) {
      const [row] = await watch.where(eq(documentVersions.id, candidate?.id ?? ""));
      over = row?.state === stage || row?.state === "ready";
    }
    stop.abort(new Error("the worker stops"));
    await running;
    if ((await get(reindex)).state !== "building") break;
    expect((await find(id)).passages.map(({ chunk_id }) => chunk_id)).toEqual(
      before.passages.map(({ chunk_id }) => chunk_id),
    );
  }
  await work(id);
  await world.knowledge.advanceReindexes();
  expect((await get(reindex)).state).toBe("active");
  const current = await world.database
    .select({ reindexId: documentVersions.reindexId })
    .from(documentVersions)
    .innerJoin(documents, eq(documents.currentVersionId, documentVersions.id))
    .where(and(eq(documents.knowledgeBaseId, id), isNotNull(documentVersions.reindexId)));
  expect(current).toEqual([{ reindexId: reindex.id }]);
});

test("knowledge bases of different models are searched together; one of a model that is gone by words", async () => {
  const [small, other] = [await filled(["apples"]), await filled(["apples"])];
  await start(other, { embedding_model: large });
  await work(other);
  const found = await world.knowledge.search(ada, {
    knowledgeBaseIds: [small, other],
    query: "apples team rule",
    limit: 8,
  });
  expect(found.mode).toBe("hybrid");
  const dense = (id: string) =>
    found.passages.filter((passage) => passage.knowledgeBaseId === id && passage.scores.dense !== null);
  expect(dense(small).length + dense(other).length).toBeGreaterThan(1);
  await world.database.execute(sql`update knowledge_bases set embedding_model = 'gone' where id = ${other}`);
  expect(await world.knowledge.getKnowledgeBase(ada, other)).toMatchObject({
    search: "keyword",
    embedding_model: "gone",
  });
  expect(await find(other)).toMatchObject({ search: "keyword", passages: expect.arrayContaining([expect.anything()]) });
  const again = await world.knowledge.createReindex(ada, other, {});
  expect(again.settings.embedding_model).toBe("text-embedding-3-small");
});

test("only those who may write decide, and only for models that are configured", async () => {
  const id = await filled(["apples"]);
  const bob = await world.person("editor", "Bob");
  await expect(world.knowledge.createReindex(bob, id, {})).rejects.toMatchObject({ code: "not_found" });
  await expect(start(id, { embedding_model: "unknown" })).rejects.toMatchObject({ code: "model_not_found" });
});

test("one made before there was an embedding model takes the default with its first document, unless words were chosen", async () => {
  const [{ id: old }, { id: chosen }] = [await world.createKnowledgeBase(ada), await world.createKnowledgeBase(ada)];
  await world.knowledge.createReindex(ada, chosen, { embedding_model: null });
  await world.database.execute(sql`update knowledge_bases set embedding_model = null where id = ${old}`);
  for (const id of [old, chosen]) await world.upload(ada, id, "a.md", sampleMarkdown("apples", 1));
  expect((await world.knowledge.getKnowledgeBase(ada, old)).embedding_model).toBe("text-embedding-3-small");
  expect((await world.knowledge.getKnowledgeBase(ada, chosen)).embedding_model).toBeNull();
});
