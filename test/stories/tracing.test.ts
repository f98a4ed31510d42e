import { Writable } from "node:stream";
import type { ChatAnswer, CreatedApiKey, KnowledgeBase } from "@eai/contract";
import { documentVersions } from "@eai/modules/knowledge";
import { createLog } from "@eai/platform";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { multipart } from "../../apps/api/route-matrix/things.ts";
import { createTestApi, type TestApi, type TestPerson } from "../../apps/api/testing.ts";
import { type ModelEmulator, startModelEmulator } from "../../ops/dev/model-emulator/index.ts";
import { type ReceivedSpan, startTraceReceiver, type TraceReceiver } from "../../ops/dev/trace-receiver/index.ts";

let emulator: ModelEmulator;
let receiver: TraceReceiver;
beforeAll(async () => {
  [emulator, receiver] = await Promise.all([startModelEmulator(), startTraceReceiver()]);
});
afterAll(async () => {
  await receiver[Symbol.asyncDispose]();
  await emulator.close();
});
afterEach(() => {
  emulator.reset();
  receiver.be("taking");
  receiver.forget();
});

/** Found nowhere that it does not belong. */
const canary = "kestrelcanary";
const secret = "sk-proj-0123456789abcdefghij";
const question = `How many days of leave does ${canary} have? My key is ${secret}, mail me at ${canary}@example.com.`;
const handbook = `# Staff handbook\n\nFull-time staff are entitled to 25 days of paid annual leave, says ${canary}.\n`;
const reply = `It is 25 days [1], dear ${canary}.`;

const traceId = "0af7651916cd43dd8448eb211c80319c";
/** Of the question through the door for programs. */
const relayTraceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const callerSpanId = "b7ad6b7169203331";

interface Story {
  answer: ChatAnswer;
  key: string;
  cookie: string;
  personId: string;
  log: string;
  /** The counter of dropped spans, as it is scraped. */
  dropped: string;
}

/**
 * A platform that is asked one question with an API key, and stopped again.
 * @param prepared a document is read in first, and told of
 */
async function askOnce(environment: Record<string, string>, { prepared = false } = {}): Promise<Story> {
  let log = "";
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      log += chunk.toString();
      done();
    },
  });
  emulator.use({ match: { promptIncludes: "Write a title" }, reply: `Leave of ${canary}` }, { reply, cachedTokens: 8 });
  const api = await createTestApi({
    log: createLog("debug", sink),
    environment: {
      OPENAI_BASE_URL: `${emulator.url}/v1`,
      OPENAI_API_KEY: emulator.apiKey,
      OPENAI_MODEL: "gpt-4.1-mini",
      OPENAI_EMBEDDING_MODEL: "text-embedding-3-small",
      ...environment,
    },
  });
  const { platform } = api;
  const told = await ask(api, prepared).finally(async () => {
    // The title is written after the answer.
    await platform.chat.drain(20);
    await api[Symbol.asyncDispose]();
  });
  const dropped = await platform.metrics.registry
    .getSingleMetricAsString("eai_telemetry_dropped_total")
    .catch(() => "");
  return { ...told, log, dropped };
}

async function ask(api: TestApi, prepared: boolean): Promise<Omit<Story, "log" | "dropped">> {
  const person = await api.signUp(`${canary}@example.com`);
  const post = async <Result>(url: string, payload: object): Promise<Result> =>
    (await person.request({ method: "POST", url, payload })).json<Result>();
  const { id: knowledgeBaseId } = await post<KnowledgeBase>("/api/v1/knowledge-bases", { name: `Of ${canary}` });
  if (prepared) await ingest(api, person, knowledgeBaseId);
  const scopes = ["chat.use", "knowledge.read"];
  const { key } = await post<CreatedApiKey>("/api/v1/api-keys", { name: canary, scopes });
  const asked = await api.request({
    method: "POST",
    url: "/api/v1/chat",
    headers: {
      authorization: `Bearer ${key}`,
      traceparent: `00-${traceId}-${callerSpanId}-01`,
      baggage: `user=${canary}`,
      "user-agent": canary,
    },
    payload: { message: question, knowledge_base_ids: [knowledgeBaseId] },
  });
  expect(asked.statusCode, asked.body).toBe(200);
  const relayed = await api.request({
    method: "POST",
    url: "/v1/chat/completions",
    headers: { authorization: `Bearer ${key}`, traceparent: `00-${relayTraceId}-${callerSpanId}-01` },
    payload: { model: "gpt-4.1-mini", messages: [{ role: "user", content: question }] },
  });
  expect(relayed.statusCode, relayed.body).toBe(200);
  if (key === null) throw new Error("no key");
  return { answer: asked.json<ChatAnswer>(), key, cookie: person.cookie, personId: person.id };
}

