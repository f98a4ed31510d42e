import type { Message, Problem } from "@eai/contract";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createTestApi, type TestApi, type TestPerson } from "../../apps/api/testing.ts";
import { type ModelEmulator, startModelEmulator } from "../../ops/dev/model-emulator/index.ts";

let emulator: ModelEmulator;
let api: TestApi;
let url: string;
let mallory: TestPerson;
let bob: TestPerson;

beforeAll(async () => {
  emulator = await startModelEmulator();
  api = await createTestApi({
    environment: {
      OPENAI_BASE_URL: `${emulator.url}/v1`,
      OPENAI_API_KEY: emulator.apiKey,
      OPENAI_MODEL: "gpt-4.1-mini",
    },
  });
  url = await api.app.listen({ port: 0, host: "127.0.0.1" });
  [mallory, bob] = [await api.signUp("mallory@example.com"), await api.signUp("bob@example.com")];
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await emulator.close();
});
afterEach(() => emulator.reset());

function send(person: TestPerson, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { cookie: person.cookie, origin: api.webOrigin, "content-type": "application/json" };
  return fetch(url + path, { ...init, headers });
}

function ask(person: TestPerson, body: unknown, path = "/api/v1/chat/stream"): Promise<Response> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return send(person, path, { method: "POST", body: text });
}

const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
const many = JSON.stringify(Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`key${index}`, index])));
const hostile: [string, string, number[]][] = [
  ["five megabytes", JSON.stringify({ message: "x".repeat(5_000_000) }), [413]],
  ["more letters than a question may have", JSON.stringify({ message: "x".repeat(100_001) }), [400]],
  ["a hundred thousand levels", `{"message":"x","knowledge_base_ids":${deep}}`, [400]],
  ["a hundred thousand keys", `{"message":"x",${many.slice(1)}`, [400, 413]],
  ["a prototype", '{"message":"x","__proto__":{"session_id":"ses_1"}}', [400]],
  [
    "more knowledge bases than may be chosen",
    JSON.stringify({ message: "x", knowledge_base_ids: Array(51).fill("kb_1") }),
    [400],
  ],
  ["an output limit of one's own", '{"message":"x","max_tokens":1000000,"n":50}', [400]],
];

test.each(hostile)(
  "A72 %s in a question is refused, and others are answered meanwhile",
  async (_about, body, statuses) => {
    const [refused, alive] = await Promise.all([ask(mallory, body), fetch(`${url}/health/live`)]);
    expect(statuses).toContain(refused.status);
    expect(((await refused.json()) as Problem).status).toBe(refused.status);
    expect(alive.status).toBe(200);
    expect(emulator.requests).toEqual([]);
  },
);

test("A72 a question as long as one may be, in one word, and a conversation of 10,000 messages are answered", async () => {
  const first = await ask(mallory, { message: "x".repeat(100_000) }, "/api/v1/chat");
  const { session, message } = (await first.json()) as { session: { id: string }; message: Message };
  expect(message.state).toBe("complete");
  await api.platform.database.execute(sql`
    insert into messages (id, conversation_id, parent_id, ordinal, role, text, state, source_document_ids)
    select 'msg_' || n, ${session.id}, case n when 2 then ${message.id} else 'msg_' || (n - 1) end, n,
      case when n % 2 = 0 then 'user' else 'assistant' end,
      'Message ' || n || repeat('. And so on', 20), 'complete', '{}' from generate_series(2, 10001) n`);
  emulator.reset();
  const answer = await ask(mallory, { message: "And now?", session_id: session.id }, "/api/v1/chat");
  const last = ((await answer.json()) as { message: Message }).message;
  expect(last).toMatchObject({ state: "complete", notices: ["history_compacted"] });
  // A title may still be asked for.
  const asked = emulator.requests.find(({ body }) => JSON.stringify(body).includes("And now?"));
  const sent = asked?.body as { messages: unknown[] } | undefined;
  expect(sent?.messages.length).toBeGreaterThan(100);
  expect(sent?.messages.length).toBeLessThanOrEqual(402);
});

test("A73 somebody who opens 200 streams gets so many, and others are answered", async () => {
  emulator.hold("first_token", { promptIncludes: "flood" });
  const asked = await Promise.all(Array.from({ length: 200 }, () => ask(mallory, { message: "A flood" })));
  const taken = asked.filter(({ status }) => status === 200);
  const refused = asked.filter(({ status }) => status === 429);
  expect(taken).toHaveLength(5);
  expect(refused).toHaveLength(195);
  for (const response of refused) {
    expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(((await response.json()) as Problem).code).toBe("too_many_requests");
  }
  const { data } = (await (await send(mallory, "/api/v1/sessions?limit=200")).json()) as {
    data: { id: string; answering: boolean }[];
  };
  const open = data.filter(({ answering }) => answering);
  expect(open).toHaveLength(5);

  const followed = await Promise.all(
    Array.from({ length: 200 }, (_, index) => send(mallory, `/api/v1/sessions/${open[index % 5]?.id}/stream`)),
  );
  expect(followed.filter(({ status }) => status === 200)).toHaveLength(15);
  expect(followed.filter(({ status }) => status === 429)).toHaveLength(185);

  const other = await ask(bob, { message: "Just a question" }, "/api/v1/chat");
  expect(((await other.json()) as { message: Message }).message.state).toBe("complete");

  emulator.reset();
  const texts = await Promise.all([...taken, ...followed].map((response) => response.text()));
  expect(texts.filter((text) => text.includes('"type":"finish"'))).toHaveLength(20);
  // All places are free again.
  expect((await ask(mallory, { message: "Now" }, "/api/v1/chat")).status).toBe(200);
});
