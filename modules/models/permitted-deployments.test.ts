import { quoteDeployment } from "@eai/adapters/quote";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { context, emulatedModels, readCall, reservation } from "../../ops/dev/model-emulator/emulated-models.ts";
import { type ModelEmulator, startModelEmulator } from "../../ops/dev/model-emulator/index.ts";
import { permitDeployments } from "./permitted-deployments.ts";

let emulator: ModelEmulator;
beforeAll(async () => {
  emulator = await startModelEmulator();
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.close());

const messages = [{ role: "user" as const, content: "Hello there" }];

/** Two regions, of which the tenant permits these. */
function tied(regions: readonly string[] | null, overrides: Parameters<typeof emulatedModels>[1] = {}) {
  return emulatedModels(emulator, { permittedRegions: async () => regions, ...overrides }).models;
}

describe("a tenant that is tied to regions", () => {
  test("is served there alone, also when that region fails and the other would answer", async () => {
    const models = tied(["eastus2"]);
    emulator.use({ match: { region: "eastus2" }, fail: { status: 503 } });
    const call = models.stream(context, reservation, { messages, signal: context.signal });
    expect((await readCall(call)).error).toMatchObject({ code: "model_unavailable" });
    expect(new Set(emulator.requests.map(({ region }) => region))).toEqual(new Set(["eastus2"]));
  });

  test("sees only those regions, and models that are there", async () => {
    expect(await tied(["eastus2", "westeurope"]).list(context)).toMatchObject([
      { name: "gpt-4.1", regions: ["eastus2"] },
    ]);
    expect(await tied(["EastUS"]).list(context)).toMatchObject([{ regions: ["eastus"] }]);
    expect(await tied(["westeurope"]).list(context)).toEqual([]);
  });

  test("is told in a sentence when nothing is there, for chat, titles and vectors; nothing is sent", async () => {
    const models = tied(["westeurope", "northeurope"]);
    const refusal = {
      code: "permission_denied",
      message: expect.stringContaining("only in westeurope, northeurope"),
    };
    await expect(models.resolve(context)).rejects.toMatchObject(refusal);
    await expect(models.resolve(context, "gpt-4.1")).rejects.toMatchObject(refusal);
    const call = models.stream(context, reservation, { messages, signal: context.signal });
    expect((await readCall(call)).error).toMatchObject(refusal);
    const title = models.generateText(context, reservation, { purpose: "title", messages, signal: context.signal });
    await expect(title).rejects.toMatchObject(refusal);
    const vectors = models.embed(context, reservation, { texts: ["Hello"], purpose: "query" });
    await expect(vectors).rejects.toMatchObject(refusal);
    expect(emulator.requests).toEqual([]);
  });

  test("has its texts embedded there", async () => {
    const models = tied(["eastus2"]);
    for (let round = 0; round < 4; round++) {
      await models.embed(context, reservation, { texts: [`Hello ${round}`], purpose: "query" });
    }
    expect(new Set(emulator.requests.map(({ region }) => region))).toEqual(new Set(["eastus2"]));
  });

  test("a deployment whose region is not known never counts; the quote model sends nothing anywhere", async () => {
    const [known] = tied(null).deployments;
    if (!known) throw new Error("no deployment");
    const somewhere = tied(["eastus"], { deployments: [{ ...known, id: "somewhere", region: null }] });
    await expect(somewhere.resolve(context)).rejects.toMatchObject({ code: "permission_denied" });
    const bare = tied(["eastus"], { deployments: [quoteDeployment()] });
    expect(await bare.resolve(context)).toMatchObject({ name: "quote" });
  });

  test("that permits no region is served nowhere", async () => {
    await expect(tied([]).resolve(context)).rejects.toMatchObject({ message: expect.stringContaining("in no region") });
  });

  test("a model it does not know is still not found", async () => {
    await expect(tied(["eastus"]).resolve(context, "gpt-99")).rejects.toMatchObject({ code: "model_not_found" });
  });
});

test("a model promises what every one of its deployments can do", async () => {
  const [first, second] = tied(null).deployments;
  if (!first || !second) throw new Error("no deployments");
  const weak = { ...second.capabilities, streaming: false, tools: false };
  const { list } = permitDeployments({
    deployments: [first, { ...second, contextWindowTokens: 8000, maxInputTokens: 6000, capabilities: weak }],
    embeddingDeployments: [],
    permittedModels: async () => null,
  });
  expect(await list(context)).toMatchObject([
    {
      contextWindowTokens: 8000,
      maxInputTokens: 6000,
      capabilities: { streaming: false, tools: false, parallelToolCalls: true, reasoning: false },
    },
  ]);
});
