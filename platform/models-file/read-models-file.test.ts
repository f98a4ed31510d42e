import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseModelsFile } from "./read-models-file.ts";

const environment: Readonly<Record<string, string>> = {
  AZURE_OPENAI_EASTUS_API_KEY: "key-1",
  AZURE_OPENAI_EASTUS2_API_KEY: "key-2",
  SOME_KEY: "key-3",
};

function parse(text: string) {
  const file = parseModelsFile(text, "models.yaml", (name) => environment[name]);
  return { ...file, told: file.mistakes.map(({ variable, advice }) => `${variable} ${advice}`) };
}

/** A file with two endpoints and these deployments; their first line is line 10. */
const withDeployments = (deployments: string) =>
  parse(`endpoints:
  east:
    provider: azure
    region: eastus
    url: https://east.openai.azure.com
    key_variable: SOME_KEY
  own: { provider: openai-compatible, url: "http://localhost:1234/v1" }
  openai: { provider: openai-compatible, url: "https://api.openai.com/v1", key_variable: SOME_KEY }
deployments:
${deployments}`);

describe("a sound file", () => {
  const example = parse(readFileSync(new URL("../../docs/setup/models.example.yaml", import.meta.url), "utf8"));

  test("is the example of the documentation", () => {
    expect({ told: example.told, warnings: example.warnings }).toEqual({ told: [], warnings: [] });
    expect(example.deployments.map(({ id, weight, priority }) => [id, weight, priority])).toEqual([
      ["azure:eastus:gpt-4.1", 200_000, undefined],
      ["azure:eastus2:gpt-4.1", 100_000, undefined],
      ["azure:swedencentral:chat-sweden", undefined, 1],
      ["azure:eastus:gpt-5-mini", undefined, undefined],
      ["openai:localhost:8080:qwen3-32b", undefined, undefined],
    ]);
    expect(example.embeddings).toMatchObject([{ dimensions: 1536 }, { dimensions: 1536 }]);
    expect(example.keyVariables).toEqual(["AZURE_OPENAI_EASTUS_API_KEY", "AZURE_OPENAI_EASTUS2_API_KEY"]);
  });

  test("has its prices in whole micro-USD", () => {
    expect(example.deployments[2]?.price).toEqual({
      inputMicroUsdPerMillionTokens: 2_200_000,
      cachedInputMicroUsdPerMillionTokens: 550_000,
      outputMicroUsdPerMillionTokens: 8_800_000,
    });
  });

  test("has endpoints with their full address, their scope and their way to sign in", () => {
    expect(example.deployments[2]?.endpoint).toEqual({
      provider: "azure",
      region: "swedencentral",
      baseUrl: "https://your-resource-sweden.services.ai.azure.com/openai/v1",
      apiVersion: undefined,
      credential: { kind: "entra", scope: "https://cognitiveservices.azure.com/.default" },
    });
    expect(example.deployments[4]?.endpoint.credential).toEqual({ kind: "none" });
  });

  test("may say nothing at all", () => {
    expect(parse("endpoints: {}\n")).toMatchObject({ told: [], deployments: [], embeddings: [] });
  });
});

