import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Model, Problem, TenantSettings } from "@eai/contract";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type ModelEmulator, startModelEmulator } from "../../ops/dev/model-emulator/index.ts";
import { createTestApi, type TestApi, type TestPerson } from "./testing.ts";

const directory = mkdtempSync(join(tmpdir(), "eai-models-file-"));
let emulator: ModelEmulator;
let api: TestApi;
let administrator: TestPerson;
let tenantId: string;

beforeAll(async () => {
  emulator = await startModelEmulator({
    deployments: ["chat=gpt-4.1", "thinker=gpt-5-pro", "vectors=text-embedding-3-small"],
  });
  const file = join(directory, "models.yaml");
  writeFileSync(
    file,
    `endpoints:
  east: { provider: azure, region: eastus, url: ${emulator.url}/eastus, key_variable: MODEL_KEY_EAST }
  sweden: { provider: azure, region: swedencentral, url: ${emulator.url}/swedencentral, key_variable: MODEL_KEY_EAST }
deployments:
  - { endpoint: east, deployment: chat, model: gpt-4.1, label: GPT-4.1 }
  - { endpoint: sweden, deployment: chat, model: gpt-4.1, priority: 1 }
  - { endpoint: east, deployment: thinker, model: gpt-5-pro }
embeddings:
  - { endpoint: east, deployment: vectors, model: text-embedding-3-small }
`,
  );
  api = await createTestApi({ environment: { MODELS_FILE: file, MODEL_KEY_EAST: emulator.apiKey } });
  administrator = await api.signUp("admin@example.com");
  const me = await administrator.request({ method: "GET", url: "/api/v1/me" });
  tenantId = me.json<{ tenant: { id: string } }>().tenant.id;
});
beforeEach(() => emulator.reset());
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await emulator.close();
  rmSync(directory, { recursive: true });
});

async function listed(): Promise<Model[]> {
  const answer = await administrator.request({ method: "GET", url: "/api/v1/models" });
  return answer.json<{ data: Model[] }>().data;
}

const chat = (payload: Record<string, unknown>) =>
  administrator.request({ method: "POST", url: "/api/v1/chat", payload: { message: "Hello there", ...payload } });

/** Through the OpenAI-compatible door, as a program of the administrator. */
async function throughKey(path: string, payload: Record<string, unknown>) {
  const named = { name: "program", scopes: ["chat.use", "knowledge.read"] };
  const made = await administrator.request({ method: "POST", url: "/api/v1/api-keys", payload: named });
  const headers = { authorization: `Bearer ${made.json<{ key: string }>().key}` };
  return api.request({ method: "POST", url: `/v1/${path}`, headers, payload });
}

/** Regions of the requests in which a text stands: titles of earlier conversations may still be on their way. */
const regionsOf = (text: string) =>
  emulator.requests.filter(({ body }) => JSON.stringify(body).includes(text)).map(({ region }) => region);

async function tieTo(regions: string[] | null): Promise<TenantSettings> {
  const payload = { "models.regions": regions === null ? null : { value: regions } };
  const answer = await administrator.request({ method: "PATCH", url: `/api/v1/tenants/${tenantId}/settings`, payload });
  expect(answer.statusCode).toBe(200);
  return answer.json();
}

test("the models of models.yaml are listed with what they can do", async () => {
  expect(await listed()).toEqual([
    {
      name: "gpt-4.1",
      label: "GPT-4.1",
      provider: "azure",
      regions: ["eastus", "swedencentral"],
      is_default: true,
      context_window_tokens: 1_047_576,
      max_input_tokens: 1_047_576,
      max_output_tokens: 32_768,
      capabilities: {
        streaming: true,
        tools: true,
        parallel_tool_calls: true,
        reasoning: false,
        reasoning_efforts: [],
      },
    },
    expect.objectContaining({
      name: "gpt-5-pro",
      max_input_tokens: 272_000,
      capabilities: expect.objectContaining({ streaming: false, reasoning: true, reasoning_efforts: ["high"] }),
    }),
  ]);
});

test("a model that cannot stream answers", async () => {
  const answer = await chat({ model: "gpt-5-pro" });
  expect(answer.statusCode).toBe(200);
  expect(answer.json<{ message: { text: string } }>().message.text).toContain("Hello there");
  const asked = emulator.requests.find(({ body }) => (body as { model: string }).model === "thinker");
  expect(asked).toMatchObject({ path: "/eastus/openai/v1/responses", body: { store: false } });
});

test("a tenant tied to regions is served there from the next request on, and set free again", async () => {
  const settings = await tieTo(["swedencentral"]);
  expect(settings["models.regions"]).toMatchObject({ effective: ["swedencentral"] });
  expect((await listed()).map(({ name, regions }) => [name, regions])).toEqual([["gpt-4.1", ["swedencentral"]]]);
  expect((await chat({ message: "What is a fjord?" })).statusCode).toBe(200);
  // The answer and the title.
  await expect.poll(() => regionsOf("fjord")).toEqual(["swedencentral", "swedencentral"]);

  const refused = await chat({ model: "gpt-5-pro" });
  expect(refused.json<Problem>()).toMatchObject({ status: 403, code: "permission_denied" });
  expect(refused.json<Problem>().detail).toContain("only in swedencentral");

  const question = { model: "gpt-4.1", messages: [{ role: "user", content: "What is a skerry?" }] };
  expect((await throughKey("chat/completions", question)).statusCode).toBe(200);
  expect(regionsOf("skerry")).toEqual(["swedencentral"]);
  const vectors = await throughKey("embeddings", { model: "text-embedding-3-small", input: "An archipelago" });
  expect([vectors.statusCode, vectors.body]).toEqual([403, expect.stringContaining("only in swedencentral")]);
  expect(regionsOf("archipelago")).toEqual([]);

  await tieTo(["westeurope"]);
  expect(await listed()).toEqual([]);
  expect((await chat({})).statusCode).toBe(403);
  await tieTo(null);
  expect((await chat({ model: "gpt-5-pro" })).statusCode).toBe(200);
});
