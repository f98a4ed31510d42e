import { azureDeployment } from "@eai/adapters/azure";
import { openAIDeployment } from "@eai/adapters/openai";
import { quoteDeployment } from "@eai/adapters/quote";
import { listLedger } from "@eai/modules/governance";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { context, emulatedModels, readCall, reservation } from "../../ops/dev/model-emulator/emulated-models.ts";
import { type ModelEmulator, startModelEmulator } from "../../ops/dev/model-emulator/index.ts";
import { createModels } from "./create-models.ts";
import type { ApiSurface } from "./deployment.ts";

let emulator: ModelEmulator;
beforeAll(async () => {
  emulator = await startModelEmulator();
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.close());

describe("the catalogue", () => {
  const base = {
    deployments: [quoteDeployment()],
    embeddingDeployments: [],
    ledger: listLedger(),
    permittedModels: async () => null,
  };

  test("lists a model once with all its regions, the quote model only as the default of last resort", async () => {
    const { models } = emulatedModels(emulator);
    expect(await models.list(context)).toMatchObject([
      { name: "gpt-4.1", regions: ["eastus", "eastus2"], isDefault: true },
    ]);
    const bare = createModels(base);
    expect(await bare.resolve(context)).toMatchObject({ name: "quote", provider: "quote", isDefault: true });
    expect([bare.hasLanguageModel, bare.embedding]).toEqual([false, null]);
    const local = openAIDeployment({ baseUrl: "http://127.0.0.1:1/v1", apiKey: undefined, model: "llama3.3" });
    const both = createModels({ ...base, deployments: [quoteDeployment(), local] });
    expect((await both.resolve(context)).name).toBe("llama3.3");
    expect(both.hasLanguageModel).toBe(true);
  });

  test("knows no other names", async () => {
    const { models } = emulatedModels(emulator);
    await expect(models.resolve(context, "gpt-9")).rejects.toMatchObject({ code: "model_not_found" });
  });

  test("has only what is permitted; the first of it is the default", async () => {
    const local = (model: string) => openAIDeployment({ baseUrl: "http://127.0.0.1:1/v1", apiKey: undefined, model });
    let permitted: string[] = ["b", "unknown"];
    const models = createModels({
      ...base,
      deployments: [local("a"), local("b"), local("c")],
      permittedModels: async () => permitted,
    });
    expect(await models.list(context)).toMatchObject([{ name: "b", isDefault: true }]);
    expect((await models.resolve(context)).name).toBe("b");
    const refusal = { code: "permission_denied", message: expect.stringContaining("Choose one of: b.") };
    await expect(models.resolve(context, "a")).rejects.toMatchObject(refusal);
    await expect(models.resolve(context, "unknown")).rejects.toMatchObject({ code: "model_not_found" });
    permitted = [];
    await expect(models.resolve(context)).rejects.toMatchObject({ code: "permission_denied" });
  });

  test("calls nothing that is not permitted any more when the answer begins", async () => {
    let permitted: string[] | null = null;
    const { models, recorded } = emulatedModels(emulator, { permittedModels: async () => permitted });
    const messages = [{ role: "user" as const, content: "Hello" }];
    const call = models.stream(context, reservation, { model: "gpt-4.1", messages, signal: context.signal });
    permitted = ["gpt-4o"];
    expect((await readCall(call)).error).toMatchObject({ code: "permission_denied" });
    const titling = models.generateText(context, reservation, { purpose: "title", messages, signal: context.signal });
    await expect(titling).rejects.toMatchObject({ code: "permission_denied" });
    expect(emulator.requests).toEqual([]);
    expect([call.reachedUpstream, recorded]).toEqual([false, []]);
  });

  test("refuses two deployments of one id", () => {
    const deployments = [quoteDeployment(), quoteDeployment()];
    expect(() => createModels({ ...base, deployments })).toThrow(/quote/);
  });
});

describe("calls", () => {
  const title = [
    { role: "system" as const, content: "Write a title of at most six words for this conversation." },
    { role: "user" as const, content: "Question:\nhow many days of annual leave do we have?\n\nAnswer:\nThirty." },
  ];

  test("a title comes in one piece and is on record", async () => {
    const { models, recorded } = emulatedModels(emulator);
    const text = await models.generateText(context, reservation, {
      purpose: "title",
      messages: title,
      maxOutputTokens: 30,
      signal: context.signal,
    });
    expect(text).toBe("How many days of annual leave");
    expect(recorded).toMatchObject([{ purpose: "title", outcome: "ok", estimated: false }]);
  });

  test("a title that fails is on record too", async () => {
    emulator.use({ fail: { status: 500 } });
    const { models, recorded } = emulatedModels(emulator);
    const asking = models.generateText(context, reservation, {
      purpose: "title",
      messages: title,
      signal: context.signal,
    });
    await expect(asking).rejects.toMatchObject({ code: "model_unavailable" });
    expect(recorded.map(({ region, outcome }) => [region, outcome])).toEqual([
      ["eastus", "failed"],
      ["eastus2", "failed"],
    ]);
  });

  test("a conversation stays in its region, and conversations spread", async () => {
    const { models } = emulatedModels(emulator, {
      deployments: emulatedDeploymentsOfOnePriority(),
    });
    const ask = (affinityKey: string) =>
      readCall(models.stream(context, reservation, { messages: title, affinityKey, signal: context.signal }));
    for (let turn = 0; turn < 4; turn++) await ask("ses_1");
    expect(new Set(emulator.requests.map(({ region }) => region)).size).toBe(1);
    for (let session = 2; session < 14; session++) await ask(`ses_${session}`);
    expect(new Set(emulator.requests.map(({ region }) => region)).size).toBe(2);
  });

  test.each([
    ["Azure's chat completions", azure("chat_completions"), "ses_1"],
    ["Azure's responses", azure("responses"), "ses_1"],
    ["OpenAI", compatible("gpt-4.1"), "ses_1"],
    ["an endpoint that is not known to take it", compatible("llama3.3"), undefined],
  ])("prompts of one conversation share a key of the provider's cache: %s", async (_about, deployment, key) => {
    const { models } = emulatedModels(emulator, { deployments: [deployment()] });
    await readCall(
      models.stream(context, reservation, { messages: title, affinityKey: "ses_1", signal: context.signal }),
    );
    const bodies = emulator.requests.map(({ body }) => body as { prompt_cache_key?: string });
    expect(bodies.map(({ prompt_cache_key }) => prompt_cache_key)).toEqual([key]);
  });

  test("a reservation of another tenant opens nothing", () => {
    const { models } = emulatedModels(emulator);
    const foreign = { ...context, tenantId: "ten_2" };
    expect(() => models.stream(foreign, reservation, { messages: title, signal: context.signal })).toThrow(/tenant/);
  });
});

function azure(surface: ApiSurface) {
  return () =>
    azureDeployment({
      region: "eastus",
      baseUrl: `${emulator.url}/eastus/openai/v1`,
      credential: { apiKey: emulator.apiKey },
      deployment: "gpt-4.1",
      model: "gpt-4.1",
      surface,
    });
}

function compatible(model: string) {
  return () => openAIDeployment({ baseUrl: `${emulator.url}/v1`, apiKey: emulator.apiKey, model });
}

function emulatedDeploymentsOfOnePriority() {
  return ["eastus", "eastus2"].map((region) => ({
    ...openAIDeployment({ baseUrl: `${emulator.url}/${region}/openai/v1`, apiKey: emulator.apiKey, model: "gpt-4.1" }),
    id: region,
    region,
  }));
}
