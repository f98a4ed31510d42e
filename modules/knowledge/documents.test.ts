import { readdir, utimes } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import type { Context } from "@eai/modules/kernel";
import { createTestDatabase } from "@eai/platform/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createKnowledgeWorld, type KnowledgeWorld, streamOf } from "../../test/knowledge-world.ts";
import { sampleMarkdown } from "../../test/sample-documents.ts";
import type { ListDocumentsInput } from "./documents.ts";
import { documentVersions } from "./tables.ts";

/** No worker runs here: what the verbs do by themselves. */
describe("documents", () => {
  let world: KnowledgeWorld;
  let ada: Context;
  beforeAll(async () => {
    world = await createKnowledgeWorld({ uploadLimitBytes: 100_000 }, await createTestDatabase());
    ada = await world.person("editor", "Ada");
  });
  afterAll(() => world[Symbol.asyncDispose]());

  test("an upload is stored, queued and counted", async () => {
    const { id } = await world.createKnowledgeBase(ada);
    const document = await world.upload(ada, id, "../rules.md", "# Rules\n\nBe kind.");
    expect(document).toMatchObject({
      knowledge_base_id: id,
      name: "rules.md",
      media_type: "text/markdown",
      size_bytes: 17,
      version: 1,
      state: "queued",
      progress: 0,
      searchable: false,
    });
    expect(await world.knowledge.getKnowledgeBase(ada, id)).toMatchObject({
      document_count: 1,
      ready_count: 0,
      size_bytes: 17,
    });
    const content = await world.knowledge.openContent(ada, { knowledgeBaseId: id, documentId: document.id });
    expect(content).toMatchObject({ name: "rules.md", mediaType: "text/markdown", sizeBytes: 17 });
    expect((await buffer(content.stream)).toString()).toBe("# Rules\n\nBe kind.");
  });

  test.each([
    ["file_empty", "empty.txt", ""],
    ["file_type_unsupported", "page.txt", "<!doctype html><script>alert(1)</script>"],
    ["file_type_unsupported", "program.pdf", Uint8Array.from({ length: 2000 }, (_, index) => (index * 7919) % 256)],
    ["payload_too_large", "large.txt", "x".repeat(100_001)],
  ])("%s leaves nothing behind", async (code, name, content) => {
    const { id } = await world.createKnowledgeBase(ada);
    const before = await world.counts();
    await expect(world.upload(ada, id, name, content)).rejects.toMatchObject({ code });
    expect(await world.counts()).toEqual(before);
    expect(await readdir(`${world.filesDirectory}/temporary`)).toEqual([]);
  });

  test("an upload whose sender goes away leaves nothing behind", async () => {
    const { id } = await world.createKnowledgeBase(ada);
    const before = await world.counts();
    const gone = new AbortController();
    async function* halfSent() {
      yield new TextEncoder().encode("the first half");
      gone.abort(new Error("gone"));
      await new Promise((resolve) => setTimeout(resolve, 20));
      yield new TextEncoder().encode("never");
    }
    const upload = world.knowledge.uploadDocument(
      { ...ada, signal: gone.signal },
      { knowledgeBaseId: id, fileName: "half.txt", content: halfSent() },
    );
    await expect(upload).rejects.toThrow("gone");
    expect(await world.counts()).toEqual(before);
  });

  test("a list is sorted and narrowed, page by page, and a cursor holds for its order", async () => {
    const { id } = await world.createKnowledgeBase(ada);
    const texts = { "b.md": "# Bb", "a.txt": "a longer text", "c.txt": "c", "d.txt": "d" };
    for (const [name, text] of Object.entries(texts)) await world.upload(ada, id, name, text);
    async function names(input: Omit<ListDocumentsInput, "limit">): Promise<string[]> {
      const found: string[] = [];
      for (let cursor: string | undefined; ; ) {
        const page = await world.knowledge.listDocuments(ada, id, { ...input, limit: 1, cursor });
        found.push(...page.data.map(({ name }) => name));
        if (page.next_cursor === null) return found;
        cursor = page.next_cursor;
      }
    }
    expect(await names({})).toEqual(["d.txt", "c.txt", "a.txt", "b.md"]);
    expect(await names({ sort: "oldest" })).toEqual(["b.md", "a.txt", "c.txt", "d.txt"]);
    expect(await names({ sort: "name" })).toEqual(["a.txt", "b.md", "c.txt", "d.txt"]);
    expect(await names({ sort: "largest" })).toEqual(["a.txt", "b.md", "d.txt", "c.txt"]);
    expect(await names({ sort: "name", media_type: "text/markdown" })).toEqual(["b.md"]);
    const { data, next_cursor } = await world.knowledge.listDocuments(ada, id, { limit: 1, sort: "name" });
    const documentId = data[0]?.id ?? "";
    await world.knowledge.updateDocument(ada, { knowledgeBaseId: id, documentId }, { tags: ["travel"] });
    expect(await names({ tag: "travel" })).toEqual(["a.txt"]);
    expect(await names({ tag: "trav" })).toEqual([]);
    for (const sort of ["newest", "largest"] as const) {
      const other = world.knowledge.listDocuments(ada, id, { limit: 1, sort, cursor: next_cursor ?? "" });
      await expect(other).rejects.toMatchObject({ code: "validation_failed" });
    }
  });

  test("a knowledge base deleted while a file comes in does not get it", async () => {
    const { id } = await world.createKnowledgeBase(ada);
    const before = await world.counts();
    async function* slowly() {
      yield* streamOf("first");
      await world.knowledge.deleteKnowledgeBase(ada, id);
      yield* streamOf("second");
    }
    const upload = world.knowledge.uploadDocument(ada, { knowledgeBaseId: id, fileName: "a.txt", content: slowly() });
    await expect(upload).rejects.toMatchObject({ code: "not_found" });
    expect(await world.counts()).toEqual(before);
  });

  test("racing uploads of one name make one document with a version for each content", async () => {
    const { id } = await world.createKnowledgeBase(ada);
    const before = await world.counts();
    const uploads = Array.from({ length: 12 }, (_, index) => world.upload(ada, id, "same.txt", `text ${index % 4}`));
    const made = await Promise.all(uploads);
    expect(new Set(made.map((document) => document.id)).size).toBe(1);
    const after = await world.counts();
    expect(after.documents - before.documents).toBe(1);
    expect(after.files - before.files).toBe(4);
    const { data } = await world.knowledge.listDocuments(ada, id, { limit: 10 });
    expect(data).toHaveLength(1);
    expect(data[0]?.version).toBe(after.versions - before.versions);
  });

  test("the same content in two documents is stored once, and stays while one of them is there", async () => {
    const { id } = await world.createKnowledgeBase(ada);
    const before = await world.counts();
    const first = await world.upload(ada, id, "one.txt", "shared content");
    const second = await world.upload(ada, id, "two.txt", "shared content");
    expect((await world.counts()).files - before.files).toBe(1);
    await world.knowledge.deleteDocument(ada, { knowledgeBaseId: id, documentId: first.id });
    const content = await world.knowledge.openContent(ada, { knowledgeBaseId: id, documentId: second.id });
    expect((await buffer(content.stream)).toString()).toBe("shared content");
    await world.knowledge.deleteDocument(ada, { knowledgeBaseId: id, documentId: second.id });
    expect(await world.counts()).toEqual(before);
  });

  test("an Idempotency-Key makes one upload, whatever happens in between", async () => {
    const { id } = await world.createKnowledgeBase(ada);
    const once = { ...ada, idempotencyKey: "upload-1" };
    const before = await world.counts();
    const [first, second] = await Promise.all([
      world.upload(once, id, "a.txt", "text"),
      world.upload(once, id, "a.txt", "text"),
    ]);
    expect(second.id).toBe(first.id);
    expect((await world.upload(once, id, "a.txt", "text")).id).toBe(first.id);
    expect((await world.counts()).versions - before.versions).toBe(1);
    await expect(world.upload(once, id, "a.txt", "other text")).rejects.toMatchObject({
      code: "idempotency_key_reused",
    });
  });

  test("the list is filtered by state and part of the name, page by page", async () => {
    const { id } = await world.createKnowledgeBase(ada);
    for (const name of ["a.txt", "b_1.txt", "bx1.txt", "c.txt"]) await world.upload(ada, id, name, `of ${name}`);
    const names = async (query: Parameters<typeof world.knowledge.listDocuments>[2]) =>
      (await world.knowledge.listDocuments(ada, id, query)).data.map((document) => document.name);
    expect(await names({ limit: 10 })).toEqual(["c.txt", "bx1.txt", "b_1.txt", "a.txt"]);
    expect(await names({ limit: 10, search: "B_1" })).toEqual(["b_1.txt"]);
    expect(await names({ limit: 10, state: "ready" })).toEqual([]);
    const first = await world.knowledge.listDocuments(ada, id, { limit: 3 });
    expect(await names({ limit: 3, cursor: first.next_cursor ?? undefined })).toEqual(["a.txt"]);
  });

  test("a document is found only in its own knowledge base, by those who may see that", async () => {
    const { id } = await world.createKnowledgeBase(ada, { scope: "team" });
    const other = await world.createKnowledgeBase(ada);
    const document = await world.upload(ada, id, "a.txt", "text");
    const reference = { knowledgeBaseId: id, documentId: document.id };
    const reader = await world.person("member");
    const stranger = await world.stranger("platform_admin");
    // The answer to an upload leaves the place in the queue out.
    const seen = { ...document, queue_position: expect.any(Number) };
    await expect(world.knowledge.getDocument(reader, reference)).resolves.toEqual(seen);
    for (const [context, wrong] of [
      [ada, { ...reference, knowledgeBaseId: other.id }],
      [stranger, reference],
    ] as const) {
      const missing = { code: "not_found" };
      await expect(world.knowledge.getDocument(context, wrong)).rejects.toMatchObject(missing);
      await expect(world.knowledge.openContent(context, wrong)).rejects.toMatchObject(missing);
      await expect(world.knowledge.listChunks(context, wrong, { limit: 5 })).rejects.toMatchObject(missing);
      await expect(world.knowledge.deleteDocument(context, wrong)).rejects.toMatchObject(missing);
      await expect(world.knowledge.reingestDocument(context, wrong)).rejects.toMatchObject(missing);
    }
    const denied = { code: "permission_denied" };
    await expect(world.knowledge.deleteDocument(reader, reference)).rejects.toMatchObject(denied);
    await expect(world.knowledge.reingestDocument(reader, reference)).rejects.toMatchObject(denied);
    await expect(world.knowledge.reingestDocument(ada, reference)).rejects.toMatchObject({ code: "conflict" });
  });

  test("deleting a knowledge base removes rows, index and files; another one's stay", async () => {
    const { id } = await world.createKnowledgeBase(ada);
    const before = await world.counts();
    const doomed = await world.createKnowledgeBase(ada);
    await world.upload(ada, doomed.id, "a.md", sampleMarkdown("apples", 2));
    await world.upload(ada, doomed.id, "b.md", sampleMarkdown("pears", 2));
    await world.knowledge.deleteKnowledgeBase(ada, doomed.id);
    expect(await world.counts()).toEqual(before);
    await expect(world.knowledge.getKnowledgeBase(ada, doomed.id)).rejects.toMatchObject({ code: "not_found" });
    await expect(world.knowledge.getKnowledgeBase(ada, id)).resolves.toBeDefined();
  });

  test("the sweep removes old files without a document, and only those", async () => {
    const { id } = await world.createKnowledgeBase(ada);
    const kept = await world.upload(ada, id, "kept.txt", "kept");
    const options = { limitBytes: 1000, signal: new AbortController().signal };
    const orphan = await world.files.write(streamOf("orphan"), options);
    expect(await world.knowledge.sweepFiles({ soleProcess: false })).toBe(0);
    const old = new Date(Date.now() - 2 * 3_600_000);
    for await (const { key } of world.files.list(new Date(Date.now() + 60_000))) {
      const file = await world.files.localFile(key);
      if (file) await utimes(file.path, old, old);
    }
    expect(await world.knowledge.sweepFiles({ soleProcess: false })).toBe(1);
    expect(await world.files.exists(orphan.key)).toBe(false);
    const content = await world.knowledge.openContent(ada, { knowledgeBaseId: id, documentId: kept.id });
    expect((await buffer(content.stream)).toString()).toBe("kept");
    await world.files.write(streamOf("left just now"), options);
    expect(await world.knowledge.sweepFiles({ soleProcess: true })).toBe(1);
    const text = await world.files.write(streamOf("the text of it"), options);
    await world.database.update(documentVersions).set({ textFileKey: text.key });
    expect(await world.knowledge.sweepFiles({ soleProcess: true })).toBe(0);
    expect(await world.files.exists(text.key)).toBe(true);
  });
});
