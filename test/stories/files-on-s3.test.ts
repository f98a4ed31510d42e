import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createS3FileStore, type S3FileStore } from "@eai/adapters/s3";
import type { Context } from "@eai/modules/kernel";
import { createTestDatabase } from "@eai/platform/testing";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type S3Emulator, startS3Emulator } from "../../ops/dev/s3-emulator/index.ts";
import { createKnowledgeWorld, type KnowledgeWorld, streamOf } from "../knowledge-world.ts";
import { sampleMarkdown } from "../sample-documents.ts";

const signal = new AbortController().signal;

/** What the conformance suite cannot show: uploads and ingestion over a bucket. */
describe("files in a bucket", () => {
  let emulator: S3Emulator;
  let directory: string;
  let store: S3FileStore;
  let world: KnowledgeWorld;
  let ada: Context;
  let knowledgeBaseId: string;
  beforeAll(async () => {
    emulator = await startS3Emulator({ pageLimit: 3 });
    directory = await mkdtemp(join(tmpdir(), "s3-story-"));
    const place = { bucket: emulator.bucket, region: "us-east-1", endpoint: emulator.url, forcePathStyle: true };
    store = createS3FileStore(
      { ...place, prefix: "", credentials: emulator.key, retryPauseMilliseconds: 10 },
      directory,
    );
    world = await createKnowledgeWorld({ files: store }, await createTestDatabase());
    ada = await world.person("member", "Ada");
    ({ id: knowledgeBaseId } = await world.createKnowledgeBase(ada));
  });
  afterAll(async () => {
    await world[Symbol.asyncDispose]();
    store.end();
    await emulator.close();
    await rm(directory, { recursive: true });
  });

  async function queued(): Promise<string> {
    const result = await world.database.execute(sql`select id from document_versions where state = 'queued'`);
    return (result as unknown as { rows: { id: string }[] }).rows[0]?.id ?? "";
  }

  test("a document is stored, prepared from a copy that goes, and its bytes removed with it", async () => {
    const document = await world.upload(ada, knowledgeBaseId, "plan.md", sampleMarkdown("apples", 2));
    expect(emulator.objects.size).toBe(1);
    expect(await world.knowledge.ingestVersion(await queued(), signal)).toEqual({ kind: "ready" });
    expect(await readdir(directory)).toEqual([]);
    // The text that was read from it is kept beside it, for the reader.
    expect(emulator.objects.size).toBe(2);
    await world.knowledge.deleteDocument(ada, { knowledgeBaseId, documentId: document.id });
    expect(emulator.objects.size).toBe(0);
  });

  test("what cannot be read never reaches the bucket", async () => {
    const upload = world.upload(ada, knowledgeBaseId, "image.png", Buffer.from("\x89PNG\r\n\x1a\n0000"));
    await expect(upload).rejects.toMatchObject({ code: "file_type_unsupported" });
    expect(emulator.objects.size).toBe(0);
    expect(await readdir(directory)).toEqual([]);
  });

  test("deletion wins over the job that is reading the file", async () => {
    const before = await world.counts();
    const document = await world.upload(ada, knowledgeBaseId, "slow.md", sampleMarkdown("pears", 5));
    emulator.fault({ method: "GET", pauseMilliseconds: 1000 });
    const asked = emulator.requests.length;
    const running = world.knowledge.ingestVersion(await queued(), signal);
    await expect
      .poll(() => emulator.requests.slice(asked).some((line) => line.startsWith("GET /files/originals")))
      .toBe(true);
    await world.knowledge.deleteDocument(ada, { knowledgeBaseId, documentId: document.id });
    expect(await running).toEqual({ kind: "overtaken" });
    expect(await world.counts()).toEqual(before);
    expect(await readdir(directory)).toEqual([]);
  });

  test("an upload that the bucket has no room for leaves neither row nor file", async () => {
    emulator.fault({ method: "PUT", refusal: { status: 507, code: "XMinioStorageFull", message: "full" } });
    const upload = world.upload(ada, knowledgeBaseId, "big.md", sampleMarkdown("plums", 2));
    await expect(upload).rejects.toMatchObject({ code: "storage_full" });
    expect((await world.counts()).versions).toBe(0);
  });

  test("the sweep goes through all pages of the bucket and takes what no document has", async () => {
    await world.upload(ada, knowledgeBaseId, "kept.md", sampleMarkdown("kept", 1));
    for (let count = 0; count < 7; count += 1) {
      await store.write(streamOf(`orphan ${count}`), { limitBytes: 1000, signal });
    }
    expect(await world.knowledge.sweepFiles({ soleProcess: true })).toBe(7);
    expect(emulator.objects.size).toBe(1);
  });
});
