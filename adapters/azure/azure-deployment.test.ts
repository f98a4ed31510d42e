import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type ModelEmulator, startModelEmulator } from "../../ops/dev/model-emulator/index.ts";
import { type AzureResource, azureDeployment, azureEmbeddingDeployment } from "./azure-deployment.ts";

let emulator: ModelEmulator;
beforeAll(async () => {
  emulator = await startModelEmulator({ deployments: ["chat-prod", "embedding-prod"] });
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.close());

const resource = (): AzureResource => ({
  region: "eastus",
  baseUrl: `${emulator.url}/openai/v1`,
  credential: { apiKey: emulator.apiKey },
});
const prompt = [{ role: "user" as const, content: [{ type: "text" as const, text: "Hello" }] }];

describe("an Azure deployment", () => {
  test("is called by its own name, through v1 without an API version, with the key in Azure's header", async () => {
    const { languageModel } = azureDeployment({ ...resource(), deployment: "chat-prod", model: "gpt-4.1" });
    await languageModel.doGenerate({ prompt });
    expect(emulator.requests[0]).toMatchObject({
      path: "/openai/v1/chat/completions",
      query: "",
      body: { model: "chat-prod" },
    });
    expect(emulator.requests[0]?.headers["api-key"]).toBe(emulator.apiKey);
    expect(emulator.requests[0]?.headers.authorization).toBeUndefined();
  });

  test("takes a token for each call instead of a key", async () => {
    const credential = { tokenProvider: async () => emulator.apiKey };
    const { languageModel } = azureDeployment({ ...resource(), credential, deployment: "chat-prod", model: "gpt-4.1" });
    await languageModel.doGenerate({ prompt });
    expect(emulator.requests[0]?.headers.authorization).toBe(`Bearer ${emulator.apiKey}`);
    expect(emulator.requests[0]?.headers["api-key"]).toBeUndefined();
  });

  test("has price, window and manner of its model, not of its name", () => {
    const mini = azureDeployment({ ...resource(), deployment: "chat-prod", model: "gpt-5-mini" });
    expect(mini).toMatchObject({
      id: "azure:eastus:chat-prod",
      contextWindowTokens: 400_000,
      maxInputTokens: 272_000,
      capabilities: { reasoning: true },
    });
    expect(mini.price.inputMicroUsdPerMillionTokens).toBe(250_000);
    const own = azureDeployment({ ...resource(), deployment: "chat-prod", model: "our-own" });
    expect(own.price.inputMicroUsdPerMillionTokens).toBe(0);
  });

  test("embeds with the dimensions asked for, or as the model gives them", async () => {
    const settings = { deployment: "embedding-prod", model: "text-embedding-3-small", dimensions: 64 };
    const { embeddingModel } = azureEmbeddingDeployment({ ...resource(), ...settings, sendDimensions: true });
    const asked = await embeddingModel.doEmbed({ values: ["Hello"], dimensions: 64 });
    expect(asked.embeddings[0]).toHaveLength(64);
    const native = await embeddingModel.doEmbed({ values: ["Hello"] });
    expect(native.embeddings[0]).toHaveLength(1536);
  });
});
