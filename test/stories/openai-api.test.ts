import type { Citation } from "@eai/contract";
import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ModelEmulator, startModelEmulator } from "../../ops/dev/model-emulator/index.ts";
import { type Person, type Product, startProduct } from "../product.ts";
import { handbook } from "./chat-world.ts";

let emulator: ModelEmulator;
let product: Product;
let ada: Person;
let client: OpenAI;
let stranger: OpenAI;
let knowledgeBaseId: string;

async function clientOf(person: Person, scopes = ["chat.use", "knowledge.read"]): Promise<OpenAI> {
  const { key } = await person.call<{ key: string }>("POST", "/api/v1/api-keys", { name: "program", scopes });
  return new OpenAI({ baseURL: `${product.url}/v1`, apiKey: key, maxRetries: 0 });
}

beforeAll(async () => {
  emulator = await startModelEmulator();
  product = await startProduct({
    environment: {
      OPENAI_BASE_URL: `${emulator.url}/v1`,
      OPENAI_API_KEY: emulator.apiKey,
      OPENAI_MODEL: "gpt-4.1-mini",
      EAI_LOCAL_SIGN_UP: "open",
      MODEL_CONTEXT_WINDOW_TOKENS: "16000",
    },
  });
  ada = await product.signUp({ name: "Ada", email: "ada@example.com" });
  client = await clientOf(ada);
  stranger = await clientOf(await product.signUp({ name: "Bob", email: "bob@example.com" }));
  knowledgeBaseId = (await ada.createKnowledgeBase({ name: "Handbook" })).id;
  await ada.ingest(knowledgeBaseId, "handbook.md", handbook);
}, 300_000);
afterAll(async () => {
  await product[Symbol.asyncDispose]();
  await emulator.close();
});

const question = [{ role: "user" as const, content: "How many days of paid annual leave do full-time staff have?" }];

/** Every marker in the text has its citation, and there is at least one. */
function expectResolved(text: string, citations: readonly Citation[]): void {
  const markers = [...text.matchAll(/\[(\d+)\]/g)].map(([, number]) => Number(number));
  expect(markers.length).toBeGreaterThan(0);
  expect(new Set(citations.map(({ number }) => number))).toEqual(new Set(markers));
  for (const citation of citations) {
    expect(citation).toMatchObject({
      document_name: "handbook.md",
      knowledge_base_id: knowledgeBaseId,
      available: true,
    });
    expect(citation.link).toContain(citation.document_id);
    expect(citation.passage).toContain("25 days of paid annual leave");
  }
}

describe("a knowledge base as a model", () => {
  test("answers with citations, whole and streamed, and keeps no conversation", async () => {
    const whole = await client.chat.completions.create({ model: `kb:${knowledgeBaseId}`, messages: question });
    // The passages fill the window but for this.
    expect(emulator.requests.at(-1)?.body).toMatchObject({ max_tokens: 4000 });
    const { message } = whole.choices[0] ?? {};
    expect(message?.content).toContain("25 days");
    expectResolved(message?.content ?? "", (message as unknown as { citations: Citation[] }).citations);
    expect(whole.usage?.prompt_tokens).toBeGreaterThan(0);

    const stream = await client.chat.completions.create({
      model: "gpt-4.1-mini",
      messages: question,
      stream: true,
      stream_options: { include_usage: true },
      ...{ knowledge_base_ids: [knowledgeBaseId] },
    });
    const chunks = await Array.fromAsync(stream);
    const text = chunks.map(({ choices }) => choices[0]?.delta.content ?? "").join("");
    const last = chunks.find(({ choices }) => choices[0]?.finish_reason === "stop");
    expectResolved(text, (last?.choices[0]?.delta as { citations?: Citation[] } | undefined)?.citations ?? []);
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: expect.any(Number) } });
    expect((await ada.call<{ data: unknown[] }>("GET", "/api/v1/sessions")).data).toEqual([]);
  });

  test("is listed for who may see it, and does not exist for others", async () => {
    const name = `kb:${knowledgeBaseId}`;
    const listed = async (of: OpenAI) => (await of.models.list()).data.map(({ id }) => id);
    expect(await listed(client)).toContain(name);
    expect(await listed(stranger)).not.toContain(name);
    const missing = { status: 404, code: "not_found" };
    await expect(stranger.chat.completions.create({ model: name, messages: question })).rejects.toMatchObject(missing);
    await expect(
      stranger.chat.completions.create({ model: `kb:${knowledgeBaseId.replace(/.{4}$/, "0000")}`, messages: question }),
    ).rejects.toMatchObject(missing);
    const chatOnly = await clientOf(ada, ["chat.use"]);
    expect(await listed(chatOnly)).not.toContain(name);
    await expect(chatOnly.chat.completions.create({ model: name, messages: question })).rejects.toMatchObject({
      status: 403,
    });
  });

  test("says clearly what it cannot do", async () => {
    const tools = [{ type: "function" as const, function: { name: "f", parameters: {} } }];
    await expect(
      client.chat.completions.create({ model: `kb:${knowledgeBaseId}`, messages: question, tools }),
    ).rejects.toMatchObject({ status: 400, param: "tools" });
  });
});

test("a stop of the server ends a stream with an error that says so, and the product ends", async () => {
  const barrier = emulator.hold("mid_stream");
  const reading = (async () => {
    const stream = await client.chat.completions.create({ model: "gpt-4.1-mini", messages: question, stream: true });
    for await (const _ of stream);
  })();
  const ended = expect(reading).rejects.toMatchObject({ code: "shutting_down" });
  await barrier.reached();
  expect(await product.stop()).toBe(0);
  await ended;
  await expect.poll(() => emulator.requests.at(-1)?.outcome).toBe("client_closed");
}, 60_000);
