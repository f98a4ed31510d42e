import { azureDeployment } from "@eai/adapters/azure";
import { openAIDeployment } from "@eai/adapters/openai";
import { ProblemError, silentLog } from "@eai/modules/kernel";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { context, emulatedModels, readCall, reservation } from "../../ops/dev/model-emulator/emulated-models.ts";
import { type ModelEmulator, type Scenario, startModelEmulator } from "../../ops/dev/model-emulator/index.ts";
import { createRouting } from "./routing.ts";

let emulator: ModelEmulator;
beforeAll(async () => {
  emulator = await startModelEmulator();
  // The tokenizer is loaded once, at the first call; the short timeouts below are not about that.
  await readCall(ask().call);
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.close());

const reply = "Full-time staff have twenty-five days of annual leave, and may carry five of them over.";
const messages = [
  { role: "system" as const, content: "Answer briefly." },
  { role: "user" as const, content: "How many days of leave are there?" },
];

function ask(
  gateway = emulatedModels(emulator),
  input: { model?: string; maxOutputTokens?: number; signal?: AbortSignal } = {},
) {
  const call = gateway.models.stream(context, reservation, { messages, signal: context.signal, ...input });
  return { ...gateway, call };
}

const impatient = { timeouts: { firstChunkMs: 2000, stallMs: 1500 } };
const regionsAsked = () => emulator.requests.map(({ region }) => region);
const inRegion = (region: string, scenario: Scenario): Scenario => ({ match: { region }, ...scenario });

describe("a streamed answer", () => {
  test("comes as served, text, finish, with the figures of the provider", async () => {
    emulator.use({ reply, cachedTokens: 10, annotations: true });
    const { call, recorded } = ask();
    const { parts, text, error } = await readCall(call);
    expect(error).toBeUndefined();
    expect(text).toBe(reply);
    expect(parts[0]).toEqual({
      type: "served",
      deploymentId: "azure:eastus:gpt-4.1",
      region: "eastus",
      model: "gpt-4.1",
    });
    expect(parts.at(-1)).toEqual({ type: "finish", reason: "stop" });
    expect(parts.filter(({ type }) => type === "text").length).toBeGreaterThan(10);
    const usage = call.usage("ok");
    expect(usage).toMatchObject({
      outcome: "ok",
      estimated: false,
      cachedTokens: 10,
      reasoningTokens: 0,
      region: "eastus",
    });
    expect(usage.costMicroUsd).toBe(Math.ceil((usage.promptTokens - 10) * 2 + 10 * 0.5 + usage.completionTokens * 8));
    expect(usage.firstTokenMs).toBeLessThanOrEqual(usage.latencyMs);
    expect(recorded).toEqual([]);
  });

  test("comes the same way from any OpenAI-compatible endpoint", async () => {
    emulator.use({ reply, reasoningTokens: 7 });
    const deployments = [openAIDeployment({ baseUrl: `${emulator.url}/v1`, apiKey: emulator.apiKey, model: "gpt-4o" })];
    const { call } = ask(emulatedModels(emulator, { deployments }));
    expect(await readCall(call)).toMatchObject({ text: reply, error: undefined });
    expect(call.usage("ok")).toMatchObject({
      outcome: "ok",
      estimated: false,
      reasoningTokens: 7,
      region: null,
      costMicroUsd: 0,
    });
    expect(emulator.requests[0]?.headers.authorization).toBe(`Bearer ${emulator.apiKey}`);
  });

  test.each(["azure", "openai"] as const)("is counted here when %s gives no figures", async (provider) => {
    emulator.use({ reply, omitUsage: true });
    const deployments =
      provider === "azure"
        ? undefined
        : [openAIDeployment({ baseUrl: `${emulator.url}/v1`, apiKey: emulator.apiKey, model: "gpt-4o" })];
    const { call } = ask(emulatedModels(emulator, deployments && { deployments }));
    await readCall(call);
    const usage = call.usage("ok");
    expect(usage).toMatchObject({ outcome: "ok", estimated: true, completionTokens: 19 });
    expect(usage.promptTokens).toBeGreaterThan(15);
  });

  test("asks a reasoning model in its own words, whatever its deployment is called, with room to think", async () => {
    const own = await startModelEmulator({ deployments: ["o4-thinker"] });
    const resource = { region: "eastus", baseUrl: `${own.url}/openai/v1`, credential: { apiKey: own.apiKey } };
    const deployments = [azureDeployment({ ...resource, deployment: "o4-thinker", model: "gpt-5-mini" })];
    const { call } = ask(emulatedModels(own, { deployments }), { maxOutputTokens: 50 });
    expect((await readCall(call)).error).toBeUndefined();
    expect(own.requests[0]?.body).toMatchObject({ max_completion_tokens: 4050 });
    expect(own.requests[0]?.body).not.toHaveProperty("max_tokens");
    expect(call.usage("ok").reasoningTokens).toBe(64);
    await own.close();
  });

  test.each(["azure", "openai"] as const)(
    "of %s arrives whole, whatever the pieces it is sent in",
    async (provider) => {
      const text = "Größe: 25 €, 日本語, 👩‍👩‍👧‍👦 — fin.";
      emulator.use({ reply: text, bytesPerWrite: 1, annotations: true });
      const { call } = ask(emulatedModels(emulator, provider === "azure" ? {} : { deployments: [loneDeployment()] }));
      expect(await readCall(call)).toMatchObject({ text, error: undefined });
      expect(call.usage("ok")).toMatchObject({ outcome: "ok", estimated: false });
    },
  );

  test("may take longer to its first token than between tokens", async () => {
    emulator.use({ reply, firstTokenDelayMs: 900 });
    const { call } = ask(emulatedModels(emulator, { timeouts: { firstChunkMs: 20_000, stallMs: 600 } }));
    expect(await readCall(call)).toMatchObject({ text: reply, error: undefined });
  });

  test("stops at the output limit and says so", async () => {
    emulator.use({ reply });
    const { call } = ask(emulatedModels(emulator), { maxOutputTokens: 5 });
    expect((await readCall(call)).parts.at(-1)).toEqual({ type: "finish", reason: "length" });
    expect(call.usage("ok").completionTokens).toBe(5);
  });
});

describe("failover before the first token", () => {
  test.each<[string, Scenario, string]>([
    ["401", { fail: { status: 401 } }, "failed"],
    ["404 DeploymentNotFound", { fail: { status: 404 } }, "failed"],
    ["408", { fail: { status: 408 } }, "failed"],
    ["429 without headers", { fail: { status: 429 } }, "failed"],
    ["429 with retry-after", { fail: { status: 429, retryAfterSeconds: 20 } }, "failed"],
    ["429 with retry-after-ms", { fail: { status: 429, retryAfterMs: 500 } }, "failed"],
    ["500", { fail: { status: 500 } }, "failed"],
    ["503", { fail: { status: 503 } }, "failed"],
    ["a first token that does not come", { stallAfterTokens: 0 }, "failed"],
    ["a server that does not answer", { hold: "response" }, "failed"],
    ["a connection dropped before any text", { cutAfterTokens: 0 }, "failed"],
    ["a connection dropped before any answer", { drop: true }, "failed"],
    ["a stream ended before any text", { endAfterTokens: 0 }, "failed"],
    ["half a character and no more", { halfCharacterAfterTokens: 0 }, "failed"],
    ["an error event before any text", { errorAfterTokens: 0 }, "failed"],
  ])("%s: the other region answers, and each call is on record", async (_, scenario, outcome) => {
    emulator.use(inRegion("eastus", scenario), { reply });
    const { call, recorded } = ask(emulatedModels(emulator, impatient));
    const { parts, text, error } = await readCall(call);
    expect(error).toBeUndefined();
    expect(text).toBe(reply);
    expect(parts[0]).toMatchObject({ type: "served", region: "eastus2" });
    expect(regionsAsked()).toEqual(["eastus", "eastus2"]);
    expect(recorded).toMatchObject([{ region: "eastus", outcome, completionTokens: 0, purpose: "chat" }]);
    expect(call.usage("ok")).toMatchObject({ region: "eastus2", outcome: "ok" });
  });

  test("a refused connection leaves no record: nothing was reached", async () => {
    const gone = await startModelEmulator();
    await gone.close();
    const base = { deployment: "gpt-4.1", model: "gpt-4.1", credential: { apiKey: "emulator-key" } };
    const deployments = [
      azureDeployment({ ...base, region: "eastus", baseUrl: `${gone.url}/openai/v1`, priority: 0 }),
      azureDeployment({ ...base, region: "eastus2", baseUrl: `${emulator.url}/openai/v1`, priority: 1 }),
    ];
    const { call, recorded } = ask(emulatedModels(emulator, { deployments }));
    expect((await readCall(call)).error).toBeUndefined();
    expect(recorded).toEqual([]);
    const lost = ask(emulatedModels(emulator, { deployments: deployments.slice(0, 1) })).call;
    expect((await readCall(lost)).error).toMatchObject({ code: "model_unavailable" });
    expect(lost.reachedUpstream).toBe(false);
  });

  test("a dropped connection to the only deployment is tried once more", async () => {
    emulator.use({ times: 1, drop: true }, { reply });
    const { call, recorded } = ask(emulatedModels(emulator, { deployments: [loneDeployment()] }));
    expect(await readCall(call)).toMatchObject({ text: reply, error: undefined });
    expect(recorded).toMatchObject([{ outcome: "failed", estimated: true }]);
  });

  test.each([500, 503, 408])("%i from the only deployment is tried once more, not more often", async (status) => {
    const { models, recorded } = emulatedModels(emulator, { deployments: [loneDeployment()] });
    const ask = () => models.stream(context, reservation, { messages, signal: context.signal });
    emulator.use({ times: 1, fail: { status } }, { times: 1, reply }, { fail: { status } });
    expect(await readCall(ask())).toMatchObject({ text: reply, error: undefined });
    expect(recorded).toMatchObject([{ outcome: "failed", promptTokens: 0 }]);
    expect((await readCall(ask())).error).toMatchObject({ code: "model_unavailable" });
    expect(emulator.requests).toHaveLength(4);
  });

  test("the only deployment is not pressed when it asks for time, or a key is wrong", async () => {
    for (const fail of [{ status: 429 }, { status: 503, retryAfterSeconds: 3 }, { status: 401 }]) {
      emulator.reset();
      emulator.use({ fail });
      const { call } = ask(emulatedModels(emulator, { deployments: [loneDeployment()] }));
      expect((await readCall(call)).error).toMatchObject({ code: "model_unavailable" });
      expect(emulator.requests).toHaveLength(1);
    }
  });

  test("a region that failed is asked last, and again after its time", async () => {
    let now = 0;
    const gateway = emulatedModels(emulator, { routing: createRouting({ clock: () => now }) });
    emulator.use(inRegion("eastus", { times: 1, fail: { status: 503 } }));
    await readCall(ask(gateway).call);
    await readCall(ask(gateway).call);
    now += 10_000;
    await readCall(ask(gateway).call);
    expect(regionsAsked()).toEqual(["eastus", "eastus2", "eastus2", "eastus"]);
  });

  test("with all regions throttled the earliest time is told, and nobody is asked before it", async () => {
    emulator.use(
      inRegion("eastus", { fail: { status: 429, retryAfterSeconds: 30 } }),
      inRegion("eastus2", { fail: { status: 429, retryAfterSeconds: 7 } }),
    );
    const gateway = ask();
    const first = await readCall(gateway.call);
    expect(first.error).toMatchObject({ code: "model_unavailable", retryAfterSeconds: 7 });
    expect(gateway.recorded).toHaveLength(1);
    expect(gateway.call.usage("failed")).toMatchObject({ region: "eastus2", promptTokens: 0, costMicroUsd: 0 });
    const second = ask(gateway).call;
    expect((await readCall(second)).error).toMatchObject({ code: "model_unavailable" });
    expect(second.reachedUpstream).toBe(false);
    expect(emulator.requests).toHaveLength(2);
  });

  test("a wait of a day is not believed", async () => {
    emulator.use({ fail: { status: 429, retryAfterSeconds: 86_400 } });
    const { error } = await readCall(ask().call);
    expect(error).toMatchObject({ code: "model_unavailable", retryAfterSeconds: 60 });
  });

  test("the error carries nothing of the prompt", async () => {
    emulator.use({ fail: { status: 500 } });
    const { error } = await readCall(ask().call);
    expect(error).toBeInstanceOf(ProblemError);
    expect(JSON.stringify([error, (error as Error).cause, String((error as Error).cause)])).not.toContain("leave");
  });
});

describe("after the first token there is no failover", () => {
  test.each<[string, Scenario]>([
    ["a dropped connection", { cutAfterTokens: 5 }],
    ["an end without finish reason", { endAfterTokens: 5 }],
    ["an error event", { errorAfterTokens: 5 }],
    ["a chunk that is not JSON", { garbleAfterTokens: 5 }],
    ["an end in the middle of a character", { halfCharacterAfterTokens: 5 }],
    ["silence", { stallAfterTokens: 5 }],
  ])("%s: model_failed, what came is kept, and nobody else is asked", async (_, scenario) => {
    emulator.use({ reply, ...scenario });
    const { call, recorded } = ask(emulatedModels(emulator, impatient));
    const { text, parts, error } = await readCall(call);
    expect(error).toMatchObject({ code: "model_failed" });
    expect(reply.startsWith(text)).toBe(true);
    expect(text.length).toBeGreaterThan(10);
    expect(parts.some(({ type }) => type === "finish")).toBe(false);
    expect(regionsAsked()).toEqual(["eastus"]);
    expect(recorded).toEqual([]);
    expect(call.usage("ok")).toMatchObject({ outcome: "failed", estimated: true, completionTokens: 5 });
  });
});

describe("the content filter", () => {
  test("refuses a prompt once, and the prompt is paid for", async () => {
    emulator.use({ promptFiltered: true });
    const { call, recorded } = ask();
    expect((await readCall(call)).error).toMatchObject({ code: "content_filtered" });
    expect(emulator.requests).toHaveLength(1);
    const usage = call.usage("failed");
    expect(usage).toMatchObject({ outcome: "filtered", estimated: true, completionTokens: 0 });
    expect(usage.promptTokens).toBeGreaterThan(10);
    expect(recorded).toEqual([]);
  });

  test("stops an answer half-way: a finish that says so, and the outcome is not ok", async () => {
    emulator.use({ reply, completionFiltered: true });
    const { call } = ask();
    const { parts, text, error } = await readCall(call);
    expect(error).toBeUndefined();
    expect(text.length).toBeLessThan(reply.length);
    expect(parts.at(-1)).toEqual({ type: "finish", reason: "content-filter" });
    expect(call.usage("ok")).toMatchObject({ outcome: "filtered", estimated: false });
  });
});

describe("odd ends", () => {
  test("an empty completion is a failure with its own outcome", async () => {
    emulator.use({ reply: "" });
    const { call } = ask();
    const { parts, error } = await readCall(call);
    expect(error).toMatchObject({ code: "model_failed" });
    expect(parts.some(({ type }) => type === "finish")).toBe(false);
    expect(call.usage("failed")).toMatchObject({ outcome: "empty", estimated: false });
  });

  test("a refused request is not tried elsewhere", async () => {
    emulator.use({ fail: { status: 400, code: "context_length_exceeded" } });
    const { error } = await readCall(ask().call);
    expect(error).toMatchObject({ code: "model_failed", message: expect.stringContaining("too long") });
    expect(emulator.requests).toHaveLength(1);
  });

  test.each(["before the first token", "mid-stream"])(
    "an abort %s ends the call upstream and throws its reason",
    async (when) => {
      const barrier = emulator.hold(when === "mid-stream" ? "mid_stream" : "first_token");
      const stop = new AbortController();
      const { call } = ask(emulatedModels(emulator), { signal: stop.signal });
      const reading = readCall(call);
      await barrier.reached();
      if (when === "mid-stream") await expect.poll(() => call.usage("aborted").completionTokens).toBeGreaterThan(3);
      stop.abort(new Error("stopped by the person"));
      const { error, parts } = await reading;
      expect(error).toMatchObject({ message: "stopped by the person" });
      expect(parts.some(({ type }) => type === "finish")).toBe(false);
      const usage = call.usage("aborted");
      expect(usage).toMatchObject({ outcome: "aborted", estimated: true });
      expect(usage.promptTokens).toBeGreaterThan(10);
      await expect.poll(() => emulator.requests[0]?.outcome).toBe("client_closed");
      expect(emulator.requests).toHaveLength(1);
    },
  );

  test("an abort before the server answers ends the call there", async () => {
    const barrier = emulator.hold("response");
    const stop = new AbortController();
    const { call } = ask(emulatedModels(emulator), { signal: stop.signal });
    const reading = readCall(call);
    await barrier.reached();
    stop.abort(new Error("stopped by the person"));
    expect((await reading).error).toMatchObject({ message: "stopped by the person" });
    await expect.poll(() => emulator.requests[0]?.outcome).toBe("client_closed");
    expect(call.usage("aborted")).toMatchObject({ outcome: "aborted" });
    expect(emulator.requests).toHaveLength(1);
  });

  test("an abort between two tries sends no second one", async () => {
    emulator.use({ fail: { status: 500 } });
    const stop = new AbortController();
    const log = { ...silentLog, warn: () => stop.abort(new Error("stopped by the person")) };
    const gateway = emulatedModels(emulator, { deployments: [loneDeployment()], log });
    const { call } = ask(gateway, { signal: stop.signal });
    expect((await readCall(call)).error).toMatchObject({ message: "stopped by the person" });
    expect(emulator.requests).toHaveLength(1);
  });

  test("an abort ends the call upstream though its reader does not read", async () => {
    emulator.use({ reply, stallAfterTokens: 8 });
    const stop = new AbortController();
    const { call } = ask(emulatedModels(emulator), { signal: stop.signal });
    const parts = call.parts[Symbol.asyncIterator]();
    await parts.next();
    stop.abort(new Error("stopped by the person"));
    await expect.poll(() => emulator.requests[0]?.outcome).toBe("client_closed");
    const rest = async () => {
      while (!(await parts.next()).done);
    };
    await expect(rest()).rejects.toThrow("stopped by the person");
  });

  test("a reader that leaves ends the call upstream", async () => {
    emulator.use({ reply, stallAfterTokens: 8 });
    const { call } = ask();
    for await (const part of call.parts) if (part.type === "text") break;
    await expect.poll(() => emulator.requests[0]?.outcome).toBe("client_closed");
  });

  test("a slow reader is no stall", async () => {
    emulator.use({ reply });
    const { call } = ask(emulatedModels(emulator, impatient));
    let slept = false;
    let text = "";
    for await (const part of call.parts) {
      if (part.type !== "text") continue;
      text += part.text;
      if (!slept) await new Promise((resolve) => setTimeout(resolve, 2000));
      slept = true;
    }
    expect(text).toBe(reply);
  });

  test("nothing is sent, and nothing used, before the parts are read", () => {
    const { call } = ask();
    expect(call.reachedUpstream).toBe(false);
    expect(call.usage("failed")).toMatchObject({ promptTokens: 0, costMicroUsd: 0, latencyMs: 0 });
    expect(emulator.requests).toHaveLength(0);
  });
});

function loneDeployment() {
  return openAIDeployment({ baseUrl: `${emulator.url}/v1`, apiKey: emulator.apiKey, model: "gpt-4o" });
}