async function ingest({ platform }: TestApi, person: TestPerson, knowledgeBaseId: string): Promise<void> {
  const url = `/api/v1/knowledge-bases/${knowledgeBaseId}/documents`;
  await person.request({ method: "POST", url, ...multipart(`${canary}.md`, handbook) });
  const [version] = await platform.database.select().from(documentVersions);
  if (!version) throw new Error("no document");
  expect(await platform.knowledge.ingestVersion(version.id, new AbortController().signal)).toEqual({ kind: "ready" });
}

/** Names of the spans below one, each with what is below it, in the order of their beginnings. */
type Tree = { [name: string]: Tree };
function treeOf(spans: readonly ReceivedSpan[], parentSpanId: string): Tree {
  const children = spans
    .filter((span) => span.parentSpanId === parentSpanId)
    .toSorted((one, other) => Number(one.startNanoseconds - other.startNanoseconds));
  return Object.fromEntries(children.map((span) => [span.name, treeOf(spans, span.spanId)]));
}

function named(spans: readonly ReceivedSpan[], name: string): ReceivedSpan {
  const span = spans.find((candidate) => candidate.name === name);
  if (!span) throw new Error(`no span ${name} among ${spans.map((other) => other.name).join(", ")}`);
  return span;
}

const otlp = () => ({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_EXPORTER_OTLP_HEADERS: "x-team=a%20b" });
const langfuse = () => ({
  LANGFUSE_BASE_URL: `${receiver.url}/langfuse`,
  LANGFUSE_PUBLIC_KEY: "pk-lf-1",
  LANGFUSE_SECRET_KEY: "sk-lf-2",
});
const langfusePath = "/langfuse/api/public/otel/v1/traces";

test("nothing is sent, and no connection made, while no receiver is configured", async () => {
  const { answer, log } = await askOnce({});
  expect(answer.message.text).toContain("25 days");
  expect(receiver.connections()).toBe(0);
  expect(log).not.toContain("trace_id");
});

