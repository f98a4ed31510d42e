import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { embed, generateText, stepCountIs, streamText, tool } from "ai";
import OpenAI from "openai";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { createOpenAiWorld, embedder, type OpenAiWorld, priced, thinking } from "../../../test/openai-world.ts";

let world: OpenAiWorld;

beforeAll(async () => {
  world = await createOpenAiWorld();
});
beforeEach(() => {
  world.emulator.reset();
  world.forgetUsage();
});
afterAll(() => world[Symbol.asyncDispose]());

const hello = [{ role: "user" as const, content: "Hello" }];
const weather = {
  type: "function" as const,
  function: {
    name: "get_weather",
    description: "The weather of a city",
    parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
  },
};

describe("the official client", () => {
  test("asks for a whole answer, and the call is on record once", async () => {
    const { data, response } = await world.client.chat.completions
      .create({
        model: priced,
        messages: hello,
        max_tokens: 200,
        temperature: 0.2,
        seed: 7,
        stop: ["never"],
        user: "u",
      })
      .withResponse();
    expect(data).toMatchObject({ object: "chat.completion", model: priced });
    expect(data.choices[0]).toMatchObject({ finish_reason: "stop", message: { role: "assistant" } });
    expect(data.choices[0]?.message.content).toContain("Hello");
    expect(response.headers.get("x-request-id")).toMatch(/^req_/);
    expect(["eastus", "eastus2"]).toContain(response.headers.get("x-served-by"));
    const [sent] = world.emulator.requests;
    expect(sent?.body).toMatchObject({ model: priced, max_tokens: 200, temperature: 0.2, seed: 7, stop: ["never"] });
    const rows = await world.usage(1);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      purpose: "completion",
      outcome: "ok",
      channel: "api",
      actorId: world.person.id,
      estimated: false,
      promptTokens: data.usage?.prompt_tokens,
      completionTokens: data.usage?.completion_tokens,
      requestId: response.headers.get("x-request-id"),
    });
    expect(rows[0]?.costMicroUsd).toBeGreaterThan(0);
    expect(rows[0]?.apiKeyId).toMatch(/^key_/);
  });

  test("reads a stream, with the usage chunk only where it asked", async () => {
    for (const wanted of [false, true]) {
      const stream = await world.client.chat.completions.create({
        model: priced,
        messages: hello,
        stream: true,
        ...(wanted && { stream_options: { include_usage: true } }),
      });
      const chunks = await Array.fromAsync(stream);
      expect(chunks.every(({ model }) => model === priced)).toBe(true);
      expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? "").join("")).toContain("Hello");
      expect(chunks.flatMap(({ choices }) => choices[0]?.finish_reason ?? [])).toEqual(["stop"]);
      expect(chunks.filter(({ usage }) => usage)).toHaveLength(wanted ? 1 : 0);
      if (wanted) expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: expect.any(Number) } });
    }
    expect(await world.usage(2)).toMatchObject([
      { outcome: "ok", estimated: false },
      { outcome: "ok", estimated: false },
    ]);
  });

  test.each([false, true])("calls tools and sends their results (stream: %s)", async (stream) => {
    world.emulator.use({ toolCalls: [{ name: "get_weather", arguments: '{"city":"Zürich"}' }] });
    const asked: OpenAI.ChatCompletionMessageParam[] = [{ role: "user", content: "How is the weather in Zürich?" }];
    const body = { model: priced, messages: asked, tools: [weather], tool_choice: "auto" as const };
    const first = stream
      ? await world.client.chat.completions.stream(body).finalChatCompletion()
      : await world.client.chat.completions.create(body);
    const [choice] = first.choices;
    expect(choice?.finish_reason).toBe("tool_calls");
    const [call] = choice?.message.tool_calls ?? [];
    expect(call).toMatchObject({ type: "function", function: { name: "get_weather", arguments: '{"city":"Zürich"}' } });
    const second = await world.client.chat.completions.create({
      model: priced,
      messages: [
        ...asked,
        { role: "assistant", content: null, tool_calls: choice?.message.tool_calls ?? [] },
        { role: "tool", tool_call_id: call?.id ?? "", content: "Sunny" },
      ],
      tools: [weather],
    });
    expect(second.choices[0]?.finish_reason).toBe("stop");
  });

  test("asks a model that thinks in the words that it takes", async () => {
    const answer = await world.client.chat.completions.create({
      model: thinking,
      messages: hello,
      max_tokens: 500,
      temperature: 0.3,
      reasoning_effort: "low",
    });
    expect(answer.choices[0]?.message.content).toContain("Hello");
    const body = world.emulator.requests.at(-1)?.body as Record<string, unknown>;
    expect(body).toMatchObject({ max_completion_tokens: 500, reasoning_effort: "low" });
    expect(body).not.toHaveProperty("max_tokens");
    expect(body).not.toHaveProperty("temperature");
  });

  test("embeds, as numbers and as Base64", async () => {
    const inputs = ["One text", "another text"];
    const floats = await world.client.embeddings.create({ model: embedder, input: inputs, encoding_format: "float" });
    // The client asks for Base64 when nothing is said.
    const packed = await world.client.embeddings.create({ model: embedder, input: inputs });
    expect(world.emulator.requests.map(({ body }) => (body as { encoding_format: string }).encoding_format)).toEqual([
      "float",
      "base64",
    ]);
    expect(floats.data.map(({ index, embedding }) => [index, embedding.length])).toEqual([
      [0, 1536],
      [1, 1536],
    ]);
    for (const [index, { embedding }] of packed.data.entries()) {
      for (const [place, value] of embedding.entries())
        expect(value).toBeCloseTo(floats.data[index]?.embedding[place] ?? 9, 5);
    }
    const small = await world.client.embeddings.create({ model: embedder, input: [[1, 2, 3]], dimensions: 8 });
    expect(small).toMatchObject({
      model: embedder,
      data: [{ embedding: { length: 8 } }],
      usage: { prompt_tokens: expect.any(Number) },
    });
    expect(await world.usage(3)).toMatchObject(
      Array.from({ length: 3 }, () => ({ purpose: "embedding", outcome: "ok" })),
    );
  });

  test("lists what it may name", async () => {
    const { data } = await world.client.models.list();
    expect(data.map(({ id }) => id)).toEqual(expect.arrayContaining([priced, thinking, embedder]));
    expect(await world.client.models.retrieve(priced)).toMatchObject({
      id: priced,
      object: "model",
      owned_by: "azure",
    });
    await expect(world.client.models.retrieve("gpt-9")).rejects.toMatchObject({ status: 404, code: "model_not_found" });
  });
});

