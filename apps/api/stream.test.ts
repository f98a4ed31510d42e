import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { type AnswerPart, textPartId } from "@eai/modules/chat";
import fastify, { type FastifyInstance } from "fastify";
import { Registry } from "prom-client";
import { afterEach, beforeEach, expect, test } from "vitest";
import { contextFor } from "../../test/people.ts";
import { measureRequests } from "./metrics.ts";
import { createOpenStreams, type OpenStreams } from "./open-streams.ts";
import { sendAnswerStream } from "./stream.ts";

function delta(text: string): AnswerPart {
  return { type: "text-delta", id: textPartId, delta: text };
}

let app: FastifyInstance;
let openStreams: OpenStreams;
let parts: () => AsyncIterable<AnswerPart>;
let registry: Registry;
let left: number;

beforeEach(async () => {
  app = fastify();
  registry = new Registry();
  openStreams = createOpenStreams(2);
  const metrics = measureRequests(app, registry);
  app.get<{ Querystring: { person?: string } }>("/stream", (request, reply) => {
    const place = openStreams.take(contextFor({ id: request.query.person ?? "usr_1" }, ["ten_1"]));
    return sendAnswerStream(reply, parts(), place, { openStreams, metrics });
  });
  app.get("/slow-to-begin", async (_request, reply) => {
    const place = openStreams.take(contextFor({ id: "usr_1" }, ["ten_1"]));
    await once(reply.raw, "close");
    left += 1;
    return sendAnswerStream(reply, parts(), place, { openStreams, metrics });
  });
  app.setErrorHandler((error: { status?: number }, _request, reply) => reply.code(error.status ?? 500).send());
  await app.listen({ port: 0, host: "127.0.0.1" });
});
afterEach(() => app.close());

function open(person = "usr_1"): Promise<IncomingMessage> {
  const { port } = app.server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    get({ port, host: "127.0.0.1", path: `/stream?person=${person}`, agent: false }, resolve).on("error", reject);
  });
}

async function openCount(): Promise<number> {
  const metric = await registry.getSingleMetric("eai_streams_open")?.get();
  return metric?.values[0]?.value ?? 0;
}

async function* waiting(): AsyncGenerator<AnswerPart> {
  yield delta("first");
  await new Promise(() => {});
}

test("parts go out as events, at once, with headers that keep proxies from holding them back", async () => {
  const more = Promise.withResolvers<void>();
  parts = async function* () {
    yield delta("one");
    await more.promise;
    yield delta("two\nlines");
    yield { type: "finish" };
  };
  const response = await open();
  expect(response.headers).toMatchObject({
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store, no-transform",
    "x-vercel-ai-ui-message-stream": "v1",
  });
  let text = "";
  response.setEncoding("utf8").on("data", (piece: string) => {
    text += piece;
  });
  await expect.poll(() => text).toContain('"delta":"one"');
  expect(text).not.toContain("finish");
  more.resolve();
  await expect.poll(() => text).toMatch(/\ndata: \{"type":"finish"\}\n\ndata: \[DONE\]\n\n$/);
  expect(text).toContain('"delta":"two\\nlines"');
  await expect.poll(openCount).toBe(0);
});

test("a reader that takes nothing makes the answer's parts wait, and gives its place back when it goes", async () => {
  let produced = 0;
  let returned = false;
  parts = async function* () {
    try {
      for (;;) {
        produced++;
        yield delta("x".repeat(10_000));
        await new Promise((resolve) => setImmediate(resolve));
      }
    } finally {
      returned = true;
    }
  };
  const response = await open();
  response.pause();
  await new Promise((resolve) => setTimeout(resolve, 500));
  const before = produced;
  await new Promise((resolve) => setTimeout(resolve, 500));
  // The sockets' buffers take some megabytes; after that nothing moves.
  expect(produced).toBe(before);
  expect(produced * 10_000).toBeLessThan(30_000_000);
  response.destroy();
  await expect.poll(() => returned).toBe(true);
  await expect.poll(openCount).toBe(0);
});

test("a reader who left before the answer began holds no place", async () => {
  parts = waiting;
  left = 0;
  const { port } = app.server.address() as AddressInfo;
  for (let index = 0; index < 4; index++) {
    const request = get({ port, host: "127.0.0.1", path: "/slow-to-begin", agent: false }).on("error", () => {});
    await once(app.server, "request");
    request.destroy();
    await new Promise((resolve) => request.once("close", resolve));
  }
  await expect.poll(() => left).toBe(4);
  const response = await open();
  expect(response.statusCode).toBe(200);
  expect(await openCount()).toBe(1);
  response.destroy();
});

test("each person reads so many at once, others as well", async () => {
  parts = waiting;
  const responses = [await open(), await open()];
  expect((await open()).statusCode).toBe(429);
  const other = await open("usr_2");
  expect(other.statusCode).toBe(200);
  for (const response of [...responses, other]) response.destroy();
  await expect.poll(openCount).toBe(0);
  const again = await open();
  expect(again.statusCode).toBe(200);
  again.destroy();
});

test("a stop waits for streams to end, then ends the rest with an error to come back after", async () => {
  parts = waiting;
  const response = await open();
  let text = "";
  response.setEncoding("utf8").on("data", (piece: string) => {
    text += piece;
  });
  await expect.poll(() => text).toContain("first");
  const startedAt = performance.now();
  await openStreams.drain(300);
  expect(performance.now() - startedAt).toBeGreaterThan(250);
  await expect.poll(() => text).toMatch(/"type":"error".*"code":"shutting_down"\}\n\ndata: \[DONE\]\n\n$/);
});

test("parts that fail end with an error that says nothing of the inside", async () => {
  parts = async function* () {
    yield delta("one");
    throw new Error("secret of the inside");
  };
  const response = await open();
  let text = "";
  for await (const piece of response.setEncoding("utf8")) text += String(piece);
  expect(text).toContain('"code":"internal_error"');
  expect(text).not.toContain("secret");
  expect(text.endsWith("data: [DONE]\n\n")).toBe(true);
});