describe("traces without content, to a collector and to Langfuse 4", () => {
  let story: Story;
  let bytes: string;
  let toOtlp: ReceivedSpan[];
  let toLangfuse: ReceivedSpan[];
  let preparation: Tree;
  let relayed: ReceivedSpan[];
  let headers: { path: string; sent: Record<string, unknown> }[];
  beforeAll(async () => {
    story = await askOnce({ ...otlp(), ...langfuse() }, { prepared: true });
    bytes = Buffer.concat(receiver.requests.map(({ body }) => body)).toString("latin1");
    const begun = receiver.spans("/v1/traces");
    const { traceId: prepared } = named(begun, "ingestion");
    preparation = treeOf(
      begun.filter((span) => span.traceId === prepared),
      "",
    );
    relayed = begun.filter((span) => span.traceId === relayTraceId);
    const ofTheAnswer = (span: ReceivedSpan) => span.traceId === traceId;
    toOtlp = receiver.spans("/v1/traces").filter(ofTheAnswer);
    toLangfuse = receiver.spans(langfusePath).filter(ofTheAnswer);
    headers = receiver.requests.map(({ path, headers: sent }) => ({ path, sent }));
  });

  test("one trace shows the answer from end to end, below the span of the caller", () => {
    expect(treeOf(toOtlp, callerSpanId)).toEqual({
      "POST /api/v1/chat": {
        authenticate: {},
        answer: {
          reserve: {},
          open: {},
          retrieve: { embed: { "embeddings text-embedding-3-small": {} }, search: {} },
          prompt: {},
          stream: { "chat gpt-4.1-mini": {} },
          settle: {},
          title: { "chat gpt-4.1-mini": {} },
        },
      },
    });
    expect(named(toOtlp, "POST /api/v1/chat")).toMatchObject({
      kind: "server",
      attributes: {
        "http.request.method": "POST",
        "http.route": "/api/v1/chat",
        "http.response.status_code": 200,
        "user.id": story.personId,
      },
      resource: { "service.name": "enterprise-ai-platform", "deployment.environment.name": "development" },
    });
  });

  test("the call of the model follows the conventions for generative AI, and only it has model and usage", () => {
    const call = named(toOtlp, "chat gpt-4.1-mini");
    expect(call).toMatchObject({
      kind: "client",
      failed: false,
      attributes: {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-4.1-mini",
        "gen_ai.request.stream": true,
        "openai.api.type": "chat_completions",
        "server.address": "127.0.0.1",
        "gen_ai.response.model": expect.stringContaining("gpt-4.1-mini"),
        "gen_ai.response.finish_reasons": ["stop"],
        "gen_ai.response.time_to_first_chunk": expect.any(Number),
        "gen_ai.usage.input_tokens": expect.any(Number),
        "gen_ai.usage.output_tokens": expect.any(Number),
        "gen_ai.usage.cache_read.input_tokens": 8,
        "session.id": story.answer.session.id,
        "user.id": story.personId,
      },
    });
    const withModel = toOtlp.filter((span) => "gen_ai.request.model" in span.attributes).map(({ name }) => name);
    expect(new Set(withModel)).toEqual(new Set(["chat gpt-4.1-mini", "embeddings text-embedding-3-small"]));
    expect(toOtlp.some((span) => Object.keys(span.attributes).some((name) => /^(langfuse|eai\.obs)/.test(name)))).toBe(
      false,
    );
  });

  test("the preparation of a document is a trace of its own", () => {
    expect(preparation).toEqual({
      ingestion: {
        extracting: {},
        chunking: {},
        embedding: { "embeddings text-embedding-3-small": {} },
        indexing: {},
      },
    });
  });

  test("Langfuse is told of the answer alone, each span with person, session and tags", () => {
    expect(treeOf(toLangfuse, "")).toEqual({
      answer: {
        retrieve: { embed: { "embeddings text-embedding-3-small": {} }, search: {} },
        prompt: {},
        stream: { "chat gpt-4.1-mini": {} },
        settle: {},
        title: { "chat gpt-4.1-mini": {} },
      },
    });
    for (const span of toLangfuse) {
      expect(span.attributes, span.name).toMatchObject({
        "langfuse.user.id": story.personId,
        "langfuse.session.id": story.answer.session.id,
        "langfuse.trace.tags": ["api"],
        "langfuse.trace.name": "answer",
        "langfuse.environment": "development",
        "langfuse.release": expect.any(String),
      });
    }
    const types = Object.fromEntries(
      toLangfuse.map(({ name, attributes }) => [name, attributes["langfuse.observation.type"]]),
    );
    expect(types).toMatchObject({
      answer: "chain",
      retrieve: "retriever",
      search: "retriever",
      "embeddings text-embedding-3-small": "embedding",
      "chat gpt-4.1-mini": "generation",
      settle: "span",
    });
  });

  test("a call through the OpenAI-compatible door is one too", () => {
    expect(treeOf(relayed, callerSpanId)).toEqual({
      "POST /v1/chat/completions": { authenticate: {}, reserve: {}, "chat gpt-4.1-mini": {} },
    });
    expect(named(relayed, "chat gpt-4.1-mini").attributes).toMatchObject({
      "gen_ai.operation.name": "chat",
      "gen_ai.response.finish_reasons": ["stop"],
      "gen_ai.usage.output_tokens": expect.any(Number),
      "user.id": story.personId,
    });
  });

  test("tokens for Langfuse do not overlap, and the price is ours", () => {
    const { spanId } = named(toLangfuse, "stream");
    const ofTheAnswer = toLangfuse.filter(({ parentSpanId }) => parentSpanId === spanId);
    const { attributes } = named(ofTheAnswer, "chat gpt-4.1-mini");
    const tokens = JSON.parse(String(attributes["langfuse.observation.usage_details"]));
    const { usage } = story.answer.message;
    // Traced or not, what was used is on record.
    expect(usage).toMatchObject({ cached_tokens: 8, estimated: false });
    expect(tokens).toEqual({
      input: (usage?.prompt_tokens ?? 0) - 8,
      input_cached_tokens: 8,
      output: usage?.completion_tokens,
      total: (usage?.prompt_tokens ?? 0) + (usage?.completion_tokens ?? 0),
    });
    expect(JSON.parse(String(attributes["langfuse.observation.cost_details"]))).toEqual({
      total: (usage?.cost_micro_usd ?? 0) / 1_000_000,
    });
    expect(Date.parse(String(attributes["langfuse.observation.completion_start_time"]))).toBeGreaterThan(0);
  });

  test("each receiver gets its own headers", () => {
    const basic = `Basic ${Buffer.from("pk-lf-1:sk-lf-2").toString("base64")}`;
    for (const { path, sent } of headers) {
      expect(sent["content-type"]).toBe("application/x-protobuf");
      if (path === langfusePath) {
        expect(sent).toMatchObject({ authorization: basic, "x-langfuse-ingestion-version": "4" });
        expect(sent).not.toHaveProperty("x-team");
      } else {
        expect(path).toBe("/v1/traces");
        expect(sent).toMatchObject({ "x-team": "a b" });
        expect(sent).not.toHaveProperty("authorization");
      }
    }
  });

  test("nothing that people wrote or that opens a door is in the bytes or in the log", () => {
    for (const hidden of [canary, secret, story.key, sessionTokenOf(story.cookie), "25 days", "annual leave"]) {
      expect(bytes).not.toContain(hidden);
      expect(story.log).not.toContain(hidden);
    }
  });

  test("log lines name the trace they belong to", () => {
    const lines = story.log
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    const request = lines.find(({ message, route }) => message === "request" && route === "/api/v1/chat");
    expect(request).toMatchObject({ trace_id: traceId, span_id: named(toOtlp, "POST /api/v1/chat").spanId });
  });
});