describe("errors, as the official client reads them", () => {
  const ask = (client: OpenAI, more: object = {}) =>
    client.chat.completions.create({ model: priced, messages: hello, ...more });

  test("no key, a wrong key, a key without the scope", async () => {
    const other = new OpenAI({ baseURL: `${world.url}/v1`, apiKey: "eai_wrong", maxRetries: 0 });
    await expect(ask(other)).rejects.toMatchObject({
      status: 401,
      code: "invalid_api_key",
      type: "authentication_error",
    });
    const none = await fetch(`${world.url}/v1/models`);
    expect([none.status, none.headers.get("content-type")]).toEqual([401, "application/json; charset=utf-8"]);
    const key = await world.makeKey(world.person, ["knowledge.read"]);
    const reader = new OpenAI({ baseURL: `${world.url}/v1`, apiKey: key, maxRetries: 0 });
    await expect(ask(reader)).rejects.toMatchObject({
      status: 403,
      code: "permission_denied",
      type: "permission_error",
    });
    expect(world.emulator.requests).toHaveLength(0);
  });

  test("the key in the other headers, and a token", async () => {
    for (const headers of [{ "x-api-key": world.key }, { "api-key": world.key }]) {
      const answer = await fetch(`${world.url}/v1/models`, { headers: headers as Record<string, string> });
      expect(answer.status).toBe(200);
    }
    const { token } = (await world.person.request({ method: "GET", url: "/api/auth/token" })).json<{ token: string }>();
    const byToken = new OpenAI({ baseURL: `${world.url}/v1`, apiKey: token, maxRetries: 0 });
    expect((await ask(byToken)).choices).toHaveLength(1);
  });

  test("an unknown model, a wrong parameter, an unknown one", async () => {
    await expect(ask(world.client, { model: "gpt-9" })).rejects.toMatchObject({
      status: 404,
      code: "model_not_found",
      param: "model",
    });
    await expect(ask(world.client, { temperature: 5 })).rejects.toMatchObject({ status: 400, param: "temperature" });
    await expect(ask(world.client, { n: 2 })).rejects.toMatchObject({ status: 400, param: "n" });
    await expect(ask(world.client, { data_sources: [] })).rejects.toMatchObject({ status: 400, param: "data_sources" });
    await expect(ask(world.client, { messages: [] })).rejects.toMatchObject({ status: 400, param: "messages" });
    await expect(world.client.embeddings.create({ model: priced, input: "x" })).rejects.toMatchObject({ status: 404 });
    expect(world.emulator.requests).toHaveLength(0);
  });

  test("what the model's server says of a bad request is told, once", async () => {
    world.emulator.use({
      fail: { status: 400, code: "invalid_function_parameters", message: "Invalid schema for f." },
    });
    await expect(ask(world.client)).rejects.toMatchObject({
      status: 400,
      code: "invalid_function_parameters",
      message: expect.stringContaining("Invalid schema for f."),
    });
    expect(world.emulator.requests).toHaveLength(1);
  });

  test("throttled everywhere is 503 with the time to come back", async () => {
    world.emulator.use({ fail: { status: 429, retryAfterSeconds: 2 }, match: { deployment: priced }, times: 2 });
    const refused = await ask(world.client).catch((error: unknown) => error);
    expect(refused).toMatchObject({ status: 503, code: "model_unavailable", type: "server_error" });
    expect(Number((refused as { headers: Headers }).headers.get("retry-after"))).toBeGreaterThan(0);
    expect(world.emulator.requests).toHaveLength(2);
    expect(await world.usage(2)).toMatchObject([
      { outcome: "failed", costMicroUsd: 0 },
      { outcome: "failed", costMicroUsd: 0 },
    ]);
  });
});

