import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Document, DocumentState, KnowledgeBase } from "@eai/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ModelEmulator, startModelEmulator } from "../../ops/dev/model-emulator/index.ts";
import type { StoredCounts } from "../knowledge-world.ts";
import { type Person, personWith, startProduct } from "../product.ts";
import { sampleMarkdown } from "../sample-documents.ts";
import { inspectDataDirectory } from "./stored-state.ts";

const content = sampleMarkdown("harbour", 120);
const stages: readonly DocumentState[] = ["queued", "extracting", "chunking", "embedding", "indexing", "ready"];
const takeoverLimitMs = 90_000;

/** The product as a process, killed without mercy while it prepares a document. */
describe("the product is killed", () => {
  let emulator: ModelEmulator;
  let undisturbed: StoredCounts;
  let prepared: Awaited<ReturnType<typeof temporaryDirectory>>;
  let cookie: string;
  let knowledgeBase: KnowledgeBase;
  beforeAll(async () => {
    emulator = await startModelEmulator();
    prepared = await temporaryDirectory();
    const product = await start(prepared.path);
    const ada = await product.signUp({ name: "Ada", email: "ada@example.com" });
    cookie = ada.cookie;
    knowledgeBase = await ada.createKnowledgeBase({
      name: "Harbour",
      chunking: { size_tokens: 128, overlap_tokens: 16, contextual_prefix: false },
    });
    await product.stop();
    await using directory = await temporaryDirectory(prepared.path);
    undisturbed = await ingestUndisturbed(directory.path);
    expect(undisturbed.chunks).toBeGreaterThan(100);
  }, 240_000);
  afterAll(async () => {
    await emulator.close();
    await prepared[Symbol.asyncDispose]();
  });

  async function ingestUndisturbed(dataDirectory: string): Promise<StoredCounts> {
    const product = await start(dataDirectory);
    const ada = personWith(product.url, product.webOrigin, cookie);
    expect((await ada.ingest(knowledgeBase.id, "harbour.md", content)).state).toBe("ready");
    await product.stop();
    const state = await inspectDataDirectory(dataDirectory);
    expect(state.faults).toEqual([]);
    return state.counts;
  }

  test.each(["extracting", "embedding", "indexing"] as const)(
    "while a document is %s: it becomes ready, as if nothing had been",
    async (stage) => {
      await using directory = await temporaryDirectory(prepared.path);
      const first = await start(directory.path);
      const ada = personWith(first.url, first.webOrigin, cookie);
      const barrier = stage === "embedding" ? emulator.hold("first_token", { endpoint: "embeddings" }) : undefined;
      const response = await ada.upload(knowledgeBase.id, "harbour.md", content);
      expect(response.status).toBe(202);
      const document = (await response.json()) as Document;
      if (barrier) await barrier.reached();
      else await reached(ada, document, stage);
      await first.kill();
      emulator.reset();

      const killedAt = Date.now();
      await using second = await start(directory.path);
      const adaAgain = personWith(second.url, second.webOrigin, cookie);
      const ready = await finished(adaAgain, document, killedAt + takeoverLimitMs);
      expect(ready).toMatchObject({ id: document.id, state: "ready", version: 1 });
      const same = await adaAgain.upload(knowledgeBase.id, "harbour.md", content);
      expect(((await same.json()) as Document).id).toBe(document.id);
      expect(await second.stop()).toBe(0);
      const state = await inspectDataDirectory(directory.path);
      expect(state.faults).toEqual([]);
      expect(state.counts).toEqual(undisturbed);
    },
  );

  test("not killed but told to stop while a document is embedded: it goes on after the next start", async () => {
    await using directory = await temporaryDirectory(prepared.path);
    const first = await start(directory.path);
    const ada = personWith(first.url, first.webOrigin, cookie);
    const barrier = emulator.hold("first_token", { endpoint: "embeddings" });
    const document = (await (await ada.upload(knowledgeBase.id, "harbour.md", content)).json()) as Document;
    await barrier.reached();
    const stoppedAt = Date.now();
    expect(await first.stop()).toBe(0);
    expect(Date.now() - stoppedAt).toBeLessThan(30_000);
    emulator.reset();

    await using second = await start(directory.path);
    const adaAgain = personWith(second.url, second.webOrigin, cookie);
    expect((await finished(adaAgain, document, Date.now() + takeoverLimitMs)).state).toBe("ready");
    await second.stop();
    const state = await inspectDataDirectory(directory.path);
    expect(state.faults).toEqual([]);
    expect(state.counts).toEqual(undisturbed);
  });

  test("while a file comes in: nothing half is there, and it can be uploaded again", async () => {
    await using directory = await temporaryDirectory(prepared.path);
    const first = await start(directory.path);
    const ada = personWith(first.url, first.webOrigin, cookie);
    const sending = sendSlowly(ada, knowledgeBase.id, () => first.kill());
    await expect(sending).rejects.toThrow();

    await using second = await start(directory.path);
    const adaAgain = personWith(second.url, second.webOrigin, cookie);
    const { data } = await adaAgain.call<{ data: Document[] }>(
      "GET",
      `/api/v1/knowledge-bases/${knowledgeBase.id}/documents`,
    );
    expect(data).toEqual([]);
    expect((await adaAgain.ingest(knowledgeBase.id, "harbour.md", content)).state).toBe("ready");
    await second.stop();
    const state = await inspectDataDirectory(directory.path);
    expect(state.faults).toEqual([]);
    expect(state.counts).toEqual(undisturbed);
  });

  function start(dataDirectory: string) {
    return startProduct({
      dataDirectory,
      environment: {
        OPENAI_BASE_URL: `${emulator.url}/v1`,
        OPENAI_API_KEY: emulator.apiKey,
        OPENAI_EMBEDDING_MODEL: "text-embedding-3-small",
        EMBEDDING_DIMENSIONS: "64",
      },
    });
  }
});

function get(person: Person, document: Document): Promise<Document> {
  return person.call("GET", `/api/v1/knowledge-bases/${document.knowledge_base_id}/documents/${document.id}`);
}

/** Short stages may be over before they are seen; then it is the one after. */
async function reached(person: Person, document: Document, stage: DocumentState): Promise<void> {
  while (stages.indexOf((await get(person, document)).state) < stages.indexOf(stage)) {
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

async function finished(person: Person, document: Document, deadline: number): Promise<Document> {
  for (;;) {
    const now = await get(person, document);
    if (now.state === "ready" || now.state === "failed") return now;
    if (Date.now() > deadline) throw new Error(`still ${now.state}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Half a multipart body, then silence. */
function sendSlowly(person: Person, knowledgeBaseId: string, afterHalf: () => Promise<void>): Promise<Response> {
  const boundary = "half";
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="harbour.md"\r\ncontent-type: text/markdown\r\n\r\n`;
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      controller.enqueue(encoder.encode(head + content.slice(0, content.length / 2)));
      await new Promise((resolve) => setTimeout(resolve, 300));
      await afterHalf();
      await new Promise((resolve) => setTimeout(resolve, 2000));
      controller.error(new Error("The server was killed, and nothing came back."));
    },
  });
  const init = {
    method: "POST",
    headers: { "content-type": `multipart/form-data; boundary=${boundary}` },
    body,
    duplex: "half",
  } satisfies RequestInit & { duplex: "half" };
  return person.fetch(`/api/v1/knowledge-bases/${knowledgeBaseId}/documents`, init);
}

/** @param from a data directory to begin with a copy of: making a new one takes seconds */
async function temporaryDirectory(from?: string): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), "eai-killed-"));
  if (from !== undefined) await cp(from, path, { recursive: true });
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
