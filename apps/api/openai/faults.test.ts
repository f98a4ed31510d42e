import { request as httpRequest, type ServerResponse } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createOpenAiWorld, type OpenAiWorld, priced } from "../../../test/openai-world.ts";

let world: OpenAiWorld;

beforeAll(async () => {
  world = await createOpenAiWorld();
});
beforeEach(() => {
  world.emulator.reset();
  world.forgetUsage();
});
afterAll(() => world[Symbol.asyncDispose]());

const reply = "One two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen.";
const body = (more: object = {}) => ({ model: priced, messages: [{ role: "user", content: "Count" }], ...more });

async function readStream(
  more: object = {},
): Promise<{ status: number; text: string; events: unknown[]; done: boolean }> {
  const answer = await world.post("/v1/chat/completions", body({ stream: true, ...more }));
  const raw = await answer.text();
  if (answer.status !== 200) return { status: answer.status, text: "", events: [JSON.parse(raw)], done: false };
  const lines = raw.split("\n\n").flatMap((frame) => (frame.startsWith("data: ") ? [frame.slice(6)] : []));
  const events = lines.filter((line) => line !== "[DONE]").map((line) => JSON.parse(line) as Record<string, unknown>);
  const text = events.map((event) => (event as Chunk).choices?.[0]?.delta?.content ?? "").join("");
  return { status: 200, text, events, done: lines.includes("[DONE]") };
}

interface Chunk {
  choices?: { delta?: { content?: string }; finish_reason?: string | null }[];
  error?: { message: string; type: string; param: string | null; code: string | null };
}

describe("a stream that goes wrong in the middle is never shown as complete", () => {
  test.each([
    ["cut", { cutAfterTokens: 6 }],
    ["ended without a finish", { endAfterTokens: 6 }],
    ["an error event", { errorAfterTokens: 6 }],
    ["garbled", { garbleAfterTokens: 6 }],
  ])("%s", async (_, accident) => {
    world.emulator.use({ reply, ...accident, times: 1 });
    const { text, events, done } = await readStream();
    expect(reply.startsWith(text) && text.length > 0).toBe(true);
    expect(done).toBe(false);
    expect(events.some((event) => (event as Chunk).choices?.[0]?.finish_reason)).toBe(false);
    expect(events.at(-1)).toMatchObject({ error: { type: "server_error", code: "model_failed" } });
    // After the first token nobody else is asked.
    expect(world.emulator.requests).toHaveLength(1);
    const rows = await world.usage(1);
    expect(rows).toMatchObject([{ outcome: "failed", estimated: true }]);
    expect(rows[0]?.completionTokens).toBeGreaterThan(3);
    expect(rows[0]?.costMicroUsd).toBeGreaterThan(0);
  });

  test.each([
    ["cut", priced, { cutAfterTokens: 0 }],
    ["an error event", priced, { errorAfterTokens: 0 }],
    ["garbled", priced, { garbleAfterTokens: 0 }],
    ["500", priced, { fail: { status: 500 } }],
    // These rest for a while, each with a model of its own.
    ["401", "gpt-4o", { fail: { status: 401 } }],
    ["429", "gpt-4o-mini", { fail: { status: 429, retryAfterMs: 300 } }],
  ])("before the first token another deployment answers: %s", async (_, model, accident) => {
    world.emulator.use({ ...accident, times: 1 });
    const { text, done } = await readStream({ model });
    expect(text).toContain("Count");
    expect(done).toBe(true);
    expect(new Set(world.emulator.requests.map(({ region }) => region)).size).toBe(2);
    expect((await world.usage(2)).map(({ outcome }) => outcome)).toEqual(["failed", "ok"]);
  });
});

