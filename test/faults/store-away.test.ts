import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createS3FileStore } from "@eai/adapters/s3";
import { documents, documentVersions } from "@eai/modules/knowledge";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { type S3Fault, startS3Emulator } from "../../ops/dev/s3-emulator/index.ts";
import { createKnowledgeWorld } from "../knowledge-world.ts";
import { sampleMarkdown } from "../sample-documents.ts";

const away: S3Fault[] = [
  { method: "GET", times: 20, refusal: { status: 503, code: "ServiceUnavailable", message: "Away." } },
  { method: "PUT", times: 20, refusal: { status: 503, code: "ServiceUnavailable", message: "Away." } },
  { method: "PUT", times: 20, refusal: { status: 507, code: "XMinioStorageFull", message: "Full." } },
];

test("while the store of files is away or full a document waits, says so, and no try is counted", async () => {
  const emulator = await startS3Emulator();
  const directory = await mkdtemp(join(tmpdir(), "eai-away-"));
  const { url: endpoint, bucket, key: credentials } = emulator;
  const settings = { endpoint, bucket, credentials, region: "us-east-1", forcePathStyle: true, prefix: "" };
  const files = createS3FileStore({ ...settings, retryPauseMilliseconds: 5 }, directory);
  const world = await createKnowledgeWorld({ files });
  try {
    const ada = await world.person("editor", "Ada");
    const { id } = await world.createKnowledgeBase(ada);
    const document = await world.upload(ada, id, "plan.md", sampleMarkdown("storage", 2));
    const reference = { knowledgeBaseId: id, documentId: document.id };
    const [row] = await world.database.select().from(documents).where(eq(documents.id, document.id));
    const versionId = row?.latestVersionId ?? "";
    const ingest = () => world.knowledge.ingestVersion(versionId, new AbortController().signal);
    const version = () => world.database.select().from(documentVersions).where(eq(documentVersions.id, versionId));
    const kept = new Map(emulator.objects);
    for (const fault of away) {
      emulator.fault(fault);
      expect((await ingest()).kind).toBe("put_off");
      expect(await world.knowledge.getDocument(ada, reference)).toMatchObject({
        state: "queued",
        activity: { waiting: "storage_unavailable" },
      });
      expect(await version()).toMatchObject([{ tries: 0, textFileKey: null }]);
      emulator.reset();
      for (const [name, object] of kept) emulator.objects.set(name, object);
    }
    expect(await ingest()).toEqual({ kind: "ready" });
    expect((await version())[0]?.textFileKey).not.toBeNull();
  } finally {
    await world[Symbol.asyncDispose]();
    files.end();
    await emulator.close();
    await rm(directory, { recursive: true });
  }
});
