import type { Document } from "@eai/contract";
import { usageRecords } from "@eai/modules/governance";
import type { Context } from "@eai/modules/kernel";
import { documents, documentVersions } from "@eai/modules/knowledge";
import { createTestDatabase } from "@eai/platform/testing";
import { eq, sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createKnowledgeWorld, type KnowledgeWorld } from "../../../test/knowledge-world.ts";
import { sampleMarkdown } from "../../../test/sample-documents.ts";

const forever = new AbortController().signal;

/** No worker runs here: each test is the worker, so that it can stand still where it wants. */
describe("ingestion in trouble", () => {
  let world: KnowledgeWorld;
  let ada: Context;
  beforeAll(async () => {
    world = await createKnowledgeWorld({ embedding: true }, await createTestDatabase());
    ada = await world.person("editor", "Ada");
  });
  afterEach(() => world.emulator.reset());
  afterAll(() => world[Symbol.asyncDispose]());

  async function uploaded(content = sampleMarkdown("gardens", 4), knowledgeBaseId?: string) {
    const id = knowledgeBaseId ?? (await world.createKnowledgeBase(ada)).id;
    const document = await world.upload(ada, id, "plan.md", content);
    return { id, document, versionId: await latestVersionId(document) };
  }

  async function latestVersionId(document: Document): Promise<string> {
    const [row] = await world.database.select().from(documents).where(eq(documents.id, document.id));
    if (!row) throw new Error("no such document");
    return row.latestVersionId;
  }

  function get({ id, knowledge_base_id }: Document): Promise<Document> {
    return world.knowledge.getDocument(ada, { knowledgeBaseId: knowledge_base_id, documentId: id });
  }

  const search = (id: string, query: string) => world.knowledge.queryKnowledgeBase(ada, id, { query, limit: 5 });

  test("with an embedding model every passage has its vector, and the calls are on record", async () => {
    const { id, document, versionId } = await uploaded();
    expect(await world.knowledge.ingestVersion(versionId, forever)).toEqual({ kind: "ready" });
    expect(await get(document)).toMatchObject({ state: "ready", progress: 1 });
    const found = await search(id, "gardens team");
    expect(found.search).toBe("hybrid");
    expect(found.passages[0]?.scores.dense).toBeGreaterThan(0);
    const purposes = async () => (await world.database.select().from(usageRecords)).map(({ purpose }) => purpose);
    await expect.poll(purposes, { timeout: 10_000 }).toContain("ingestion_embedding");
  });

  test("a new version replaces the old one only when it is complete", async () => {
    const { id, document, versionId } = await uploaded(sampleMarkdown("apples", 3));
    await world.knowledge.ingestVersion(versionId, forever);
    const [oldPassage] = (await search(id, "apples")).passages;
    const next = await world.upload(ada, id, "plan.md", sampleMarkdown("pears", 3));
    expect(next).toMatchObject({ id: document.id, version: 2, state: "queued", searchable: true });
    const barrier = world.emulator.hold("first_token", { endpoint: "embeddings", promptIncludes: "pears" });
    const running = world.knowledge.ingestVersion(await latestVersionId(next), forever);
    await barrier.reached();
    expect(await get(next)).toMatchObject({ state: "embedding", searchable: true });
    const chunkIds = oldPassage ? [oldPassage.chunk_id] : [];
    const cited = chunkIds.map((chunkId) => ({ chunkId, documentId: document.id }));
    const currentOnes = async () => {
      const passages = await world.knowledge.citedPassages(ada, cited);
      return chunkIds.filter((chunkId) => passages.get(chunkId)?.isCurrent);
    };
    expect(await currentOnes()).toEqual(chunkIds);
    world.emulator.reset();
    expect(await running).toEqual({ kind: "ready" });
    expect((await search(id, "pears")).passages[0]?.text).toContain("pears");
    expect(await currentOnes()).toEqual([]);
    expect((await get(next)).version).toBe(2);
  });

  test("a new version that fails leaves the old one findable, and can be tried again", async () => {
    const { id, document, versionId } = await uploaded(sampleMarkdown("apples", 2));
    await world.knowledge.ingestVersion(versionId, forever);
    const next = await world.upload(ada, id, "plan.md", sampleMarkdown("plums", 2));
    world.emulator.use({ match: { endpoint: "embeddings", promptIncludes: "plums" }, times: 1, fail: { status: 400 } });
    expect(await world.knowledge.ingestVersion(await latestVersionId(next), forever)).toEqual({ kind: "failed" });
    const failed = await get(document);
    expect(failed).toMatchObject({ state: "failed", searchable: true, version: 2 });
    expect(failed.failure).toMatchObject({ code: "embedding_failed", stage: "embedding" });
    expect((await search(id, "apples")).passages).not.toEqual([]);
    const again = await world.knowledge.reingestDocument(ada, { knowledgeBaseId: id, documentId: document.id });
    expect(again).toMatchObject({ state: "queued", failure: null, version: 2 });
    expect(await world.knowledge.ingestVersion(await latestVersionId(again), forever)).toEqual({ kind: "ready" });
    expect((await search(id, "plums")).passages[0]?.text).toContain("plums");
  });

  test("the same bytes again try a failed document once more", async () => {
    const content = sampleMarkdown("cherries", 2);
    world.emulator.use({ match: { endpoint: "embeddings" }, times: 1, fail: { status: 400 } });
    const { id, document, versionId } = await uploaded(content);
    expect(await world.knowledge.ingestVersion(versionId, forever)).toEqual({ kind: "failed" });
    const again = await world.upload(ada, id, "plan.md", content);
    expect(again).toMatchObject({ id: document.id, state: "queued", version: 1 });
    expect(await world.knowledge.ingestVersion(await latestVersionId(again), forever)).toEqual({ kind: "ready" });
  });

  test.each(["document", "knowledge base"])("deleting the %s while it is embedded wins", async (what) => {
    const before = await world.counts();
    const { id, document, versionId } = await uploaded(sampleMarkdown(`deleted ${what}`, 3));
    const barrier = world.emulator.hold("first_token", { endpoint: "embeddings" });
    const running = world.knowledge.ingestVersion(versionId, forever);
    await barrier.reached();
    if (what === "document") {
      await world.knowledge.deleteDocument(ada, { knowledgeBaseId: id, documentId: document.id });
    } else await world.knowledge.deleteKnowledgeBase(ada, id);
    barrier.release();
    expect(await running).toEqual({ kind: "overtaken" });
    expect(await world.counts()).toEqual(before);
    expect(await world.knowledge.ingestVersion(versionId, forever)).toEqual({ kind: "nothing_to_do" });
  });

  test.each(["extracting", "chunking", "indexing"])("deleting the document while it is in %s wins", async (stage) => {
    const before = await world.counts();
    const { id, document, versionId } = await uploaded(sampleMarkdown(`deleted in ${stage}`, 150));
    const running = world.knowledge.ingestVersion(versionId, forever);
    await expect
      .poll(async () => (await stateOf(versionId)) ?? "", { interval: 1, timeout: 20_000 })
      .toSatisfy((state: string) => order.indexOf(state) >= order.indexOf(stage));
    await world.knowledge.deleteDocument(ada, { knowledgeBaseId: id, documentId: document.id });
    expect(["overtaken", "ready"]).toContain((await running).kind);
    expect(await world.counts()).toEqual(before);
  });

  async function stateOf(versionId: string): Promise<string | undefined> {
    const [row] = await world.database.select().from(documentVersions).where(eq(documentVersions.id, versionId));
    return row?.state;
  }

  test("of two workers that ask for one version, one works", async () => {
    const { versionId, document } = await uploaded();
    const results = await Promise.all([
      world.knowledge.ingestVersion(versionId, forever),
      world.knowledge.ingestVersion(versionId, forever),
    ]);
    expect(results.map(({ kind }) => kind).toSorted()).toEqual(["held", "ready"]);
    expect(await world.knowledge.ingestVersion(versionId, forever)).toEqual({ kind: "nothing_to_do" });
    const { chunk_count } = await get(document);
    expect(chunk_count).toBeGreaterThan(0);
  });

  test("a worker that wakes after another took over changes nothing", async () => {
    const { versionId, document } = await uploaded(sampleMarkdown("late", 5));
    const barrier = world.emulator.hold("first_token", { endpoint: "embeddings" });
    const late = world.knowledge.ingestVersion(versionId, forever);
    await barrier.reached();
    const second = takeOver(versionId);
    // Where the late one notices at once, it does not stand there any more.
    await Promise.race([barrier.reached(2), late]);
    await expect.poll(async () => (await versionOf(versionId)).tries).toBe(2);
    const { attempt } = await versionOf(versionId);
    world.emulator.reset();
    expect(await late).toEqual({ kind: "overtaken" });
    expect(await second).toEqual({ kind: "ready" });
    expect(await versionOf(versionId)).toMatchObject({ attempt, state: "ready", tries: 2 });
    const { chunk_count } = await get(document);
    const rows = await world.database.execute(sql`select 1 from chunk_index where version_id = ${versionId}`);
    expect((rows as unknown as { rows: unknown[] }).rows).toHaveLength(chunk_count);
  });

  /** Takes the worker for dead, as after a pause of its whole machine; again where it renewed its lease meanwhile. */
  async function takeOver(versionId: string): ReturnType<typeof world.knowledge.ingestVersion> {
    await world.database.execute(sql`update document_versions set lease_expires_at = now() where id = ${versionId}`);
    const result = await world.knowledge.ingestVersion(versionId, forever);
    return result.kind === "held" ? takeOver(versionId) : result;
  }

  async function versionOf(versionId: string): Promise<typeof documentVersions.$inferSelect> {
    const [row] = await world.database.select().from(documentVersions).where(eq(documentVersions.id, versionId));
    if (!row) throw new Error("no such version");
    return row;
  }

  test("a worker that lost its document notices while it waits for the model", async () => {
    await using impatient = await createKnowledgeWorld(
      {
        embedding: true,
        leaseSeconds: 1,
      },
      await createTestDatabase(),
    );
    const eve = await impatient.person("editor", "Eve");
    const { id } = await impatient.createKnowledgeBase(eve);
    const document = await impatient.upload(eve, id, "plan.md", sampleMarkdown("waiting", 3));
    const [version] = await impatient.database.select().from(documentVersions);
    const barrier = impatient.emulator.hold("first_token", { endpoint: "embeddings" });
    const running = impatient.knowledge.ingestVersion(version?.id ?? "", forever);
    await barrier.reached();
    await impatient.knowledge.deleteDocument(eve, { knowledgeBaseId: id, documentId: document.id });
    expect(await running).toEqual({ kind: "overtaken" });
    await expect.poll(() => impatient.emulator.requests.map((request) => request.outcome)).toEqual(["client_closed"]);
  });

  test("a worker that stops hands the document back, and this does not count as a try", async () => {
    const { versionId } = await uploaded(sampleMarkdown("stopped", 3));
    const stop = new AbortController();
    const barrier = world.emulator.hold("first_token", { endpoint: "embeddings" });
    const running = world.knowledge.ingestVersion(versionId, stop.signal);
    await barrier.reached();
    stop.abort(new Error("stopping"));
    await expect(running).rejects.toThrow("stopping");
    expect(await versionOf(versionId)).toMatchObject({ state: "queued", tries: 0, leaseExpiresAt: null });
    world.emulator.reset();
    expect(await world.knowledge.ingestVersion(versionId, forever)).toEqual({ kind: "ready" });
  });

  test("a document whose worker keeps dying fails with a reason, and its attempts end", async () => {
    const { versionId, document } = await uploaded(sampleMarkdown("poison", 3));
    for (let death = 0; death < 3; death += 1) {
      await world.database.execute(
        sql`update document_versions set state = 'extracting', attempt = attempt + 1, tries = tries + 1,
          lease_expires_at = now() - interval '1 second' where id = ${versionId}`,
      );
    }
    expect(await world.knowledge.recoverVersions({ soleWorker: false })).toBe(1);
    expect(await world.knowledge.recoverVersions({ soleWorker: false })).toBe(0);
    expect(await world.knowledge.ingestVersion(versionId, forever)).toEqual({ kind: "failed" });
    const failed = await get(document);
    expect(failed.failure).toMatchObject({ code: "extraction_failed", stage: "extracting" });
    expect(failed.failure?.reason).toMatch(/upload/);
  });

  test("a failure nobody foresaw is tried again, and ends as failed", async () => {
    const { versionId, document } = await uploaded(sampleMarkdown("unforeseen", 3));
    await world.database.execute(
      sql`alter table chunk_index add constraint unforeseen check (term_count < 0) not valid`,
    );
    try {
      for (let attempt = 1; attempt <= 2; attempt += 1) {
        await expect(world.knowledge.ingestVersion(versionId, forever)).rejects.toThrow();
        expect(await get(document)).toMatchObject({ state: "queued", failure: null });
      }
      expect(await world.knowledge.ingestVersion(versionId, forever)).toEqual({ kind: "failed" });
      expect((await get(document)).failure).toMatchObject({ code: "internal_error", stage: "indexing" });
      expect((await get(document)).chunk_count).toBe(0);
    } finally {
      await world.database.execute(sql`alter table chunk_index drop constraint unforeseen`);
    }
  });

  test("nobody waits for a candidate whose re-index is over, and others are not held up", async () => {
    const { id, versionId } = await uploaded(sampleMarkdown("candidates", 2));
    await world.knowledge.ingestVersion(versionId, forever);
    const { id: reindexId } = await world.knowledge.createReindex(ada, id, {});
    await world.database.execute(sql`update reindexes set state = 'cancelled' where id = ${reindexId}`);
    expect(await world.knowledge.ingestNext(forever)).toEqual({ kind: "nothing_to_do" });
  });

  test("an original that is gone fails with what to do", async () => {
    const { versionId, document } = await uploaded("only here");
    await world.files.remove((await versionOf(versionId)).fileKey);
    expect(await world.knowledge.ingestVersion(versionId, forever)).toEqual({ kind: "failed" });
    expect((await get(document)).failure).toMatchObject({ code: "original_missing" });
    const reference = { knowledgeBaseId: document.knowledge_base_id, documentId: document.id };
    await expect(world.knowledge.openContent(ada, reference)).rejects.toMatchObject({ code: "not_found" });
  });

  test("a small quota lets every document through, and questions do not wait behind them", async () => {
    const { id, versionId } = await uploaded(sampleMarkdown("lanterns", 2));
    await world.knowledge.ingestVersion(versionId, forever);
    world.emulator.reset();
    const match = { endpoint: "embeddings", promptIncludes: "quotas" } as const;
    world.emulator.use({ match, quota: { requests: 2, windowMs: 700 } });
    const topics = Array.from({ length: 5 }, (_, index) => `quotas ${index}`);
    const all = await Promise.all(
      topics.map((topic, index) => world.upload(ada, id, `quota-${index}.md`, sampleMarkdown(topic, 2))),
    );
    const calls = () => world.emulator.requests.filter(({ body }) => JSON.stringify(body).includes("quotas"));
    const refused = () => calls().filter(({ status }) => status === 429);
    const work = Promise.all(
      [1, 2, 3, 4].map(async () => {
        while ((await world.knowledge.ingestNext(forever)).kind !== "nothing_to_do");
      }),
    );
    // A machine so slow that it stays below the quota is none to fail for.
    const throttled = expect.poll(() => refused().length, { timeout: 100_000, interval: 10 }).toBeGreaterThan(0);
    await Promise.race([throttled, work]);
    expect((await search(id, "lanterns team")).search).toBe("hybrid");
    await work;
    expect((await Promise.all(all.map(get))).map(({ state }) => state)).toEqual(all.map(() => "ready"));
    expect(calls().length).toBeLessThanOrEqual(2 * all.length);
  }, 120_000);
});

const order = ["queued", "extracting", "chunking", "embedding", "indexing", "ready"];
