import { createMemoryCounter } from "@eai/adapters/memory";
import type { Chunking } from "@eai/contract";
import { createLimiter, createReservations, noBudgets } from "@eai/modules/governance";
import { type Context, noChanges } from "@eai/modules/kernel";
import { documentVersions } from "@eai/modules/knowledge";
import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createKnowledgeWorld, emulatedModels, type KnowledgeWorld } from "../../../test/knowledge-world.ts";
import { sampleMarkdown } from "../../../test/sample-documents.ts";
import { reindexEstimateVerbs } from "./estimate-reindex.ts";

const forever = new AbortController().signal;
const small = "text-embedding-3-small";
const large = "text-embedding-3-large";

let world: KnowledgeWorld;
let ada: Context;
let id: string;
let inUse: Chunking;

async function work(): Promise<void> {
  for (;;) {
    const queued = and(eq(documentVersions.knowledgeBaseId, id), eq(documentVersions.state, "queued"));
    const waiting = await world.database.select({ id: documentVersions.id }).from(documentVersions).where(queued);
    if (waiting.length === 0) return;
    for (const version of waiting) await world.knowledge.ingestVersion(version.id, forever);
  }
}

beforeAll(async () => {
  world = await createKnowledgeWorld({ embedding: true, language: true, priced: true });
  ada = await world.person("editor", "Ada");
  const base = await world.createKnowledgeBase(ada, { scope: "organization" });
  ({ id, chunking: inUse } = base);
  for (const subject of ["apples", "pears", "plums"]) {
    await world.upload(ada, id, `${subject}.md`, sampleMarkdown(subject, 6));
  }
  await work();
});
afterAll(() => world[Symbol.asyncDispose]());

const estimate = (input: Parameters<KnowledgeWorld["knowledge"]["estimateReindex"]>[2]) =>
  world.knowledge.estimateReindex(ada, id, input);

test("The same again is counted, and what has vectors is not paid again", async () => {
  const found = await estimate({});
  expect(found.documents).toBe(3);
  expect(found.passages).toEqual({ now: found.passages.now, expected: found.passages.now, exact: true });
  expect(found.passages.now).toBeGreaterThan(30);
  expect(found.embedding).toEqual({ model: small, known_passages: found.passages.now, tokens: 0, cost_micro_usd: 0 });
  expect(found.context).toBeNull();
  expect(found.cost_micro_usd).toBe(0);
  expect(found.expected_seconds).toBeGreaterThan(0);
});

test("Another model pays every passage by its own price; words only pay nothing", async () => {
  const { embedding, passages, cost_micro_usd: cost } = await estimate({ embedding_model: large });
  expect(embedding).toMatchObject({ model: large, known_passages: 0 });
  expect(embedding?.tokens).toBeGreaterThan(passages.now * 20);
  // $0.13 for a million tokens.
  expect(cost).toBe(Math.ceil(((embedding?.tokens ?? 0) * 130_000) / 1_000_000));
  expect(await estimate({ embedding_model: null })).toMatchObject({ embedding: null, cost_micro_usd: 0 });
});

test("Contexts are a call for each passage, and change what is embedded", async () => {
  const found = await estimate({ chunking: { ...inUse, contextual_prefix: true } });
  expect(found.context).toMatchObject({ model: "gpt-4.1-mini", known_passages: 0, calls: found.passages.now });
  expect(found.context?.cost_micro_usd).toBeGreaterThan(0);
  expect(found.embedding).toMatchObject({ known_passages: 0 });
  expect(found.cost_micro_usd).toBe((found.context?.cost_micro_usd ?? 0) + (found.embedding?.cost_micro_usd ?? 0));
  // None was ever written here, so nobody knows how long it takes.
  expect(found.expected_seconds).toBeNull();
});

test("It is for those who may begin one, and for models there are", async () => {
  const reader = await world.person("member", "Rita");
  const stranger = await world.stranger("tenant_admin");
  await expect(world.knowledge.estimateReindex(reader, id, {})).rejects.toMatchObject({ code: "permission_denied" });
  await expect(world.knowledge.estimateReindex(stranger, id, {})).rejects.toMatchObject({ code: "not_found" });
  await expect(estimate({ embedding_model: "unheard-of" })).rejects.toMatchObject({ code: "model_not_found" });
});

test("It is a request of the minute, and leaves its place when it is over", async () => {
  const requests = { requests: 2, tokens: null };
  const limiter = createLimiter({
    counter: createMemoryCounter(),
    changes: noChanges,
    readLimits: async () => ({ person: requests, tenants: [] }),
    personDefaults: requests,
    observe: { refused() {}, remaining() {} },
  });
  const { estimateReindex } = reindexEstimateVerbs({
    database: world.database,
    models: emulatedModels(world.database, world.emulator, true),
    reservations: createReservations({ concurrentPerPerson: 1, limiter, budgets: noBudgets }),
  });
  expect((await estimateReindex(ada, id, {})).documents).toBe(3);
  await expect(estimateReindex(ada, "kb_missing", {})).rejects.toMatchObject({ code: "not_found" });
  expect((await estimateReindex(ada, id, {})).documents).toBe(3);
  await expect(estimateReindex(ada, id, {})).rejects.toMatchObject({ code: "too_many_requests" });
});

test("What is cut otherwise is estimated near to what a re-index then makes", async () => {
  for (const chunking of [
    { ...inUse, strategy: "fixed", size_tokens: 64, overlap_tokens: 10 },
    { ...inUse, strategy: "structure", size_tokens: 300, overlap_tokens: 40 },
    { ...inUse, strategy: "structure", size_tokens: 100, overlap_tokens: 30 },
    { ...inUse, strategy: "paragraph", size_tokens: 200, overlap_tokens: 0 },
  ] satisfies Chunking[]) {
    const { passages } = await estimate({ chunking });
    expect(passages.exact).toBe(false);
    const begun = await world.knowledge.createReindex(ada, id, { chunking });
    await work();
    await world.knowledge.advanceReindexes();
    const { progress } = await world.knowledge.getReindex(ada, { knowledgeBaseId: id, reindexId: begun.id });
    expect(progress.passages / passages.expected).toBeGreaterThan(0.65);
    expect(progress.passages / passages.expected).toBeLessThan(1.5);
  }
});
