import { createMovablePgvector, createPgvectorIndex } from "@eai/adapters/pgvector";
import { type Context, newId, rowsOf } from "@eai/modules/kernel";
import { documents, knowledgeBases, questionWords, toIndexEntry, type VectorIndex } from "@eai/modules/knowledge";
import { createTestDatabase, type TestDatabase } from "@eai/platform/testing";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type QdrantEmulator, startQdrantEmulator } from "../../ops/dev/qdrant-emulator/index.ts";
import { createKnowledgeWorld, type KnowledgeWorld } from "../../test/knowledge-world.ts";
import { addPerson, addTenant, type Someone } from "../../test/people.ts";
import { createQdrantIndex, type QdrantIndex } from "./index.ts";

const forever = new AbortController().signal;
const model = "org/model:v1";

describe("Qdrant that does not do what it should", () => {
  let test: TestDatabase;
  let emulator: QdrantEmulator;
  let index: QdrantIndex;
  let world: KnowledgeWorld;
  let ada: Someone;
  let knowledgeBaseId: string;
  const log: unknown[] = [];
  const keepingLog = { ...console, trace() {}, debug() {}, info() {}, warn: keep, error: keep, fatal: keep };
  function keep(fields: unknown): void {
    log.push(fields);
  }

  beforeAll(async () => {
    test = await createTestDatabase();
    emulator = await startQdrantEmulator({ apiKey: "key", readOnlyKey: "read" });
    index = openIndex();
    world = await createKnowledgeWorld({ index: () => index }, test);
    ada = await addPerson(test.database, world.tenantId, "member");
    knowledgeBaseId = await addKnowledgeBase();
  });
  afterAll(async () => {
    await emulator.close();
    await world[Symbol.asyncDispose]();
  });
  afterEach(() => {
    emulator.trouble = null;
  });

  function openIndex(changes: { url?: string; apiKey?: string; patienceSeconds?: number } = {}): QdrantIndex {
    const settings = {
      url: emulator.url,
      apiKey: "key",
      collectionPrefix: "eai_",
      timeoutSeconds: 10,
      quantization: "scalar" as const,
      oversampling: 3,
      ...changes,
    };
    return createQdrantIndex({ database: test.database, log: keepingLog, settings });
  }

  async function addKnowledgeBase(): Promise<string> {
    const id = newId("kb");
    const chunking = { strategy: "structure" as const, size_tokens: 400, overlap_tokens: 60, contextual_prefix: false };
    const owner = { tenantId: ada.tenantId, ownerId: ada.personId, scope: "personal" as const };
    await test.database.insert(knowledgeBases).values({ id, ...owner, name: "Handbook", chunking });
    return id;
  }

  /** A document with its current version, in whatever index; by meaning all of them are the same. */
  async function addDocument(into: VectorIndex, texts: readonly string[], inKnowledgeBase = knowledgeBaseId) {
    const version = {
      versionId: newId("ver"),
      documentId: newId("doc"),
      knowledgeBaseId: inKnowledgeBase,
      language: "en",
    };
    await test.database.insert(documents).values({
      id: version.documentId,
      knowledgeBaseId: inKnowledgeBase,
      name: version.documentId,
      currentVersionId: version.versionId,
      latestVersionId: version.versionId,
      createdBy: "test",
    });
    const entries = entriesOf(texts);
    await test.database.transaction((transaction) => into.replace(transaction, version, model, entries));
    return { ...version, chunkIds: entries.map(({ chunkId }) => chunkId) };
  }

  function entriesOf(texts: readonly string[]) {
    return texts.map((text) =>
      toIndexEntry(
        { id: newId("chk"), text, headingPath: [], embedding: [1, text.length / 100, 0] },
        { name: "", title: null, language: "en" },
      ),
    );
  }

  const search = (into: VectorIndex, question: string, limit = 10, context: Context = ada, ids = [knowledgeBaseId]) =>
    into.search(context, {
      knowledgeBaseIds: ids,
      words: questionWords(question, ["en"]),
      embeddings: [{ model, vector: [1, 0, 0] }],
      limit,
    });

  const idsOf = (hits: readonly { chunkId: string }[] | null) => (hits ?? []).map(({ chunkId }) => chunkId).toSorted();

  it("F22 gives search_unavailable within five seconds when it is down, refuses or says nothing", async () => {
    await addDocument(index, ["an okapi of the first day"]);
    const unavailable = { code: "search_unavailable", status: 503 };
    emulator.trouble = { status: 503 };
    await expect(search(index, "okapi")).rejects.toMatchObject(unavailable);
    emulator.trouble = null;
    await expect(search(openIndex({ apiKey: "wrong" }), "okapi")).rejects.toMatchObject(unavailable);
    await expect(openIndex({ url: "http://127.0.0.1:9" }).check()).rejects.toMatchObject(unavailable);
    emulator.trouble = { status: 0 };
    await expect(search(openIndex({ patienceSeconds: 0.5 }), "okapi")).rejects.toMatchObject(unavailable);
    expect(JSON.stringify(log)).not.toMatch(/okapi|"key"|"wrong"/);
  });

  it("is asked once for both rankings, and again when it is too busy for a moment", async () => {
    const { chunkIds } = await addDocument(index, ["a tapir"]);
    emulator.requests.length = 0;
    expect(idsOf((await search(index, "tapir")).lexical)).toEqual(chunkIds);
    expect(emulator.requests).toEqual([
      expect.stringMatching(/^POST \/collections\/eai_model-org-model-v1-[0-9a-f]{8}-3\/points\/query\/batch$/),
    ]);
    emulator.trouble = { status: 500, count: 1 };
    expect(idsOf((await search(index, "tapir")).lexical)).toEqual(chunkIds);
    emulator.trouble = { status: 429, count: 1, path: "/points" };
    const again = await addDocument(index, ["another tapir"]);
    expect(idsOf((await search(index, "tapir")).lexical)).toEqual([...chunkIds, ...again.chunkIds].toSorted());
  });

  it("leaves nothing to be found of what was not committed, and no place to it", async () => {
    const kept = await addDocument(index, ["one numbat", "two numbats"]);
    const version = { ...kept, versionId: newId("ver") };
    const undone = test.database.transaction(async (transaction) => {
      await index.replace(transaction, version, model, entriesOf(["numbat numbat", "numbat numbat numbat"]));
      throw new Error("undone");
    });
    await expect(undone).rejects.toThrow("undone");
    const held = await index.held(knowledgeBaseId);
    expect(held).toContainEqual(expect.objectContaining({ versionId: version.versionId, chunkCount: 2 }));
    expect(idsOf((await search(index, "numbat", 2)).lexical)).toEqual(kept.chunkIds.toSorted());
    // What reconcile does with a version it does not know.
    await test.database.transaction((transaction) => index.remove(transaction, [version.versionId]));
    await index.finishRemovals(forever);
    expect(pointsOf(version.versionId)).toBe(0);
  });

  it("removes an upload nobody completed, and counts on none that went away before it was completed", async () => {
    const { documentId } = await addDocument(index, ["a quokka"]);
    const version = { versionId: newId("ver"), documentId, knowledgeBaseId, language: "en" };
    const entries = entriesOf(["a quokka of tomorrow"]);
    await index.prepare(version, model, entries);
    expect(pointsOf(version.versionId)).toBe(1);
    expect(await index.finishRemovals(forever)).toBe(0);
    await test.database.execute(sql`update index_removals set due_at = now()`);
    expect(await index.finishRemovals(forever)).toBe(1);
    expect(pointsOf(version.versionId)).toBe(0);
    // The same process, which still takes them for uploaded.
    await test.database.transaction((transaction) => index.replace(transaction, version, model, entries));
    expect(pointsOf(version.versionId)).toBe(1);
    expect(await index.recount({ mend: false })).toEqual([]);
  });

  it("F23 finds no removed version while its points cannot be taken out, and takes them out later", async () => {
    const gone = await addDocument(index, ["a pangolin"]);
    await test.database.transaction((transaction) => index.remove(transaction, [gone.versionId]));
    expect(pointsOf(gone.versionId)).toBe(1);
    const { lexical, dense } = await search(index, "pangolin");
    expect([lexical, idsOf(dense).filter((id) => gone.chunkIds.includes(id))]).toEqual([[], []]);
    emulator.trouble = { status: 503, path: "/points/delete" };
    await expect(index.finishRemovals(forever)).rejects.toMatchObject({ code: "search_unavailable" });
    emulator.trouble = null;
    expect(await index.finishRemovals(forever)).toBe(1);
    expect(pointsOf(gone.versionId)).toBe(0);
  });

  it("F23 puts a document off while it is away, and finds it when it was there again", async () => {
    const document = await world.upload(
      ada,
      knowledgeBaseId,
      "echidna.md",
      "# Echidna\n\nThe echidna sleeps until noon.",
    );
    const [version] = await rowsOf<{ id: string }>(
      test.database,
      sql`select id from document_versions where document_id = ${document.id}`,
    );
    const prepare = () => world.knowledge.ingestVersion(version?.id ?? "", forever);
    emulator.trouble = { status: 403 };
    expect(await prepare()).toMatchObject({ kind: "put_off" });
    await expect(
      world.knowledge.queryKnowledgeBase(ada, knowledgeBaseId, { query: "tapir", limit: 3 }),
    ).rejects.toMatchObject({ code: "search_unavailable" });
    const [waiting] = await rowsOf<{ state: string; why: string }>(
      test.database,
      sql`select state, activity->>'waiting' as why from document_versions where id = ${version?.id}`,
    );
    expect(waiting).toEqual({ state: "queued", why: "index_unavailable" });
    emulator.trouble = null;
    expect(await prepare()).toEqual({ kind: "ready" });
    const found = await world.knowledge.queryKnowledgeBase(ada, knowledgeBaseId, { query: "echidna", limit: 3 });
    expect(found.passages[0]?.document_id).toBe(document.id);
    expect(await index.held(knowledgeBaseId)).toContainEqual(
      expect.objectContaining({ versionId: version?.id, chunkCount: 1 }),
    );
    await world.knowledge.deleteDocument(ada, { knowledgeBaseId, documentId: document.id });
    expect(await index.finishRemovals(forever)).toBe(1);
    expect(pointsOf(version?.id ?? "")).toBe(0);
  });

  it("A31 is never asked without organisation and access at the top of each filter", async () => {
    const stranger = await addPerson(test.database, await addTenant(test.database, "Third"), "platform_admin");
    emulator.requests.length = 0;
    const nothing = await search(index, "okapi tapir numbat", 1_000_000, stranger);
    expect(nothing).toEqual({ lexical: [], dense: [] });
    expect(emulator.requests).toEqual([]);
  });

  it("moves a whole installation there and back without a model, and ranks the same", async () => {
    const pgvector = createPgvectorIndex(test);
    const [from, to] = [createMovablePgvector(test), index.movable];
    const kb = await addKnowledgeBase();
    const first = await addDocument(pgvector, ["the walrus report", "a walrus, a long walrus and its long report"], kb);
    const second = await addDocument(pgvector, ["reports of penguins"], kb);
    const inDatabase = await search(pgvector, "walrus report", 10, ada, [kb]);
    const move = async (source: typeof from, target: typeof to, versionIds: string[]) => {
      for (const id of versionIds) {
        const version = await source.read(id);
        expect(version && (await target.takeOver(version))).toBe(true);
      }
    };
    await move(from, to, [first.versionId, second.versionId]);
    const inQdrant = await search(index, "walrus report", 10, ada, [kb]);
    expectAlike(inQdrant.lexical, inDatabase.lexical);
    expectAlike(inQdrant.dense, inDatabase.dense);
    expect(await index.recount({ mend: false })).toEqual([]);
    // The collection is lost: what the database still has restores it, and what is written down does not hide the loss.
    emulator.collections.clear();
    expect(await openIndex().movable.completeVersionIds()).toEqual([]);
    await expect(search(index, "walrus", 10, ada, [kb])).rejects.toMatchObject({ code: "search_unavailable" });
    await move(from, to, [first.versionId, second.versionId]);
    expectAlike((await search(index, "walrus report", 10, ada, [kb])).lexical, inDatabase.lexical);
    // Back again, with the database's entries gone and one version removed while Qdrant was in use.
    await test.database.execute(sql`delete from chunk_index`);
    await test.database.transaction((transaction) => index.remove(transaction, [second.versionId]));
    expect(await to.read(second.versionId)).toBeNull();
    await move(to, from, [first.versionId]);
    const back = await search(pgvector, "walrus report", 10, ada, [kb]);
    expectAlike(
      back.dense,
      inDatabase.dense?.filter(({ chunkId }) => first.chunkIds.includes(chunkId)),
    );
    expect(idsOf(back.lexical)).toEqual(first.chunkIds.toSorted());
    await test.database.transaction((transaction) => pgvector.remove(transaction, [first.versionId]));
    expect(await rowsOf(test.database, sql`select 1 from term_statistics where knowledge_base_id = ${kb}`)).toEqual([]);
    // The database's index forgets the notes of removals; the next move takes out what is not counted any more.
    await pgvector.finishRemovals(forever);
    expect(pointsOf(first.versionId)).toBe(2);
    await index.removeStrays(forever);
    expect([pointsOf(first.versionId), pointsOf(second.versionId)]).toEqual([0, 0]);
  });

  function expectAlike(
    found: readonly { chunkId: string; score: number }[] | null | undefined,
    expected: readonly { chunkId: string; score: number }[] | null | undefined,
  ): void {
    expect(found?.map(({ chunkId }) => chunkId)).toEqual(expected?.map(({ chunkId }) => chunkId));
    for (const [place, { score }] of (found ?? []).entries())
      expect(score).toBeCloseTo(expected?.[place]?.score ?? 0, 4);
  }

  function pointsOf(versionId: string): number {
    return [...emulator.collections.values()].reduce(
      (sum, { points }) => sum + [...points.values()].filter(({ payload }) => payload.version_id === versionId).length,
      0,
    );
  }
});
