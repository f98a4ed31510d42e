import type { Context } from "@eai/modules/kernel";
import { createTestDatabase } from "@eai/platform/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { scannedPdf } from "../../../test/hostile-files.ts";
import { createKnowledgeWorld, type KnowledgeWorld } from "../../../test/knowledge-world.ts";
import { sampleDocx, sampleMarkdown, samplePdf } from "../../../test/sample-documents.ts";

describe("ingestion by keyword only", () => {
  let world: KnowledgeWorld;
  let ada: Context;
  beforeAll(async () => {
    world = await createKnowledgeWorld({}, await createTestDatabase());
    ada = await world.person("editor", "Ada");
    await world.startWorker();
  });
  afterAll(() => world[Symbol.asyncDispose]());

  test("a PDF becomes passages with pages that can be found", async () => {
    const { id } = await world.createKnowledgeBase(ada);
    const pdf = await samplePdf([
      "The canteen opens at seven in the morning and serves porridge.",
      "Parental leave lasts fourteen months when both parents take it.",
    ]);
    const document = await world.ingest(ada, id, "leave.pdf", pdf);
    expect(document).toMatchObject({
      state: "ready",
      progress: 1,
      searchable: true,
      page_count: 2,
      version: 1,
      media_type: "application/pdf",
      failure: null,
    });
    const { data } = await world.knowledge.listChunks(
      ada,
      { knowledgeBaseId: id, documentId: document.id },
      { limit: 50 },
    );
    expect(data).toHaveLength(document.chunk_count);
    const found = await world.knowledge.queryKnowledgeBase(ada, id, { query: "parental leave months", limit: 3 });
    expect(found.search).toBe("keyword");
    expect(found.passages[0]?.text).toContain("fourteen months");
    expect(found.passages[0]?.page_to).toBe(2);
    expect(data.map((chunk) => chunk.id)).toContain(found.passages[0]?.chunk_id);
  });

  test.each([
    [
      "DOCX",
      "travel.docx",
      () => sampleDocx({ Travel: "Book trains, not planes.", Hotels: "Spend at most 140 euros." }),
    ],
    ["Markdown", "travel.md", async () => "# Travel\n\nBook trains.\n\n## Hotels\n\nSpend at most 140 euros a night."],
    ["text", "travel.txt", async () => "Book trains.\n\nFor hotels spend at most 140 euros a night."],
  ])("%s becomes passages that can be found", async (_, name, make) => {
    const { id } = await world.createKnowledgeBase(ada);
    const document = await world.ingest(ada, id, name, await make());
    expect(document).toMatchObject({ state: "ready", searchable: true });
    const found = await world.knowledge.queryKnowledgeBase(ada, id, { query: "hotel euros", limit: 3 });
    expect(found.passages[0]?.text).toContain("140 euros");
  });

  test("the same bytes under the same name give the same document, with nothing done twice", async () => {
    const { id } = await world.createKnowledgeBase(ada);
    const first = await world.ingest(ada, id, "rules.md", sampleMarkdown("parking", 3));
    const before = await world.counts();
    const second = await world.upload(ada, id, "rules.md", sampleMarkdown("parking", 3));
    expect(second).toEqual(first);
    expect(await world.counts()).toEqual(before);
  });

  test("other bytes become the next version, and nothing of the old one stays", async () => {
    const { id } = await world.createKnowledgeBase(ada);
    const before = await world.counts();
    const first = await world.ingest(ada, id, "rules.md", sampleMarkdown("parking", 4));
    const second = await world.ingest(ada, id, "rules.md", sampleMarkdown("cycling", 2));
    expect(second).toMatchObject({ id: first.id, version: 2, state: "ready" });
    const search = (query: string) => world.knowledge.queryKnowledgeBase(ada, id, { query, limit: 5 });
    expect((await search("parking")).passages).toEqual([]);
    expect((await search("cycling")).passages).not.toEqual([]);
    const after = await world.counts();
    expect(after.versions - before.versions).toBe(1);
    expect(after.chunks - before.chunks).toBe(second.chunk_count);
    expect(after.index - before.index).toBe(second.chunk_count);
    expect(after.indexedChunks).toBe(after.index);
    // The bytes of the old one go after the commit.
    const filesMore = async () => (await world.counts()).files - before.files;
    await expect.poll(filesMore, { timeout: 20_000 }).toBe(1);
  });

  test.each([
    ["empty_document", "blank.txt", async () => "   \n\n \t "],
    ["no_text_found", "blank.pdf", () => samplePdf([""])],
    ["scanned_document", "scan.pdf", () => scannedPdf(1)],
    ["file_damaged", "broken.pdf", async () => (await samplePdf(["text"])).subarray(0, 300)],
  ])("a file that cannot be read fails with a reason: %s", async (code, name, make) => {
    const { id } = await world.createKnowledgeBase(ada);
    const before = await world.counts();
    const document = await world.ingest(ada, id, name, await make());
    expect(document.state).toBe("failed");
    expect(document.failure).toMatchObject({ code, stage: "extracting" });
    expect(document.failure?.reason.length).toBeGreaterThan(30);
    expect(document).toMatchObject({ searchable: false, chunk_count: 0 });
    await expect(world.finished(ada, document)).resolves.toEqual(document);
    expect((await world.counts()).chunks).toBe(before.chunks);
  });

  test("a ready document can be rebuilt, and stays findable meanwhile", async () => {
    const { id } = await world.createKnowledgeBase(ada);
    const first = await world.ingest(ada, id, "rules.md", sampleMarkdown("lunch", 3));
    const before = await world.counts();
    const queued = await world.knowledge.reingestDocument(ada, { knowledgeBaseId: id, documentId: first.id });
    expect(queued).toMatchObject({ version: 1, searchable: true });
    const rebuilt = await world.finished(ada, queued);
    expect(rebuilt).toMatchObject({ state: "ready", version: 1, chunk_count: first.chunk_count });
    expect(await world.counts()).toEqual(before);
  });
});