describe("content filters and empty answers", () => {
  test("a filtered prompt is OpenAI's 400, asked once", async () => {
    world.emulator.use({ promptFiltered: true });
    for (const stream of [true, false]) {
      const answer = await world.post("/v1/chat/completions", body({ stream }));
      expect(answer.status).toBe(400);
      expect((await answer.json()) as Chunk).toMatchObject({ error: { code: "content_filter", param: "prompt" } });
    }
    expect(world.emulator.requests).toHaveLength(2);
    expect((await world.usage(2)).map(({ outcome }) => outcome)).toEqual(["filtered", "filtered"]);
  });

  test("a filtered answer says so in its finish", async () => {
    world.emulator.use({ completionFiltered: true, reply });
    const { events, done } = await readStream();
    expect(events.flatMap((event) => (event as Chunk).choices?.[0]?.finish_reason ?? [])).toEqual(["content_filter"]);
    expect(done).toBe(true);
    expect(await world.usage(1)).toMatchObject([{ outcome: "filtered" }]);
  });

  test("frames of filter results are hidden, usage that is missing is counted", async () => {
    world.emulator.use({ annotations: true, omitUsage: true, reply });
    const { text, events } = await readStream();
    expect(text).toBe(reply);
    for (const event of events) expect((event as Chunk).choices?.[0]?.delta).toBeDefined();
    const [row] = await world.usage(1);
    expect(row).toMatchObject({ outcome: "ok", estimated: true });
    expect(row?.completionTokens).toBeGreaterThan(15);
    expect(row?.promptTokens).toBeGreaterThan(0);
  });

  test("an empty answer is recorded as one", async () => {
    world.emulator.use({ reply: "", finishReason: "length" });
    const { events } = await readStream();
    expect(events.flatMap((event) => (event as Chunk).choices?.[0]?.finish_reason ?? [])).toEqual(["length"]);
    expect(await world.usage(1)).toMatchObject([{ outcome: "empty" }]);
  });
});

/** Opens a stream and leaves once some text has come. */
async function leaveAfter(wanted: string): Promise<void> {
  const { promise: seen, resolve, reject } = Promise.withResolvers<void>();
  const asked = httpRequest(`${world.url}/v1/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${world.key}`, "content-type": "application/json" },
  });
  asked.on("error", reject);
  asked.on("response", (answer) => {
    let text = "";
    answer.on("data", (bytes: Buffer) => {
      text += bytes.toString();
      if (text.includes(wanted)) resolve();
    });
    answer.on("error", () => {});
  });
  asked.end(JSON.stringify(body({ stream: true })));
  await seen;
  asked.on("error", () => {});
  asked.destroy();
}

async function untilUpstream(outcome: string): Promise<void> {
  await expect.poll(() => world.emulator.requests.at(-1)?.outcome).toBe(outcome);
}

describe("A70 a client that leaves", () => {
  test("in the middle: the call ends upstream, and is on record once with what was delivered", async () => {
    world.emulator.hold("mid_stream", { promptIncludes: "Count" });
    world.emulator.use({ reply });
    await leaveAfter('"content"');
    await untilUpstream("client_closed");
    const rows = await world.usage(1);
    expect(rows).toMatchObject([{ outcome: "aborted", estimated: true }]);
    expect(rows[0]?.promptTokens).toBeGreaterThan(0);
    expect(rows[0]?.completionTokens).toBeGreaterThan(0);
    expect(rows[0]?.costMicroUsd).toBeGreaterThan(0);
  });

  test("before the first token", async () => {
    const barrier = world.emulator.hold("response");
    const leaving = new AbortController();
    const asked = fetch(`${world.url}/v1/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${world.key}`, "content-type": "application/json" },
      body: JSON.stringify(body({ stream: true })),
      signal: leaving.signal,
    });
    await barrier.reached();
    leaving.abort();
    await expect(asked).rejects.toThrow();
    await untilUpstream("client_closed");
    expect(await world.usage(1)).toMatchObject([{ outcome: "aborted", completionTokens: 0 }]);
  });

  test("the official client's abort", async () => {
    const barrier = world.emulator.hold("mid_stream");
    const stream = await world.client.chat.completions.create({ ...body(), stream: true } as never);
    const reading = (async () => {
      for await (const _ of stream as unknown as AsyncIterable<unknown>) await barrier.reached();
    })();
    await barrier.reached();
    (stream as unknown as { controller: AbortController }).controller.abort();
    await reading.catch(() => {});
    await untilUpstream("client_closed");
    expect(await world.usage(1)).toMatchObject([{ outcome: "aborted" }]);
  });
});

