import { describe, expect, test } from "vitest";
import { readEnvironment } from "./environment.ts";
import { decideModels } from "./models-config.ts";

function decide(source: Record<string, string>) {
  const decided = decideModels(readEnvironment(source).values);
  return { ...decided, refused: decided.mistakes.map((mistake) => mistake.variable) };
}

const eastUs = {
  AZURE_OPENAI_EASTUS_ENDPOINT: "https://east.openai.azure.com/",
  AZURE_OPENAI_EASTUS_API_KEY: "key",
  AZURE_OPENAI_EASTUS_DEPLOYMENT: "chat, chat-small",
};

describe("Azure OpenAI", () => {
  test("two regions may offer one model", () => {
    const { config, refused } = decide({
      ...eastUs,
      AZURE_OPENAI_EASTUS_MODEL: "gpt-5,gpt-5-mini",
      AZURE_OPENAI_EASTUS2_ENDPOINT: "https://east2.openai.azure.com/openai/v1",
      AZURE_OPENAI_EASTUS2_API_KEY: "key2",
      AZURE_OPENAI_EASTUS2_DEPLOYMENT: "gpt-5",
    });
    expect(refused).toEqual([]);
    expect(config.azure).toEqual([
      { region: "eastus", baseUrl: "https://east.openai.azure.com/openai/v1", deployment: "chat", model: "gpt-5" },
      {
        region: "eastus",
        baseUrl: "https://east.openai.azure.com/openai/v1",
        deployment: "chat-small",
        model: "gpt-5-mini",
      },
      { region: "eastus2", baseUrl: "https://east2.openai.azure.com/openai/v1", deployment: "gpt-5", model: "gpt-5" },
    ]);
  });

  test.each(Object.keys(eastUs))("%s may not be missing", (name) => {
    expect(decide({ ...eastUs, [name]: "" }).refused).toEqual([name]);
  });

  test("deployments and models are counted", () => {
    expect(decide({ ...eastUs, AZURE_OPENAI_EASTUS_MODEL: "gpt-5" }).refused).toEqual(["AZURE_OPENAI_EASTUS_MODEL"]);
  });

  test("embeddings come from every region, also from one without a chat deployment", () => {
    const { config, refused } = decide({
      ...eastUs,
      AZURE_OPENAI_EASTUS_DEPLOYMENT: "",
      AZURE_OPENAI_EMBEDDING_DEPLOYMENT: "vectors",
      AZURE_OPENAI_EMBEDDING_MODEL: "text-embedding-3-large",
    });
    expect(refused).toEqual([]);
    expect(config.embedding).toEqual({
      model: "text-embedding-3-large",
      dimensions: 1536,
      sendDimensions: true,
      source: {
        kind: "azure",
        deployment: "vectors",
        regions: [{ region: "eastus", baseUrl: "https://east.openai.azure.com/openai/v1" }],
      },
    });
    expect(decide({ AZURE_OPENAI_EMBEDDING_DEPLOYMENT: "vectors" }).refused).toEqual(["AZURE_OPENAI_EASTUS_ENDPOINT"]);
  });
});

describe("an OpenAI-compatible endpoint", () => {
  const local = { OPENAI_BASE_URL: "http://localhost:11434/v1/" };

  test("offers the models that are named", () => {
    const { config } = decide({ ...local, OPENAI_MODEL: "llama, mistral" });
    expect(config.openAi).toEqual({ baseUrl: "http://localhost:11434/v1", models: ["llama", "mistral"] });
  });

  test("half of it is a mistake", () => {
    expect(decide(local).refused).toEqual(["OPENAI_MODEL"]);
    expect(decide({ OPENAI_MODEL: "gpt-5" }).refused).toEqual(["OPENAI_BASE_URL"]);
  });

  test("a key alone sends nothing anywhere", () => {
    const { config, warnings, refused } = decide({ OPENAI_API_KEY: "sk-1" });
    expect({ endpoint: config.openAi, refused }).toEqual({ endpoint: undefined, refused: [] });
    expect(warnings).toEqual([expect.stringContaining("OPENAI_API_KEY")]);
  });

  test("an unknown embedding model needs its dimensions", () => {
    const source = { ...local, OPENAI_EMBEDDING_MODEL: "nomic-embed-text" };
    expect(decide(source).refused).toEqual(["EMBEDDING_DIMENSIONS"]);
    expect(decide({ ...source, EMBEDDING_DIMENSIONS: "768" }).config.embedding).toMatchObject({
      dimensions: 768,
      sendDimensions: false,
      source: { kind: "openai", baseUrl: "http://localhost:11434/v1" },
    });
  });
});

test("two embedding models are a contradiction", () => {
  const both = {
    ...eastUs,
    AZURE_OPENAI_EMBEDDING_DEPLOYMENT: "text-embedding-3-small",
    OPENAI_BASE_URL: "http://localhost:11434/v1",
    OPENAI_EMBEDDING_MODEL: "nomic-embed-text",
  };
  expect(decide(both).refused).toEqual(["OPENAI_EMBEDDING_MODEL"]);
});

test("dimensions without a model are a mistake", () => {
  expect(decide({ EMBEDDING_DIMENSIONS: "768" }).refused).toEqual(["EMBEDDING_DIMENSIONS"]);
});
