import { openAIDeployment } from "@eai/adapters/openai";
import type { Deployment } from "@eai/modules/models";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { context, emulatedModels, readCall, reservation } from "../../ops/dev/model-emulator/emulated-models.ts";
import { type ModelEmulator, startModelEmulator } from "../../ops/dev/model-emulator/index.ts";
import { azureDeployment } from "./azure-deployment.ts";

// Names of deployments that say nothing of the model, or something wrong.
const names = { "gpt-4.1": "first", "gpt-5-mini": "gpt-4o-fast", "gpt-5-chat": "o3", "gpt-5-pro": "slow", o1: "old" };
type Model = keyof typeof names;

let emulator: ModelEmulator;
beforeAll(async () => {
  const deployments = Object.entries(names).map(([model, name]) => `${name}=${model}`);
  emulator = await startModelEmulator({ deployments });
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.close());

const azure = (model: Model, details: Partial<Parameters<typeof azureDeployment>[0]> = {}) =>
  azureDeployment({
    region: "eastus",
    baseUrl: `${emulator.url}/openai/v1`,
    credential: { apiKey: emulator.apiKey },
    deployment: names[model],
    model,
    ...details,
  });
const plain = (model: Model, details: Partial<Parameters<typeof openAIDeployment>[0]> = {}) =>
  openAIDeployment({
    baseUrl: `${emulator.url}/v1`,
    apiKey: emulator.apiKey,
    deployment: names[model],
    model,
    ...details,
  });

/** Sends all there is to send, and gives back what arrived. */
async function send(deployment: Deployment) {
  const { stream } = await deployment.languageModel.doStream({
    prompt: [
      { role: "system", content: "Be brief." },
      { role: "user", content: [{ type: "text", text: "Hello" }] },
    ],
    maxOutputTokens: 500,
    temperature: 0.5,
    topP: 0.9,
    presencePenalty: 0.1,
    frequencyPenalty: 0.1,
    stopSequences: ["STOP"],
    seed: 7,
    ...(deployment.providerOptions && { providerOptions: deployment.providerOptions }),
  });
  const parts = await Array.fromAsync(stream);
  const [request] = emulator.requests;
  const { messages, input, ...body } = (request?.body ?? {}) as Record<string, unknown>;
  const [instructions] = (messages ?? input) as { role: string }[];
  const text = parts.map((part) => (part.type === "text-delta" ? part.delta : "")).join("");
  return {
    path: request?.path,
    role: instructions?.role,
    body,
    text,
    finish: parts.find(({ type }) => type === "finish"),
  };
}

const sampling = { temperature: 0.5, top_p: 0.9 };
const penalties = { presence_penalty: 0.1, frequency_penalty: 0.1, stop: ["STOP"], seed: 7 };
const streamed = { stream: true, stream_options: { include_usage: true } };

describe.each([
  ["Azure", azure, "/openai/v1"],
  ["an OpenAI-compatible endpoint", plain, "/v1"],
] as const)("through %s", (_, connect, base) => {
  test("a model that writes is asked with everything, through chat completions", async () => {
    const seen = await send(connect("gpt-4.1"));
    expect(seen).toMatchObject({ path: `${base}/chat/completions`, role: "system" });
    expect(seen.body).toEqual({ model: "first", max_tokens: 500, ...sampling, ...penalties, ...streamed });
    expect(seen.text).toContain("Hello");
  });

  test("a model that thinks is asked as such, whatever its deployment is called", async () => {
    const seen = await send(connect("gpt-5-mini"));
    expect(seen.role).toBe("developer");
    expect(seen.body).toEqual({ model: "gpt-4o-fast", max_completion_tokens: 500, seed: 7, ...streamed });
    expect(seen.finish).toMatchObject({ usage: { outputTokens: { reasoning: 64 } } });
  });

  test("a model that does not think is not asked as if it did, whatever its deployment is called", async () => {
    const seen = await send(connect("gpt-5-chat"));
    expect(seen.role).toBe("system");
    expect(seen.body).toEqual({ model: "o3", max_tokens: 500, ...sampling, ...penalties, ...streamed });
  });

  test("through Responses nothing is stored, and names are its own", async () => {
    const seen = await send(connect("gpt-4.1", { surface: "responses" }));
    expect(seen).toMatchObject({ path: `${base}/responses`, role: "system" });
    expect(seen.body).toEqual({ model: "first", max_output_tokens: 500, ...sampling, store: false, stream: true });
    expect(seen.text).toContain("Hello");
    expect(seen.finish).toMatchObject({ finishReason: { unified: "stop" } });
  });

  test("a model that thinks, through Responses", async () => {
    emulator.use({ cachedTokens: 5, reasoningTokens: 10 });
    const seen = await send(connect("gpt-5-mini", { surface: "responses" }));
    expect(seen.role).toBe("developer");
    expect(seen.body).toMatchObject({ max_output_tokens: 500, store: false, stream: true });
    expect(Object.keys(seen.body).filter((name) => name in { ...sampling, ...penalties })).toEqual([]);
    expect(seen.finish).toMatchObject({
      usage: { inputTokens: { cacheRead: 5 }, outputTokens: { reasoning: 10 } },
    });
  });

  test("a model that cannot stream is asked for the whole, which comes in one piece", async () => {
    const seen = await send(connect("gpt-5-pro"));
    expect(seen.path).toBe(`${base}/responses`);
    expect(seen.body).not.toHaveProperty("stream");
    expect(seen.text).toContain("Hello");
    emulator.reset();
    const chat = await send(connect("o1"));
    expect(chat.body).toEqual({ model: "old", max_completion_tokens: 500, seed: 7 });
    expect(chat.finish).toMatchObject({ usage: { inputTokens: { total: expect.any(Number) } } });
  });

  test("what the operator says goes before the catalogue", async () => {
    const capabilities = { parameters: ["top_p"], streamUsage: false, systemRole: "developer" } as const;
    const seen = await send(connect("gpt-4.1", { capabilities, maxOutputTokens: 100 }));
    expect(seen.role).toBe("developer");
    expect(seen.body).toEqual({ model: "first", max_tokens: 100, top_p: 0.9, stream: true });
  });
});

describe("an answer through the gateway", () => {
  const messages = [{ role: "user" as const, content: "Hello there" }];

  test("of a model that cannot stream is passed on in one piece, with its usage", async () => {
    const { models } = emulatedModels(emulator, { deployments: [azure("gpt-5-pro")] });
    const call = models.stream(context, reservation, { messages, signal: context.signal });
    const { parts, error } = await readCall(call);
    expect([error, parts.map(({ type }) => type)]).toEqual([undefined, ["served", "text", "finish"]]);
    expect(call.usage("ok")).toMatchObject({ outcome: "ok", estimated: false, reasoningTokens: 64 });
  });

  test("through Responses says how it ended", async () => {
    const { models } = emulatedModels(emulator, { deployments: [azure("gpt-4.1", { surface: "responses" })] });
    const ask = () => readCall(models.stream(context, reservation, { messages, signal: context.signal }));
    emulator.use({ completionFiltered: true, times: 1 }, { finishReason: "length", times: 1 });
    expect((await ask()).parts.at(-1)).toEqual({ type: "finish", reason: "content-filter" });
    expect((await ask()).parts.at(-1)).toEqual({ type: "finish", reason: "length" });
    expect((await ask()).parts.at(-1)).toEqual({ type: "finish", reason: "stop" });
    emulator.use({ endAfterTokens: 3, times: 1 });
    expect((await ask()).error).toMatchObject({ code: "model_failed" });
    emulator.use({ errorAfterTokens: 3, times: 1 });
    const broken = await ask();
    expect([broken.error, broken.text !== ""]).toEqual([expect.objectContaining({ code: "model_failed" }), true]);
    emulator.use({ promptFiltered: true });
    expect((await ask()).error).toMatchObject({ code: "content_filtered" });
  });
});