test("with content switched on it leaves, and what looks like a secret does not; Langfuse 3 gets no header", async () => {
  const story = await askOnce({ ...langfuse(), LANGFUSE_INGESTION_VERSION: "3", TELEMETRY_CONTENT: "true" });
  const bytes = Buffer.concat(receiver.requests.map(({ body }) => body)).toString("latin1");
  const spans = receiver.spans(langfusePath).filter((span) => span.traceId === traceId);
  const masked = question.replace(secret, "[secret]").replace(`${canary}@example.com`, "[e-mail]");
  expect(named(spans, "answer").attributes).toMatchObject({
    "langfuse.observation.input": masked,
    "langfuse.observation.output": story.answer.message.text,
  });
  expect(named(spans, "search").attributes["langfuse.observation.input"]).toContain(canary);
  const call = named(spans, "chat gpt-4.1-mini").attributes;
  expect(call["gen_ai.input.messages"]).toContain("How many days of leave");
  expect(call["gen_ai.output.messages"]).toContain("It is 25 days");
  for (const hidden of [secret, story.key, sessionTokenOf(story.cookie), `${canary}@example.com`]) {
    expect(bytes).not.toContain(hidden);
  }
  for (const { headers } of receiver.requests) expect(headers).not.toHaveProperty("x-langfuse-ingestion-version");
});

test("a receiver that never answers: the answer is as ever, and spans are dropped and counted", async () => {
  receiver.be("silent");
  const { answer, dropped } = await askOnce({ ...otlp(), ...langfuse() });
  expect(answer.message.state).toBe("complete");
  expect(receiver.requests.length).toBeGreaterThan(0);
  expect(dropped).toMatch(/eai_telemetry_dropped_total\{exporter="otlp"\} [1-9]/);
  expect(dropped).toMatch(/eai_telemetry_dropped_total\{exporter="langfuse"\} [1-9]/);
});

function sessionTokenOf(cookie: string): string {
  const token = /session_token=([^;.%]+)/.exec(cookie)?.[1];
  if (token === undefined) throw new Error("no session token");
  return token;
}
