import type { Document } from "@eai/contract";
import type { Context } from "@eai/modules/kernel";
import { documents, documentVersions } from "@eai/modules/knowledge";
import { createTestDatabase } from "@eai/platform/testing";
import { eq, sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createKnowledgeWorld, type KnowledgeWorld } from "../../../test/knowledge-world.ts";
import { sampleMarkdown } from "../../../test/sample-documents.ts";

const forever = new AbortController().signal;

/** No worker runs but where a test starts one: each test is the worker. */
describe("what people see and do while documents are prepared", () => {
  let world: KnowledgeWorld;
  let ada: Context;
  let stranger: Context;
  beforeAll(async () => {
    world = await createKnowledgeWorld({ embedding: true }, await createTestDatabase());
    ada = await world.person("editor", "Ada");
    stranger = await world.stranger("editor");
  });
  afterEach(async () => {
    world.emulator.reset();
    await world.database.execute(sql`delete from knowledge_bases`);
  });
  afterAll(() => world[Symbol.asyncDispose]());

  async function uploaded(content: string, name = "plan.md", knowledgeBaseId?: string, who = ada) {
    const id = knowledgeBaseId ?? (await world.createKnowledgeBase(who)).id;
    const document = await world.upload(who, id, name, content);
    return { id, document, reference: { knowledgeBaseId: id, documentId: document.id } };
  }

  async function versionOf({ id }: Document): Promise<typeof documentVersions.$inferSelect> {
    const [row] = await world.database
      .select({ version: documentVersions })
      .from(documents)
      .innerJoin(documentVersions, eq(documentVersions.id, documents.latestVersionId))
      .where(eq(documents.id, id));
    if (!row) throw new Error("no such document");
    return row.version;
  }

  async function ingest(document: Document) {
    return world.knowledge.ingestVersion((await versionOf(document)).id, forever);
  }

  /** The id of copy `n`: one digit is never the original's. */
  const copyOf = (id: string) =>
    sql.raw(
      `left(${id}, -5) || translate(left(right(${id}, 5), 1), '0123456789abcdef', '123456789abcdef0') || lpad(to_hex(n), 4, '0')`,
    );

  /** As if the same file had been uploaded under so many other names. */
  async function copies(document: Document, count: number): Promise<void> {
    await world.database.execute(sql`
      insert into documents (id, knowledge_base_id, name, latest_version_id, created_by)
      select ${copyOf("d.id")}, d.knowledge_base_id, n || d.name, ${copyOf("d.latest_version_id")}, d.created_by
      from documents d, generate_series(1, ${count}::int) as n where d.id = ${document.id}`);
    await world.database.execute(sql`
      insert into document_versions
        (id, document_id, knowledge_base_id, ordinal, number, content_hash, file_key, media_type, size_bytes, state)
      select ${copyOf("v.id")}, ${copyOf("v.document_id")}, v.knowledge_base_id, 1, 1, v.content_hash, v.file_key,
        v.media_type, v.size_bytes, 'queued'
      from document_versions v, generate_series(1, ${count}::int) as n where v.document_id = ${document.id}`);
  }

  const get = (document: Document, who = ada) =>
    world.knowledge.getDocument(who, { knowledgeBaseId: document.knowledge_base_id, documentId: document.id });

  const embeddedTexts = () =>
    world.emulator.requests
      .filter(
        (request) => request.path.endsWith("/embeddings") && request.status === 200 && request.outcome === "completed",
      )
      .reduce((sum, { body }) => sum + ((body as { input: unknown[] }).input?.length ?? 0), 0);

  test("cancelled while it is embedded: its worker writes nothing, the version before it stays found", async () => {
    const { id, document, reference } = await uploaded(sampleMarkdown("apples", 2));
    expect(await ingest(document)).toEqual({ kind: "ready" });
    const next = await world.upload(ada, id, "plan.md", sampleMarkdown("pears", 2));
    const barrier = world.emulator.hold("first_token", { endpoint: "embeddings" });
    const running = ingest(next);
    await barrier.reached();
    const cancelled = await world.knowledge.cancelDocument(ada, reference);
    expect(cancelled).toMatchObject({ state: "failed", searchable: true, activity: null });
    expect(cancelled.failure).toMatchObject({ code: "cancelled", stage: "embedding" });
    world.emulator.reset();
    expect(await running).toEqual({ kind: "overtaken" });
    expect((await get(document)).failure?.code).toBe("cancelled");
    const found = await world.knowledge.queryKnowledgeBase(ada, id, { query: "apples", limit: 3 });
    expect(found.passages[0]?.text).toContain("apples");
    // Finished, it stays as it is.
    expect((await world.knowledge.cancelDocument(ada, reference)).failure?.code).toBe("cancelled");
    const again = await world.knowledge.reingestDocument(ada, reference);
    expect(again).toMatchObject({ state: "queued", failure: null });
    expect(await ingest(again)).toEqual({ kind: "ready" });
    expect((await get(document)).version).toBe(2);
  });

  test("cancel all and retry all come to those that are meant, and to nobody else's", async () => {
    const { id } = await uploaded(sampleMarkdown("one", 1), "one.md");
    await uploaded(sampleMarkdown("two", 1), "two.md", id);
    const empty = await uploaded("  \n ", "empty.md", id);
    expect(await ingest(empty.document)).toEqual({ kind: "failed" });
    await expect(world.knowledge.cancelDocuments(stranger, id)).rejects.toMatchObject({ code: "not_found" });
    await expect(world.knowledge.retryDocuments(stranger, id)).rejects.toMatchObject({ code: "not_found" });
    expect(await world.knowledge.cancelDocuments(ada, id)).toEqual({ documents: 2 });
    expect(await world.knowledge.cancelDocuments(ada, id)).toEqual({ documents: 0 });
    const failed = await world.knowledge.listDocuments(ada, id, { limit: 10, state: "failed" });
    expect(failed.data.map(({ failure }) => failure?.code)).toEqual(["empty_document", "cancelled", "cancelled"]);
    expect(await world.knowledge.retryDocuments(ada, id)).toEqual({ documents: 2 });
    const unfinished = await world.knowledge.listDocuments(ada, id, { limit: 10, state: "unfinished" });
    expect(unfinished.data.map(({ name, queue_position }) => [name, queue_position])).toEqual([
      ["two.md", 2],
      ["one.md", 1],
    ]);
    expect(await world.knowledge.ingestNext(forever)).toEqual({ kind: "ready" });
    expect(await world.knowledge.ingestNext(forever)).toEqual({ kind: "ready" });
    expect(await world.knowledge.ingestNext(forever)).toEqual({ kind: "nothing_to_do" });
  });

  test("a single file of another organisation comes up after a few of two hundred", async () => {
    const { id, document } = await uploaded("# Note", "note.md");
    await copies(document, 199);
    const small = await uploaded("# The only one", "only.md", (await world.createKnowledgeBase(ada)).id);
    const other = await uploaded("# Elsewhere", "elsewhere.md", undefined, stranger);
    expect((await get(other.document, stranger)).queue_position).toBe(2);
    expect((await get(small.document)).queue_position).toBeLessThanOrEqual(3);
    for (let turn = 0; turn < 4; turn += 1)
      expect(await world.knowledge.ingestNext(forever)).toEqual({ kind: "ready" });
    expect(await get(other.document, stranger)).toMatchObject({ state: "ready", queue_position: null });
    expect((await get(small.document)).state).toBe("ready");
    expect(await world.knowledge.cancelDocuments(ada, id)).toEqual({ documents: 198 });
  });

  test("the same text is embedded once in an organisation, and again in another", async () => {
    const content = sampleMarkdown("shared", 6);
    const first = await uploaded(content);
    await ingest(first.document);
    const once = embeddedTexts();
    expect(once).toBeGreaterThan(5);
    // The same name: a passage is embedded with the name of its document.
    const second = await uploaded(content);
    expect(await ingest(second.document)).toEqual({ kind: "ready" });
    await world.knowledge.reingestDocument(ada, first.reference);
    expect(await ingest(first.document)).toEqual({ kind: "ready" });
    expect(embeddedTexts()).toBe(once);
    const changed = await world.upload(ada, first.id, "plan.md", `${content}\n\n## New\n\nOne more section.`);
    expect(await ingest(changed)).toEqual({ kind: "ready" });
    expect(embeddedTexts() - once).toBeLessThan(3);
    const found = await world.knowledge.queryKnowledgeBase(ada, second.id, { query: "shared section 3", limit: 3 });
    expect(found.passages[0]?.scores.dense).toBeGreaterThan(0);
    const before = embeddedTexts();
    const elsewhere = await uploaded(content, "plan.md", undefined, stranger);
    expect(await ingest(elsewhere.document)).toEqual({ kind: "ready" });
    expect(embeddedTexts() - before).toBe(once);
  });

  test("what was embedded before a crash is not paid again, and no passage is there twice", async () => {
    const { document, reference } = await uploaded(sampleMarkdown("crash", 110));
    const stop = new AbortController();
    const second = world.emulator.hold("first_token", { endpoint: "embeddings", promptIncludes: "crash section 80" });
    const running = world.knowledge.ingestVersion((await versionOf(document)).id, stop.signal);
    await second.reached();
    const paid = embeddedTexts();
    expect(paid).toBeGreaterThanOrEqual(64);
    const activity = async () => (await get(document)).activity;
    await expect.poll(activity, { timeout: 10_000 }).toMatchObject({ done: paid, unit: "passages", waiting: null });
    stop.abort(new Error("stopped"));
    await expect(running).rejects.toThrow("stopped");
    world.emulator.reset();
    expect(await ingest(document)).toEqual({ kind: "ready" });
    const { chunk_count } = await get(document);
    expect(embeddedTexts()).toBe(chunk_count - paid);
    const { data } = await world.knowledge.listChunks(ada, reference, { limit: 1000 });
    expect(data.map(({ ordinal }) => ordinal)).toEqual(Array.from({ length: chunk_count }, (_, ordinal) => ordinal));
    expect(await world.database.execute(sql`select 1 from saved_vectors`)).toMatchObject({ rows: [] });
  });

  test("a model that asks for patience makes documents wait, not fail", async () => {
    const { id } = await uploaded(sampleMarkdown("busy 0", 2), "busy-0.md");
    for (let number = 1; number < 4; number += 1) {
      await uploaded(sampleMarkdown(`busy ${number}`, 2), `busy-${number}.md`, id);
    }
    world.emulator.use({ match: { endpoint: "embeddings" }, times: 1, fail: { status: 429, retryAfterSeconds: 2 } });
    const waiting: unknown[] = [];
    const work = Promise.all([world.knowledge.ingestNext(forever), world.knowledge.ingestNext(forever)]);
    let done = false;
    void work.finally(() => {
      done = true;
    });
    while (!done) {
      const { data } = await world.knowledge.listDocuments(ada, id, { limit: 10 });
      waiting.push(...data.flatMap(({ activity }) => activity?.waiting ?? []));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(await work).toEqual([{ kind: "ready" }, { kind: "ready" }]);
    expect(waiting).toContain("rate_limited");
    expect(await world.knowledge.ingestNext(forever)).toEqual({ kind: "ready" });
    expect(await world.knowledge.ingestNext(forever)).toEqual({ kind: "ready" });
  });

  test("tags and names are changed, by those who may write; a name that is taken is refused", async () => {
    const { id, document, reference } = await uploaded("# One", "one.md");
    await uploaded("# Two", "two.md", id);
    const changed = await world.knowledge.updateDocument(ada, reference, { tags: ["travel"], name: "team/one.md" });
    expect(changed).toMatchObject({ id: document.id, tags: ["travel"], name: "team/one.md" });
    const taken = world.knowledge.updateDocument(ada, reference, { name: "two.md" });
    await expect(taken).rejects.toMatchObject({ code: "conflict" });
    const hidden = world.knowledge.updateDocument(stranger, reference, { tags: [] });
    await expect(hidden).rejects.toMatchObject({ code: "not_found" });
  });
});
