import { azureEmbeddingDeployment } from "@eai/adapters/azure";
import { openAIEmbeddingDeployment } from "@eai/adapters/openai";
import { listLedger, type UsageDraft } from "@eai/modules/governance";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { context, emulatedModels, reservation } from "../../ops/dev/model-emulator/emulated-models.ts";
import { type ModelEmulator, startModelEmulator } from "../../ops/dev/model-emulator/index.ts";
import type { Models } from "./create-models.ts";

let emulator: ModelEmulator;
beforeAll(async () => {
  emulator = await startModelEmulator();
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.close());

const embed = (
  models: Models,
  texts: readonly string[],
  purpose: "query" | "ingestion" = "ingestion",
  signal?: AbortSignal,
) => models.embed(context, reservation, { texts, purpose, ...(signal && { signal }) });
const inputCounts = () => emulator.requests.map(({ body }) => (body as { input: string[] }).input.length);

describe("embedding", () => {
  test("keeps the order over batches of 2,048", async () => {
    const { models, recorded } = emulatedModels(emulator);
    const texts = Array.from({ length: 5000 }, (_, index) => `passage ${index}`);
    const { vectors, model, dimensions } = await embed(models, texts);
    expect([model, dimensions, vectors.length]).toEqual(["text-embedding-3-small", 256, 5000]);
    expect(inputCounts()).toEqual([2048, 2048, 904]);
    const some = [0, 2047, 2048, 4999];
    const again = await embed(
      models,
      some.map((index) => texts[index] ?? ""),
    );
    expect(some.map((index) => vectors[index])).toEqual(again.vectors);
    expect(recorded[0]).toMatchObject({
      purpose: "ingestion_embedding",
      outcome: "ok",
      estimated: false,
      firstTokenMs: null,
    });
    expect(recorded).toHaveLength(4);
  });

  test("stays under the limit of tokens in a request", async () => {
    const { models } = emulatedModels(emulator);
    const long = "annual leave policy ".repeat(2000);
    await embed(
      models,
      Array.from({ length: 50 }, () => long),
    );
    expect(inputCounts().reduce((sum, count) => sum + count)).toBe(50);
    expect(Math.max(...inputCounts())).toBeLessThanOrEqual(250_000 / 6000);
  });

  test("cuts what is too long, and takes an empty text", async () => {
    const { models } = emulatedModels(emulator);
    const { vectors } = await embed(models, ["汉语".repeat(10_000), "", "short"]);
    expect(vectors.map(({ length }) => length)).toEqual([256, 256, 256]);
  });

  test("asks for its dimensions at every kind of endpoint", async () => {
    const settings = { model: "text-embedding-3-large", dimensions: 512, sendDimensions: true };
    const endpoint = { baseUrl: `${emulator.url}/v1`, apiKey: emulator.apiKey };
    const { models } = emulatedModels(emulator, {
      embeddingDeployments: [openAIEmbeddingDeployment({ ...endpoint, ...settings })],
    });
    expect((await embed(models, ["leave"])).vectors[0]).toHaveLength(512);
  });

  test("says which dimensions the model gives when they are not the configured ones", async () => {
    const resource = {
      region: "eastus",
      baseUrl: `${emulator.url}/openai/v1`,
      credential: { apiKey: emulator.apiKey },
    };
    const settings = { deployment: "text-embedding-3-small", model: "own", dimensions: 100, sendDimensions: false };
    const { models } = emulatedModels(emulator, {
      embeddingDeployments: [azureEmbeddingDeployment({ ...resource, ...settings })],
    });
    await expect(embed(models, ["leave"])).rejects.toMatchObject({
      code: "model_failed",
      message: expect.stringContaining("1536"),
    });
  });
});

describe("an embedding model in trouble", () => {
  const one = () => {
    const { models, recorded } = emulatedModels(emulator, { embeddingDeployments: [onlyDeployment()] });
    return { models, recorded };
  };

  test("the wait of a 429 is kept, and requests become smaller", async () => {
    emulator.use({ times: 1, fail: { status: 429, retryAfterMs: 300 } });
    const { models, recorded } = one();
    const started = performance.now();
    const long = "annual leave policy ".repeat(2000);
    const { vectors } = await embed(
      models,
      Array.from({ length: 40 }, () => long),
    );
    expect(performance.now() - started).toBeGreaterThan(290);
    expect(vectors).toHaveLength(40);
    const [first = 0, second = 0] = inputCounts();
    expect(second).toBeLessThan(first);
    expect(recorded[0]).toMatchObject({ outcome: "failed", promptTokens: 0, costMicroUsd: 0 });
  });

  test.each([500, 503, 408])("%i is retried", async (status) => {
    emulator.use({ times: 2, fail: { status } });
    const { models } = one();
    expect((await embed(models, ["leave"])).vectors).toHaveLength(1);
    expect(emulator.requests).toHaveLength(3);
  });

  test("the other region answers at once", async () => {
    emulator.use({ times: 1, fail: { status: 429, retryAfterSeconds: 60 } });
    const { models } = emulatedModels(emulator);
    const started = performance.now();
    await embed(models, ["leave"]);
    expect(performance.now() - started).toBeLessThan(30_000);
    expect(new Set(emulator.requests.map(({ region }) => region)).size).toBe(2);
  });

  test("a person who asks does not wait half a minute", async () => {
    emulator.use({ fail: { status: 429, retryAfterSeconds: 30 } });
    const { models } = one();
    await expect(embed(models, ["leave"], "query")).rejects.toMatchObject({
      code: "model_unavailable",
      retryAfterSeconds: 30,
    });
    expect(emulator.requests).toHaveLength(1);
  });

  test("many documents get through a small quota with few calls in vain, and a question is asked meanwhile", async () => {
    const match = { endpoint: "embeddings", promptIncludes: "document" } as const;
    emulator.use({ match, quota: { requests: 3, windowMs: 400 } });
    const { models, recorded } = one();
    const documents = Array.from({ length: 12 }, (_, index) => `document ${index}`);
    const work = Promise.all(
      [0, 1, 2, 3].map(async (worker) => {
        for (const [index, text] of documents.entries()) if (index % 4 === worker) await embed(models, [text]);
      }),
    );
    const refused = () => emulator.requests.filter(({ status }) => status === 429).length;
    await Promise.race([work, expect.poll(refused, { timeout: 20_000, interval: 5 }).toBeGreaterThan(0)]);
    expect((await embed(models, ["leave"], "query")).vectors).toHaveLength(1);
    await work;
    const calls = recorded.filter(({ purpose }) => purpose === "ingestion_embedding");
    expect(calls.filter(({ outcome }) => outcome === "ok")).toHaveLength(documents.length);
    expect(calls.length).toBeLessThanOrEqual(2 * documents.length);
  });

  test("a request given up before it was sent is not on record", async () => {
    const stop = new AbortController();
    const recorded: UsageDraft[] = [];
    const ledger = listLedger(recorded);
    const begin: typeof ledger.begin = (...call) => {
      stop.abort(new Error("the worker stops"));
      return ledger.begin(...call);
    };
    const known = one();
    await embed(known.models, ["leave"]);
    expect(known.recorded).toHaveLength(1);
    const { models } = emulatedModels(emulator, {
      embeddingDeployments: [onlyDeployment()],
      ledger: { ...ledger, begin },
    });
    await expect(embed(models, ["leave"], "ingestion", stop.signal)).rejects.toThrow("the worker stops");
    expect(emulator.requests).toHaveLength(1);
    expect(recorded).toEqual([]);
  });

  test("a wait ends with its signal", async () => {
    emulator.use({ fail: { status: 429, retryAfterSeconds: 30 } });
    const stop = new AbortController();
    const asking = embed(one().models, ["leave"], "ingestion", stop.signal);
    setTimeout(() => stop.abort(new Error("the worker stops")), 100);
    await expect(asking).rejects.toThrow("the worker stops");
  });

  test("a wrong key or a refusal is told, not retried", async () => {
    emulator.use({ times: 1, fail: { status: 401 } }, { times: 1, fail: { status: 400 } });
    await expect(embed(one().models, ["leave"])).rejects.toMatchObject({ code: "model_failed" });
    await expect(embed(one().models, ["leave"])).rejects.toMatchObject({ code: "model_failed" });
    expect(emulator.requests).toHaveLength(2);
  });
});

function onlyDeployment() {
  return azureEmbeddingDeployment({
    region: "eastus",
    baseUrl: `${emulator.url}/eastus/openai/v1`,
    credential: { apiKey: emulator.apiKey },
    deployment: "text-embedding-3-small",
    model: "text-embedding-3-small",
    dimensions: 256,
    sendDimensions: true,
  });
}