describe("mistakes", () => {
  test("are all told at once, each with line and column and what to do", () => {
    const { told } = parse(`endpoints:
  east:
    provider: azur
    region: East US
    url: ftp://east
    key_variable: AZURE_OPENAI_EASTUS_API_KEY
  west:
    provider: azure
    url: https://west.openai.azure.com
    key_variable: NOT_SET
    colour: blue
  north:
    provider: azure
    region: northeurope
    url: https://user:secret@north.openai.azure.com
deployments:
  - endpoint: south
    deployment: chat
    model: gpt-4.1
    priority: -1
  - endpoint: south
    deployment: chat
    model: gpt-4.1
models: []
`);
    expect(told).toEqual([
      "models.yaml:3:15 provider must be one of azure, openai-compatible",
      "models.yaml:4:13 region must be written as Azure does in addresses: eastus, swedencentral",
      "models.yaml:5:10 url must be an address that begins with https:// or http://",
      'models.yaml:11:5 "colour" is not known here. Is it misspelt?',
      "models.yaml:15:10 url may have no name, password or query in it",
      "models.yaml:20:15 priority must be at least 0",
      'models.yaml:21:15 "south" is not among the endpoints (east, west, north). Describe it there, or name another',
      'models.yaml:24:1 "models" is not known here. There are endpoints, deployments, embeddings',
    ]);
  });

  test("of endpoints: no region, no way in, two ways in, a variable that is not set or is somebody else's", () => {
    const { told } = parse(`endpoints:
  a: { provider: azure, url: "https://a.openai.azure.com" }
  b: { provider: azure, region: eastus, url: "https://b.openai.azure.com", key_variable: SOME_KEY, entra: true }
  c: { provider: azure, region: eastus, url: "https://c.openai.azure.com", key_variable: NOT_SET }
  d: { provider: azure, region: eastus, url: "https://d.openai.azure.com", key_variable: EAI_SECRET }
  e: { provider: openai-compatible, url: "https://e.example.com/v1", entra: true }
`);
    expect(told.map((sentence) => sentence.slice(0, 70))).toEqual([
      expect.stringContaining("models.yaml:2:6 region is missing"),
      expect.stringContaining("models.yaml:2:18 says not how to sign in"),
      expect.stringContaining("models.yaml:3:90 key_variable and entra are both here"),
      expect.stringContaining("models.yaml:4:90 names NOT_SET, which is not set"),
      expect.stringContaining("models.yaml:5:90 EAI_SECRET is a secret of the platform itself"),
      expect.stringContaining("models.yaml:6:77 entra is for azure only"),
    ]);
  });

  test("of YAML itself: what does not parse, and keys that stand twice", () => {
    expect(parse("endpoints:\n  a: {\n").told[0]).toMatch(/^models\.yaml:3:1 is not YAML that can be read/);
    expect(parse("endpoints: {}\nendpoints: {}\n").told[0]).toMatch(/^models\.yaml:2:1 is not YAML.*unique/);
    expect(parse("- a\n").told[0]).toMatch(/^models\.yaml:1:1 must have endpoints/);
  });

  test("a secret is refused wherever it stands, and not repeated", () => {
    const key = "0123456789abcdef0123456789abcdef";
    const { told } = parse(`endpoints:
  a:
    provider: openai-compatible
    url: https://a.example.com/v1
    key_variable: ${key}
    api_key: sk-abcdefghijklmnopqrstuvwxyz
`);
    expect(told).toEqual([
      expect.stringMatching(/^models\.yaml:5:19 looks like a key/),
      expect.stringMatching(/^models\.yaml:5:19 key_variable must be the name of an environment variable/),
      expect.stringMatching(/^models\.yaml:6:5 "api_key": no secret belongs in this file/),
      expect.stringMatching(/^models\.yaml:6:14 looks like a key/),
    ]);
    expect(told.join()).not.toMatch(/0123456789|sk-abc/);
  });

  test("an unknown model has to be described", () => {
    const { told } = withDeployments(`
  - { endpoint: east, deployment: a, model: gpt-99 }
  - { endpoint: own, deployment: b, model: llama, context_window_tokens: 8000, max_output_tokens: 8000, capabilities: {} }
  - { endpoint: own, deployment: c, model: llama, context_window_tokens: 8000, max_output_tokens: 2000, capabilities: {} }
`);
    expect(told).toEqual([
      'models.yaml:11:45 the platform does not know the model "gpt-99". Say its context_window_tokens, max_output_tokens, price, capabilities, or correct the name',
      "models.yaml:12:99 leaves no room for a prompt: it must be less than the context window",
    ]);
  });

  test("what the catalogue knows better: windows, the API, prices", () => {
    const { told } = withDeployments(`
  - { endpoint: east, deployment: a, model: gpt-5-chat, context_window_tokens: 400000 }
  - { endpoint: east, deployment: b, model: gpt-5-pro, api: chat_completions }
  - { endpoint: east, deployment: c, model: gpt-4.1, price: { input: 0.00000001, output: 8 } }
  - { endpoint: east, deployment: d, model: gpt-4.1, price: { input: 2 } }
  - { endpoint: east, deployment: e, model: gpt-4.1, capabilities: { system_role: boss } }
`);
    expect(told).toEqual([
      "models.yaml:11:80 gpt-5-chat has 128000 at most. Write that or less",
      "models.yaml:12:61 gpt-5-pro is not served through chat_completions. Write api: responses",
      "models.yaml:13:70 price.input may have six digits after the point at most",
      "models.yaml:14:61 price.output is missing: dollars for a million tokens",
      "models.yaml:15:83 capabilities.system_role must be one of system, developer",
    ]);
  });

  test("two of one id", () => {
    const { told } = withDeployments(`
  - { endpoint: east, deployment: a, model: gpt-4.1 }
  - { endpoint: east, deployment: a, model: gpt-4o }
  - { endpoint: east, deployment: a, model: gpt-4o, id: own-name }
`);
    expect(told).toEqual([
      'models.yaml:12:5 has the id "azure:eastus:a" as the one at models.yaml:11:5 has. Give it an id of its own',
    ]);
  });

  test("embeddings of one model with different lengths, and of models that are not known", () => {
    const { told } = withDeployments(`
embeddings:
  - { endpoint: east, deployment: a, model: text-embedding-3-small }
  - { endpoint: east, deployment: b, model: text-embedding-3-small, dimensions: 512 }
  - { endpoint: own, deployment: c, model: nomic }
  - { endpoint: own, deployment: d, model: text-embedding-ada-002, dimensions: 256 }
`);
    expect(told).toEqual([
      expect.stringMatching(/^models\.yaml:13:5 gives vectors of text-embedding-3-small with 512 dimensions/),
      expect.stringMatching(/^models\.yaml:14:44 the platform does not know the model "nomic"/),
      expect.stringMatching(/^models\.yaml:15:80 text-embedding-ada-002 gives 1536 only/),
    ]);
  });
});

