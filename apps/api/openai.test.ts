import OpenAI from "openai";
import { afterAll, beforeAll, beforeEach, test } from "vitest";
import { type ModelEmulator, startModelEmulator } from "../../ops/dev/model-emulator/index.ts";
import { createTestApi, type TestApi } from "./testing.ts";

let emulator: ModelEmulator;
let api: TestApi;
let client: OpenAI;
beforeAll(async () => {
  emulator = await startModelEmulator();
  api = await createTestApi({
    environment: {
      OPENAI_BASE_URL: `${emulator.url}/v1`,
      OPENAI_API_KEY: emulator.apiKey,
      OPENAI_MODEL: "gpt-4.1-mini",
      OPENAI_EMBEDDING_MODEL: "text-embedding-3-small",
    },
  });
  const alice = await api.signUp("alice@example.com");
  const made = await alice.request({
    method: "POST",
    url: "/api/v1/api-keys",
    payload: { name: "k", scopes: ["chat.use", "knowledge.read"] },
  });
  const url = await api.app.listen({ port: 0, host: "127.0.0.1" });
  console.log(made.body);
  client = new OpenAI({ baseURL: `${url}/v1`, apiKey: made.json().secret ?? made.json().key, maxRetries: 0 });
});
beforeEach(() => emulator.reset());
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await emulator.close();
});

test("whole", async () => {
  const answer = await client.chat.completions.create({
    model: "gpt-4.1-mini",
    messages: [{ role: "user", content: "Hello" }],
  });
  console.log(JSON.stringify(answer));
});
test("stream", async () => {
  const answer = await client.chat.completions.create({
    model: "gpt-4.1-mini",
    stream: true,
    messages: [{ role: "user", content: "Hello" }],
  });
  for await (const part of answer) console.log(JSON.stringify(part));
});
test("embed", async () => {
  const answer = await client.embeddings.create({ model: "text-embedding-3-small", input: ["Hello"], dimensions: 8 });
  console.log(JSON.stringify(answer));
});
