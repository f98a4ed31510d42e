import { openAIEmbeddingDeployment } from "@eai/adapters/openai";
import type { NotedCall, UsageDraft, UsageLedger } from "@eai/modules/governance";
import { ProblemError, traceWith } from "@eai/modules/kernel";
import { TracerProvider } from "@opentelemetry/sdk-trace";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { context, emulatedModels, readCall, reservation } from "../../ops/dev/model-emulator/emulated-models.ts";
import { type ModelEmulator, startModelEmulator } from "../../ops/dev/model-emulator/index.ts";
import { freePort } from "../../test/product.ts";
import { createRouting } from "./routing.ts";

let emulator: ModelEmulator;
beforeAll(async () => {
  emulator = await startModelEmulator();
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.close());

/** Everything a ledger is told, in order. */
function openLedger() {
  const told: { kind: "begin" | "end" | "drop" | "record"; draft?: UsageDraft }[] = [];
  const tell = (kind: (typeof told)[number]["kind"], draft?: UsageDraft) =>
    void told.push({ kind, ...(draft && { draft }) });
  const ledger: UsageLedger = {
    begin(_, noted): NotedCall {
      tell("begin", noted);
      return { end: async (draft) => tell("end", draft), drop: () => tell("drop") };
    },
    record: async (_, draft) => tell("record", draft),
  };
  return { ledger, told, kinds: () => told.map(({ kind }) => kind) };
}

function world(overrides: Parameters<typeof emulatedModels>[1] = {}) {
  const ledger = openLedger();
  const used: number[] = [];
  const reservations = { noteUse: (_: unknown, { tokens }: { tokens: number }) => void used.push(tokens) };
  const { models } = emulatedModels(emulator, { ledger: ledger.ledger, reservations, ...overrides });
  return { ...ledger, models, used };
}

const messages = [{ role: "user" as const, content: "Question:\nhow many days of leave?\n\nAnswer:\nThirty." }];
const title = (signal = context.signal) => ({ purpose: "title" as const, messages, maxOutputTokens: 20, signal });

describe("a call is noted before it is sent and recorded when it ends", () => {
  test("a title: with its estimate first, then the provider's figures, which the limits settle on", async () => {
    const { models, told, used } = world();
    await models.generateText(context, reservation, title());
    const [begun, ended] = told;
    expect(told).toHaveLength(2);
    expect(begun).toMatchObject({
      kind: "begin",
      draft: { outcome: "interrupted", estimated: true, completionTokens: 0 },
    });
    expect(begun?.draft?.promptTokens).toBeGreaterThan(5);
    expect(begun?.draft?.costMicroUsd).toBeGreaterThan(0);
    expect(ended).toMatchObject({ kind: "end", draft: { outcome: "ok", estimated: false } });
    expect(used).toEqual([(ended?.draft?.promptTokens ?? 0) + (ended?.draft?.completionTokens ?? 0)]);
  });

  test("A70 a title that is stopped: aborted, with the prompt", async () => {
    const barrier = emulator.hold("first_token");
    const stop = new AbortController();
    const { models, told, kinds } = world();
    const asking = models.generateText(context, reservation, title(stop.signal));
    await barrier.reached();
    stop.abort(new Error("enough"));
    await expect(asking).rejects.toThrow("enough");
    expect(kinds()).toEqual(["begin", "end"]);
    expect(told[1]?.draft).toMatchObject({ outcome: "aborted", estimated: true, completionTokens: 0 });
    expect(told[1]?.draft?.promptTokens).toBeGreaterThan(5);
  });

  test("each attempt for itself when another deployment takes over", async () => {
    emulator.use({ times: 1, fail: { status: 500 } });
    const { models, told, kinds, used } = world();
    await models.generateText(context, reservation, title());
    expect(kinds()).toEqual(["begin", "end", "begin", "end"]);
    expect(told.map(({ draft }) => draft?.region)).toEqual(["eastus", "eastus", "eastus2", "eastus2"]);
    expect(told[1]?.draft).toMatchObject({ outcome: "failed", promptTokens: 0, costMicroUsd: 0 });
    expect(used[0]).toBe(0);
  });

  test("a ledger that takes no more: nothing is sent, and what was tried before counts once", async () => {
    emulator.use({ omitUsage: true, cutAfterTokens: 0 });
    const { ledger, kinds } = openLedger();
    let calls = 0;
    const full: UsageLedger = {
      ...ledger,
      begin(of, draft) {
        if (++calls > 1) throw new ProblemError("database_unavailable", "Full.");
        return ledger.begin(of, draft);
      },
    };
    const routing = createRouting();
    const { models, used } = world({ ledger: full, routing });
    await expect(models.generateText(context, reservation, title())).rejects.toMatchObject({
      code: "database_unavailable",
    });
    expect(emulator.requests).toHaveLength(1);
    expect(kinds()).toEqual(["begin", "end"]);
    expect(used).toHaveLength(1);
    for (const { id } of models.deployments) expect(routing.breaker(id).inFlight).toBe(0);
  });

  test("A70 an embedding: figures of the provider, an estimate without them, a zero as it is", async () => {
    emulator.use({ times: 1 }, { times: 1, omitUsage: true }, { times: 1, zeroUsage: true });
    const { models, told, kinds, used } = world();
    for (let call = 0; call < 3; call++) {
      await models.embed(context, reservation, { texts: ["annual leave"], purpose: "query" });
    }
    expect(kinds()).toEqual(["begin", "end", "begin", "end", "begin", "end"]);
    const ends = told.filter(({ kind }) => kind === "end").map(({ draft }) => [draft?.promptTokens, draft?.estimated]);
    expect(ends).toEqual([
      [2, false],
      [2, true],
      [0, false],
    ]);
    expect(used).toEqual([2, 2, 0]);
  });

  test("A70 an embedding that is stopped", async () => {
    const barrier = emulator.hold("response");
    const stop = new AbortController();
    const { models, told, kinds } = world();
    const input = { texts: ["annual leave"], purpose: "ingestion", signal: stop.signal } as const;
    const asking = models.embed(context, reservation, input);
    await barrier.reached();
    stop.abort(new Error("enough"));
    await expect(asking).rejects.toThrow("enough");
    expect(kinds()).toEqual(["begin", "end"]);
    expect(told[1]?.draft).toMatchObject({ outcome: "aborted", estimated: true, promptTokens: 2 });
  });

  test("what reaches no server leaves nothing", async () => {
    const nowhere = `http://127.0.0.1:${await freePort()}/v1`;
    const settings = { baseUrl: nowhere, apiKey: "none", model: "text-embedding-3-small", dimensions: 64 };
    const { models, kinds, used } = world({
      embeddingDeployments: [openAIEmbeddingDeployment({ ...settings, sendDimensions: true })],
    });
    await expect(
      models.embed(context, reservation, {
        texts: ["annual leave"],
        purpose: "query",
        signal: AbortSignal.timeout(1500),
      }),
    ).rejects.toThrow();
    expect(new Set(kinds())).toEqual(new Set(["begin", "drop"]));
    expect(used).toEqual([]);
  });

  test("A70 an answer is noted in its message instead; a zero of the provider stays a zero", async () => {
    emulator.use({ zeroUsage: true });
    const { models, told } = world();
    const call = models.stream(context, reservation, { messages, signal: context.signal });
    expect((await readCall(call)).error).toBeUndefined();
    expect(told).toEqual([]);
    expect(call.usage("ok")).toMatchObject({ promptTokens: 0, completionTokens: 0, costMicroUsd: 0, estimated: false });
  });
});

describe("what is traced is recorded all the same", () => {
  afterEach(() => traceWith(null));

  test("titles and answers, the later ones too", async () => {
    traceWith({ tracer: new TracerProvider().getTracer("test"), content: false });
    const { models, kinds } = world();
    for (let call = 0; call < 2; call++) {
      await models.generateText(context, reservation, title());
      const answer = models.stream(context, reservation, { messages, signal: context.signal });
      expect(answer.reachedUpstream).toBe(false);
      expect((await readCall(answer)).error).toBeUndefined();
      expect(answer.reachedUpstream).toBe(true);
    }
    expect(kinds()).toEqual(["begin", "end", "begin", "end"]);
  });
});