describe("the AI SDK", () => {
  const provider = () =>
    createOpenAICompatible({ name: "eai", baseURL: `${world.url}/v1`, apiKey: world.key, includeUsage: true });

  test("writes, streams, uses tools and embeds", async () => {
    const model = provider().chatModel(thinking);
    expect((await generateText({ model, prompt: "Hello" })).text).toContain("Hello");
    const streamed = streamText({ model, prompt: "Hello" });
    expect(await streamed.text).toContain("Hello");
    expect((await streamed.usage).inputTokens).toBeGreaterThan(0);
    world.emulator.use({ toolCalls: [{ name: "add", arguments: '{"a":1,"b":2}' }] });
    const add = tool({ inputSchema: z.object({ a: z.number(), b: z.number() }), execute: async ({ a, b }) => a + b });
    const used = await generateText({ model, prompt: "What is 1 + 2?", tools: { add }, stopWhen: stepCountIs(3) });
    expect(used.steps.flatMap((step) => step.toolResults.map(({ output }) => output))).toEqual([3]);
    const { embedding } = await embed({ model: provider().embeddingModel(embedder), value: "A text" });
    expect(embedding).toHaveLength(1536);
  });
});

test("what a model thinks, and what is searched, is reserved too where the answer is written here", async () => {
  const made = await world.person.request({
    method: "POST",
    url: "/api/v1/knowledge-bases",
    payload: { name: "Shelf", scope: "organization" },
  });
  const { id } = made.json<{ id: string }>();
  async function reservedFor(email: string, more: object): Promise<number> {
    const key = await world.makeKey(await world.api.signUp(email));
    const answer = await world.post(
      "/v1/chat/completions",
      { model: thinking, messages: hello, max_tokens: 1, ...more },
      { authorization: `Bearer ${key}` },
    );
    expect(answer.status, await answer.text()).toBe(200);
    const tokens = (name: string) => Number(answer.headers.get(`x-ratelimit-${name}-tokens`));
    return tokens("limit") - tokens("remaining");
  }
  expect(await reservedFor("relayed@example.com", {})).toBeLessThan(100);
  // Rules, 6,000 of passages, 4,000 of thoughts, and the question as it is embedded.
  expect(await reservedFor("written@example.com", { knowledge_base_ids: [id] })).toBeGreaterThan(11_000);
  // Megabytes would be read for markers while everybody else waits.
  const long = { role: "system", content: "[1".repeat(250_000) };
  const answer = await world.post("/v1/chat/completions", { messages: [long, ...hello], knowledge_base_ids: [id] });
  expect([answer.status, await answer.json()]).toMatchObject([400, { error: { param: "messages" } }]);
});