describe("A72 A74 bodies that mean harm", () => {
  const user = { role: "user", content: "x" };
  const json = (value: unknown) => JSON.stringify(value);
  const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  const keys = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`k${index}`, 1]));
  const bodies: [string, string][] = [
    ["nothing", ""],
    ["null", "null"],
    ["a list", "[]"],
    ["NaN", '{"model":"gpt-4.1-mini","messages":[{"role":"user","content":"x"}],"temperature":NaN}'],
    ["half of it", '{"messages":['],
    ["100,000 deep", deep],
    ["100,000 deep below messages", `{"messages":${deep}}`],
    [
      "100,000 deep in a tool",
      `{"messages":[${json(user)}],"tools":[{"type":"function","function":{"name":"f","parameters":${deep}}}]}`,
    ],
    ["100,000 deep behind a number", `{"messages":[${json(user)}],"logit_bias":{"1":[0,${deep}]}}`],
    ["100,000 keys", json(keys)],
    ["a prototype", `{"messages":[${json(user)}],"__proto__":{"admin":true}}`],
    ["5 MB", json({ messages: [{ role: "user", content: "x".repeat(5_000_000) }] })],
    ["no messages", json({ model: priced })],
    ["messages that are none", json({ messages: "hello" })],
    ["a message that is none", json({ messages: [null] })],
    ["a role that is none", json({ messages: [{ role: "root", content: "x" }] })],
    ["a content that is none", json({ messages: [{ role: "user", content: { a: 1 } }] })],
    ["10,000 messages", json({ messages: Array.from({ length: 10_000 }, () => user) })],
    ["n of 1,000", json({ messages: [user], n: 1000 })],
    ["negative max_tokens", json({ messages: [user], max_tokens: -1 })],
    ["a text for max_tokens", json({ messages: [user], max_tokens: "10" })],
    ["a number for stream", json({ messages: [user], stream: 1 })],
    ["a number for the model", json({ messages: [user], model: 7 })],
    ["tools that are none", json({ messages: [user], tools: [{ type: "function" }] })],
    ["no knowledge base", json({ messages: [user], model: "kb:" })],
    ["a made-up knowledge base", json({ messages: [user], model: "kb:../../etc" })],
    ["data sources of its own", json({ messages: [user], data_sources: [{ type: "azure_search" }] })],
  ];

  test.each(bodies)("%s", async (_, sent) => {
    const answer = await world.post("/v1/chat/completions", sent);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(answer.headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(answer.headers.get("x-request-id")).toBeTruthy();
    const { error } = (await answer.json()) as Chunk;
    expect(error).toEqual({
      message: expect.any(String),
      type: expect.any(String),
      param: error?.param ?? null,
      code: expect.any(String),
    });
    expect(world.emulator.requests).toHaveLength(0);
  });

  test("embeddings too, and addresses that are none", async () => {
    for (const input of [
      undefined,
      null,
      "",
      [],
      [""],
      [1.5],
      [[-1]],
      {},
      5,
      Array.from({ length: 3000 }, () => "x"),
    ]) {
      const answer = await world.post("/v1/embeddings", { model: "text-embedding-3-small", input });
      expect([answer.status, (await answer.json()) as Chunk]).toMatchObject([400, { error: { param: "input" } }]);
    }
    const lost = await world.post("/v1/completions", {});
    expect([lost.status, await lost.json()]).toMatchObject([404, { error: { code: "not_found" } }]);
    expect(world.emulator.requests).toHaveLength(0);
  });

  test("more than the model can write is brought down to it", async () => {
    const answer = await world.post("/v1/chat/completions", body({ max_tokens: 10_000_000 }));
    expect(answer.status).toBe(200);
    const sent = world.emulator.requests.at(-1)?.body as { max_tokens: number };
    expect(sent.max_tokens).toBeLessThan(100_000);
  });
});

test.each([
  ["a whole answer", "/v1/chat/completions", body()],
  ["a stream", "/v1/chat/completions", body({ stream: true })],
  ["embeddings", "/v1/embeddings", { model: "text-embedding-3-small", input: "Count" }],
])("a client that does not read %s is not waited for without end", async (_, path, sent) => {
  const patience: (number | undefined)[] = [];
  const watch = (_request: unknown, response: ServerResponse) =>
    response.once("finish", () => patience.push(response.listenerCount("timeout")));
  world.api.app.server.on("request", watch);
  await (await world.post(path, sent)).text();
  world.api.app.server.off("request", watch);
  expect(patience).toEqual([1]);
});