test("several embedding models stand side by side, the first is the default", () => {
  const { told, embeddings } = withDeployments(`
embeddings:
  - { endpoint: east, deployment: a, model: text-embedding-3-large }
  - { endpoint: east, deployment: b, model: text-embedding-3-small, dimensions: 512 }
  - { endpoint: own, deployment: c, model: nomic, dimensions: 768 }
`);
  expect(told).toEqual([]);
  expect(embeddings.map(({ model, dimensions }) => [model, dimensions])).toEqual([
    ["text-embedding-3-large", 1536],
    ["text-embedding-3-small", 512],
    ["nomic", 768],
  ]);
});

test("a price of nothing where a bill is sent is a warning, on one's own machine it is not", () => {
  const { told, warnings } = withDeployments(`
  - { endpoint: east, deployment: a, model: gpt-4.1, price: { input: 0, output: 0 } }
  - { endpoint: openai, deployment: b, model: gpt-4.1, price: { input: 0, output: 0 } }
  - { endpoint: own, deployment: c, model: gpt-4.1, price: { input: 0, output: 0 } }
`);
  expect(told).toEqual([]);
  expect(warnings).toEqual([
    expect.stringMatching(/^models\.yaml:11:61: gpt-4\.1 counts as free/),
    expect.stringMatching(/^models\.yaml:12:63: gpt-4\.1 counts as free/),
  ]);
});

test("shares go by capacity only where every deployment names one", () => {
  const { deployments } = withDeployments(`
  - { endpoint: east, deployment: a, model: gpt-4.1, capacity: { tokens_per_minute: 1000 } }
  - { endpoint: east, deployment: b, model: gpt-4.1 }
  - { endpoint: east, deployment: c, model: gpt-4.1, priority: 1, capacity: { requests_per_minute: 60 } }
  - { endpoint: east, deployment: d, model: gpt-4.1, priority: 1, weight: 5 , capacity: { requests_per_minute: 20 } }
`);
  expect(deployments.map(({ weight }) => weight)).toEqual([undefined, undefined, 60, 5]);
});
