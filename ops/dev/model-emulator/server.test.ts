import { renderSourceBlock } from "@eai/modules/chat";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type ModelEmulator, startModelEmulator } from "./index.ts";

let emulator: ModelEmulator;
beforeAll(async () => {
  emulator = await startModelEmulator({ apiKey: "secret", region: "East US" });
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.close());

const question = { messages: [{ role: "user", content: "How long is the notice period?" }] };

function post(path: string, body: unknown, headers: Record<string, string> = { "api-key": "secret" }) {
  return fetch(emulator.url + path, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
}

/** Fields of the answers of all endpoints that are looked at here. */
interface WireBody {
  error: { code: string; message: string; param: string };
  choices: { message: { content: string } }[];
  data: { id: string; embedding: number[] }[];
  output: { content: { text: string }[] }[];
  requests: { status: number }[];
  held: number;
}

interface WireChunk {
  type: string;
  choices: { delta?: { role?: string; content?: string }; finish_reason?: string; content_filter_offsets?: unknown }[];
  usage: unknown;
  response: { usage: { output_tokens: number } };
}

async function json(response: Response): Promise<WireBody> {
  return (await response.json()) as WireBody;
}

async function events(response: Response): Promise<{ last: string | undefined; chunks: WireChunk[] }> {
  const data = (await response.text())
    .split("\n\n")
    .filter(Boolean)
    .map((event) => event.slice(event.indexOf("data: ") + 6));
  return { last: data.at(-1), chunks: data.filter((entry) => entry !== "[DONE]").map(toChunk) };
}

function toChunk(text: string): WireChunk {
  return JSON.parse(text) as WireChunk;
}

describe("addresses and keys", () => {
  test.each([
    ["/openai/v1/chat/completions", { model: "gpt-4.1" }],
    ["/openai/deployments/gpt-4.1/chat/completions?api-version=2024-10-21", {}],
    ["/v1/chat/completions", { model: "gpt-4.1" }],
    ["/eastus2/openai/v1/chat/completions", { model: "gpt-4.1" }],
  ])("%s answers, to a key in either header", async (path, extra) => {
    for (const headers of [{ "api-key": "secret" }, { authorization: "Bearer secret" }]) {
      const response = await post(path, { ...question, ...extra }, headers);
      expect(response.status).toBe(200);
      expect((await json(response)).choices[0]?.message.content).toContain("notice period");
    }
    expect((await post(path, { ...question, ...extra }, { "api-key": "wrong" })).status).toBe(401);
    expect((await post(path, { ...question, ...extra }, {})).status).toBe(401);
  });

  test("what is not there is 404 as Azure says it", async () => {
    const response = await post("/openai/v1/chat/completions", { ...question, model: "gpt-9" });
    expect([response.status, (await json(response)).error.code]).toEqual([404, "DeploymentNotFound"]);
    expect((await post("/openai/deployments/gpt-4.1/chat/completions", question)).status).toBe(404);
    expect((await post("/openai/v2/chat", question)).status).toBe(404);
    const wrongKind = await post("/openai/v1/chat/completions", { ...question, model: "text-embedding-3-small" });
    expect([wrongKind.status, (await json(wrongKind)).error.code]).toEqual([400, "OperationNotSupported"]);
  });

  test("lists its models and names its region", async () => {
    const models = await fetch(`${emulator.url}/openai/v1/models`, { headers: { "api-key": "secret" } });
    expect((await json(models)).data.map(({ id }) => id)).toContain("gpt-4.1");
    expect(models.headers.get("x-ms-region")).toBe("East US");
    const other = await post("/eastus2/openai/v1/chat/completions", { ...question, model: "gpt-4.1" });
    expect(other.headers.get("x-ms-region")).toBe("eastus2");
  });

  test("a body that makes no sense is 400", async () => {
    expect((await post("/openai/v1/chat/completions", { model: "gpt-4.1", messages: [] })).status).toBe(400);
    const reasoning = await post("/openai/v1/chat/completions", { ...question, model: "gpt-5-mini", max_tokens: 5 });
    expect((await json(reasoning)).error).toMatchObject({ code: "unsupported_parameter", param: "max_tokens" });
  });
});

describe("the stream of chat completions", () => {
  const streamed = { ...question, model: "gpt-4.1", stream: true, stream_options: { include_usage: true } };

  test("has Azure's shape: filter results without a choice first, role, text, finish, late usage, [DONE]", async () => {
    emulator.use({ reply: "Three months to the end of a quarter.", cachedTokens: 4, reasoningTokens: 2 });
    const { chunks, last } = await events(await post("/openai/v1/chat/completions", streamed));
    expect(last).toBe("[DONE]");
    expect(chunks[0]).toMatchObject({ choices: [], prompt_filter_results: [{ prompt_index: 0 }], model: "" });
    expect(chunks[1]?.choices[0]?.delta).toMatchObject({ role: "assistant", content: "" });
    const text = chunks.map((chunk) => chunk.choices[0]?.delta?.content ?? "").join("");
    expect(text).toBe("Three months to the end of a quarter.");
    expect(chunks.at(-2)?.choices[0]).toMatchObject({ delta: {}, finish_reason: "stop" });
    expect(chunks.at(-2)?.usage).toBeNull();
    expect(chunks.at(-1)).toMatchObject({
      choices: [],
      usage: { prompt_tokens_details: { cached_tokens: 4 }, completion_tokens_details: { reasoning_tokens: 2 } },
    });
  });

  test("from a plain OpenAI address has no filter results", async () => {
    const { chunks } = await events(await post("/v1/chat/completions", streamed));
    expect(chunks[0]?.choices[0]?.delta?.role).toBe("assistant");
  });

  test("sends annotations without a delta, also after the finish", async () => {
    emulator.use({ annotations: true });
    const { chunks } = await events(await post("/openai/v1/chat/completions", streamed));
    const bare = chunks.flatMap((chunk, index) => (chunk.choices[0]?.content_filter_offsets ? [index] : []));
    const finish = chunks.findIndex((chunk) => chunk.choices[0]?.finish_reason);
    expect(bare).toHaveLength(2);
    expect(bare[1]).toBeGreaterThan(finish);
  });

  test("leaves usage out when told to, or not asked", async () => {
    const { chunks } = await events(await post("/openai/v1/chat/completions", { ...streamed, stream_options: {} }));
    expect(chunks.some((chunk) => chunk.usage)).toBe(false);
    emulator.use({ omitUsage: true });
    const without = await events(await post("/openai/v1/chat/completions", streamed));
    expect(without.chunks.some((chunk) => chunk.usage)).toBe(false);
  });

  test("keeps its pace", async () => {
    emulator.use({
      reply: "one two three four five six seven eight nine ten",
      tokensPerSecond: 50,
      firstTokenDelayMs: 100,
    });
    const started = performance.now();
    await (await post("/openai/v1/chat/completions", streamed)).text();
    expect(performance.now() - started).toBeGreaterThan(100 + 9 * 20 - 10);
  });
});

describe("the Responses API", () => {
  test("streams its events in order and ends with usage", async () => {
    const body = { model: "gpt-4.1", input: "How long is the notice period?", instructions: "Be brief.", stream: true };
    const { chunks } = await events(await post("/openai/v1/responses", body));
    const types = chunks.map(({ type }) => type).filter((type, index, all) => type !== all[index - 1]);
    expect(types).toEqual([
      "response.created",
      "response.in_progress",
      "response.output_item.added",
      "response.content_part.added",
      "response.output_text.delta",
      "response.output_text.done",
      "response.content_part.done",
      "response.output_item.done",
      "response.completed",
    ]);
    expect(chunks.at(-1)?.response.usage.output_tokens).toBeGreaterThan(5);
  });

  test("answers in one piece too", async () => {
    const response = await post("/openai/responses?api-version=2025-04-01-preview", {
      model: "gpt-4.1",
      input: "Hello?",
    });
    expect((await json(response)).output[0]?.content[0]?.text).toContain("Hello?");
  });
});

describe("embeddings", () => {
  const embed = (input: unknown, extra: Record<string, unknown> = {}) =>
    post("/openai/v1/embeddings", { model: "text-embedding-3-small", input, ...extra });

  async function vectors(input: unknown, extra?: Record<string, unknown>): Promise<number[][]> {
    return (await json(await embed(input, extra))).data.map(({ embedding }) => embedding);
  }

  const cosine = (left: number[] = [], right: number[] = []) =>
    left.reduce((sum, value, index) => sum + value * (right[index] ?? 0), 0);

  test("are unit vectors, the same each time, others for another model or length", async () => {
    const [first] = await vectors("Notice period");
    expect(first).toHaveLength(1536);
    expect(cosine(first, first)).toBeCloseTo(1, 5);
    expect((await vectors(["Notice period"]))[0]).toEqual(first);
    expect((await vectors("Notice period", { model: "text-embedding-3-large" }))[0]).toHaveLength(3072);
    expect((await vectors("Notice period", { dimensions: 256 }))[0]).toHaveLength(256);
  });

  test("are near for similar text and far for other text", async () => {
    const [asked, answer, other, german, kindred] = await vectors([
      "How many days of annual leave do employees have?",
      "Every employee has 25 days of annual leave in a calendar year.",
      "The server room is cooled to eighteen degrees.",
      "Der Urlaubsanspruch beträgt 30 Tage.",
      "Urlaubsanspruch bei Teilzeit",
    ]);
    expect(cosine(asked, answer)).toBeGreaterThan(0.4);
    expect(cosine(german, kindred)).toBeGreaterThan(0.25);
    expect(Math.abs(cosine(asked, other))).toBeLessThan(0.15);
  });

  test("come as base64 when asked", async () => {
    const [floats] = await vectors("Notice period");
    const { data } = await json(await embed("Notice period", { encoding_format: "base64" }));
    const bytes = Buffer.from(String(data[0]?.embedding), "base64");
    expect(Array.from(new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4))).toEqual(floats);
  });

  test.each<[string, unknown, RegExp]>([
    ["an empty string", ["a", ""], /empty/],
    ["no input", [], /empty/],
    ["2,049 inputs", Array.from({ length: 2049 }, () => "a"), /2048/],
    ["8,193 tokens in one", "a ".repeat(9000), /maximum context length is 8192/],
    ["300,001 tokens in all", Array.from({ length: 50 }, () => "a ".repeat(7000)), /max 300000 tokens per request/],
  ])("%s is refused", async (_, input, message) => {
    const response = await embed(input);
    expect(response.status).toBe(400);
    expect((await json(response)).error.message).toMatch(message);
  });
});

describe("answers", () => {
  const ask = async (system: string, user: string) => {
    const messages = [
      { role: "system", content: system },
      { role: "user", content: user },
    ];
    const response = await post("/openai/v1/chat/completions", { model: "gpt-4.1", messages });
    return (await json(response)).choices[0]?.message.content ?? "";
  };
  const source = { pageFrom: 1, pageTo: 1, headingPath: [], documentName: "Contract.pdf" };
  const block = renderSourceBlock([
    { ...source, number: 1, text: "Work begins at nine. Lunch is free on Fridays." },
    { ...source, number: 2, text: "The notice period is three months to the end of a quarter." },
  ]);

  test("are grounded in the sources of the prompt, with their numbers", async () => {
    const answer = await ask(`Answer from the sources.\n${block}`, "How long is the notice period?");
    expect(answer).toContain("The notice period is three months to the end of a quarter [2].");
    expect(answer).not.toContain("[1]");
    expect(await ask(block, "Who founded the company?")).not.toMatch(/\[\d+\]/);
  });

  test("are a title when one is asked for", async () => {
    expect(await ask("Write a short title for this conversation.", "how long is the notice period for managers?")).toBe(
      "How long is the notice period",
    );
  });
});

describe("remote control", () => {
  const control = (method: string, path: string, body?: unknown) =>
    fetch(`${emulator.url}/__emulator/${path}`, { method, ...(body !== undefined && { body: JSON.stringify(body) }) });

  test("sets scenarios and reads the journal from another process", async () => {
    const added = await control("POST", "scenarios", { times: 1, fail: { status: 429, retryAfterSeconds: 45 } });
    expect(added.status).toBe(201);
    const throttled = await post("/openai/v1/chat/completions", { ...question, model: "gpt-4.1" });
    expect([throttled.status, throttled.headers.get("retry-after")]).toEqual([429, "45"]);
    expect((await json(throttled)).error.message).toContain("retry after 45 seconds");
    expect((await post("/openai/v1/chat/completions", { ...question, model: "gpt-4.1" })).status).toBe(200);
    const { requests } = await json(await control("GET", "journal"));
    expect(requests.map(({ status }) => status)).toEqual([429, 200]);
    expect(requests[0]).toMatchObject({ body: question, headers: { "api-key": "secret" }, outcome: "completed" });
    await control("DELETE", "journal");
    expect((await json(await control("GET", "journal"))).requests).toEqual([]);
  });

  test("holds requests until released", async () => {
    await control("POST", "scenarios", [{ hold: "response", match: { promptIncludes: "notice" } }]);
    const held = post("/openai/v1/chat/completions", { ...question, model: "gpt-4.1" });
    await expect.poll(async () => (await json(await control("GET", "journal"))).held).toBe(1);
    await control("POST", "release");
    expect((await held).status).toBe(200);
  });

  test("refuses a scenario it does not know", async () => {
    const response = await control("POST", "scenarios", { fial: 1 });
    expect(response.status).toBe(400);
    expect((await json(response)).error).toContain("fial");
  });
});
