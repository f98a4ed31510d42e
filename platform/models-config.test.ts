import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { readEnvironment } from "./environment.ts";
import { decideModels } from "./models-config.ts";

const directory = mkdtempSync(join(tmpdir(), "eai-models-"));
afterAll(() => rmSync(directory, { recursive: true }));

function decide(source: Record<string, string>, dataDirectory = "/nowhere") {
  const { values, readVariable } = readEnvironment(source);
  const decided = decideModels({ values, readVariable, dataDirectory });
  return { ...decided, refused: decided.mistakes.map((mistake) => mistake.variable) };
}

const eastUs = {
  AZURE_OPENAI_EASTUS_ENDPOINT: "https://east.openai.azure.com/",
  AZURE_OPENAI_EASTUS_API_KEY: "key",
  AZURE_OPENAI_EASTUS_DEPLOYMENT: "chat, chat-small",
};
const endpoint = {
  provider: "azure",
  region: "eastus",
  baseUrl: "https://east.openai.azure.com/openai/v1",
  apiVersion: undefined,
  credential: { kind: "key", variable: "AZURE_OPENAI_EASTUS_API_KEY" },
};

describe("Azure OpenAI", () => {
  test("two regions may offer one model", () => {
    const { config, refused, warnings } = decide({
      ...eastUs,
      AZURE_OPENAI_EASTUS_MODEL: "gpt-5,gpt-5-mini",
      AZURE_OPENAI_EASTUS2_ENDPOINT: "https://east2.openai.azure.com/openai/v1",
      AZURE_OPENAI_EASTUS2_API_KEY: "key2",
      AZURE_OPENAI_EASTUS2_DEPLOYMENT: "gpt-5",
    });
    expect([refused, warnings]).toEqual([[], []]);
    const second = {
      ...endpoint,
      region: "eastus2",
      baseUrl: "https://east2.openai.azure.com/openai/v1",
      credential: { kind: "key", variable: "AZURE_OPENAI_EASTUS2_API_KEY" },
    };
    expect(config.deployments).toEqual([
      { endpoint, deployment: "chat", model: "gpt-5", contextWindowTokens: 128_000 },
      { endpoint, deployment: "chat-small", model: "gpt-5-mini", contextWindowTokens: 128_000 },
      { endpoint: second, deployment: "gpt-5", model: "gpt-5", contextWindowTokens: 128_000 },
    ]);
  });

  test("a model that is not known is told of: nothing is guessed from its name", () => {
    expect(decide(eastUs).warnings).toEqual([
      expect.stringContaining('does not know the model "chat"'),
      expect.stringContaining('does not know the model "chat-small"'),
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
    expect(config.embeddings).toEqual([
      { endpoint, deployment: "vectors", model: "text-embedding-3-large", dimensions: 1536, sendDimensions: true },
    ]);
    expect(decide({ AZURE_OPENAI_EMBEDDING_DEPLOYMENT: "vectors" }).refused).toEqual(["AZURE_OPENAI_EASTUS_ENDPOINT"]);
  });
});

describe("an OpenAI-compatible endpoint", () => {
  const local = { OPENAI_BASE_URL: "http://localhost:11434/v1/" };

  test("offers the models that are named", () => {
    const { config } = decide({ ...local, OPENAI_MODEL: "llama, mistral" });
    const expected = { provider: "openai-compatible", region: null, baseUrl: "http://localhost:11434/v1" };
    expect(config.deployments).toMatchObject([
      { endpoint: { ...expected, credential: { kind: "none" } }, deployment: "llama", model: "llama" },
      { endpoint: expected, deployment: "mistral", model: "mistral" },
    ]);
  });

  test("half of it is a mistake", () => {
    expect(decide(local).refused).toEqual(["OPENAI_MODEL"]);
    expect(decide({ OPENAI_MODEL: "gpt-5" }).refused).toEqual(["OPENAI_BASE_URL"]);
  });

  test("a key alone sends nothing anywhere", () => {
    const { config, warnings, refused } = decide({ OPENAI_API_KEY: "sk-1" });
    expect({ deployments: config.deployments, refused }).toEqual({ deployments: [], refused: [] });
    expect(warnings).toEqual([expect.stringContaining("OPENAI_API_KEY")]);
  });

  test("an unknown embedding model needs its dimensions", () => {
    const source = { ...local, OPENAI_EMBEDDING_MODEL: "nomic-embed-text" };
    expect(decide(source).refused).toEqual(["EMBEDDING_DIMENSIONS"]);
    expect(decide({ ...source, EMBEDDING_DIMENSIONS: "768" }).config.embeddings).toMatchObject([
      { dimensions: 768, sendDimensions: false, endpoint: { baseUrl: "http://localhost:11434/v1" } },
    ]);
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

describe("models.yaml", () => {
  const file = `
endpoints:
  sweden:
    provider: azure
    region: swedencentral
    url: https://sweden.openai.azure.com
    entra: true
deployments:
  - { endpoint: sweden, deployment: chat, model: gpt-4.1 }
`;

  test("is found in the data directory, replaces the variables, and says so", () => {
    writeFileSync(join(directory, "models.yaml"), file);
    const { config, warnings, refused } = decide(eastUs, directory);
    expect(refused).toEqual([]);
    expect(config.deployments.map(({ id }) => id)).toEqual(["azure:swedencentral:chat"]);
    expect(warnings).toEqual([expect.stringMatching(/models\.yaml says .*AZURE_OPENAI_EASTUS_ENDPOINT.* not used/)]);
    expect(config.entra).toEqual({ kind: "managed", clientId: undefined });
  });

  test("is found where MODELS_FILE says; not finding it there is a mistake", () => {
    const path = join(directory, "other.yaml");
    writeFileSync(path, file);
    expect(decide({ MODELS_FILE: path }).config.deployments).toHaveLength(1);
    const { mistakes } = decide({ MODELS_FILE: join(directory, "none.yaml") });
    expect(mistakes).toEqual([{ variable: "MODELS_FILE", advice: expect.stringContaining("cannot be read (ENOENT)") }]);
  });

  test("asks for tokens as a client with a secret, a workload or a managed identity", () => {
    const path = join(directory, "other.yaml");
    const client = { AZURE_TENANT_ID: "tenant", AZURE_CLIENT_ID: "client", MODELS_FILE: path };
    expect(decide({ ...client, AZURE_CLIENT_SECRET: "s" }).config.entra?.kind).toBe("client_secret");
    expect(decide({ ...client, AZURE_FEDERATED_TOKEN_FILE: "/t" }).config.entra).toMatchObject({
      kind: "workload",
      tokenFile: "/t",
    });
    expect(decide(client).config.entra).toEqual({ kind: "managed", clientId: "client" });
    expect(decide({ MODELS_FILE: path, AZURE_CLIENT_SECRET: "s" }).refused).toEqual([
      "AZURE_TENANT_ID",
      "AZURE_CLIENT_ID",
    ]);
  });
});
