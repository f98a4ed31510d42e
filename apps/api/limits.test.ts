import type { KnowledgeBase, Limits, Me, Problem, TenantLimitsNow } from "@eai/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ModelEmulator, startModelEmulator } from "../../ops/dev/model-emulator/index.ts";
import { createTestApi, type TestApi, type TestPerson } from "./testing.ts";

let emulator: ModelEmulator;
let api: TestApi;
let ada: TestPerson;
let tenantId: string;

beforeAll(async () => {
  emulator = await startModelEmulator();
  api = await createTestApi({
    environment: {
      OPENAI_BASE_URL: `${emulator.url}/v1`,
      OPENAI_API_KEY: emulator.apiKey,
      OPENAI_MODEL: "gpt-4.1",
      OPENAI_EMBEDDING_MODEL: "text-embedding-3-small",
      CORS_ALLOWED_ORIGINS: "https://tools.example.com",
      USER_REQUESTS_PER_MINUTE: "50",
      USER_TOKENS_PER_MINUTE: "0",
    },
  });
  ada = await api.signUp("ada@example.com");
  tenantId = (await ada.request({ method: "GET", url: "/api/v1/me" })).json<Me>().tenant.id;
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await emulator.close();
});

const ask = (path = "/api/v1/chat") => ada.request({ method: "POST", url: path, payload: { message: "Say hello" } });
const limitsNow = async () => (await ada.request({ method: "GET", url: "/api/v1/limits" })).json<Limits>();

async function set(settings: Record<string, number | null>): Promise<void> {
  const payload = Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [`limits.${key}`, value === null ? null : { value }]),
  );
  const answer = await ada.request({ method: "PATCH", url: `/api/v1/tenants/${tenantId}/settings`, payload });
  expect(answer.statusCode, answer.body).toBe(200);
}

test("what is left is told beside every answer, by the installation's own limit where no tenant sets one", async () => {
  const answer = await ask();
  expect(answer.headers).toMatchObject({ "x-ratelimit-limit-requests": "50", "x-ratelimit-remaining-requests": "49" });
  expect(Number(answer.headers["x-ratelimit-reset-requests"])).toBeGreaterThan(0);
  expect(answer.headers).not.toHaveProperty("x-ratelimit-limit-tokens");
  const stream = await ask("/api/v1/chat/stream");
  expect(stream.headers["x-ratelimit-remaining-requests"]).toBe("48");
  expect(await limitsNow()).toMatchObject({
    levels: [{ kind: "person", id: ada.id, requests: { limit: 50, remaining: 48 }, tokens: null }],
  });
});

test("a search by meaning counts as well", async () => {
  const made = await ada.request({ method: "POST", url: "/api/v1/knowledge-bases", payload: { name: "Notes" } });
  const url = `/api/v1/knowledge-bases/${made.json<KnowledgeBase>().id}/query`;
  const found = await ada.request({ method: "POST", url, payload: { query: "holiday" } });
  expect(found.statusCode, found.body).toBe(200);
  expect(found.headers["x-ratelimit-remaining-requests"]).toMatch(/^4\d$/);
  await set({ user_requests_per_minute: 1 });
  expect((await ada.request({ method: "POST", url, payload: { query: "vacation" } })).statusCode).toBe(429);
  await set({ user_requests_per_minute: null });
});

test("a changed limit holds at the next request; over it is 429 with the time to come back", async () => {
  await set({ user_requests_per_minute: 4, tokens_per_minute: 500_000 });
  const answers = [];
  for (let index = 0; index < 5; index++) answers.push(await ask());
  const refused = answers.find(({ statusCode }) => statusCode === 429);
  expect(refused?.headers).toMatchObject({
    "x-ratelimit-limit-requests": "4",
    "x-ratelimit-remaining-requests": "0",
    "x-ratelimit-limit-tokens": "500000",
  });
  const seconds = Number(refused?.headers["retry-after"]);
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(61);
  expect(refused?.json<Problem>()).toMatchObject({
    code: "too_many_requests",
    detail: expect.stringContaining("You may use 4 requests a minute"),
  });
  await set({ user_requests_per_minute: null });
  expect((await ask()).statusCode).toBe(200);
});

test("the tenant's limit is for everyone together, and the sentence names it", async () => {
  await set({ requests_per_minute: 1 });
  await ask();
  const refused = await ask();
  expect(refused.statusCode).toBe(429);
  expect(refused.json<Problem>().detail).toMatch(/^The tenant ".+" may use 1 request a minute in all/);
  const now = (await ada.request({ method: "GET", url: `/api/v1/tenants/${tenantId}/limits` })).json<TenantLimitsNow>();
  expect(now).toMatchObject({
    each_person: { requests_per_minute: 50, tokens_per_minute: null },
    levels: [{ kind: "tenant", id: tenantId, requests: { limit: 1, remaining: 0 } }],
  });
  await set({ requests_per_minute: null });
});

test("a question that no minute has room for is refused for good", async () => {
  await set({ tokens_per_minute: 10 });
  const refused = await ask();
  expect(refused.statusCode).toBe(429);
  expect(refused.headers).not.toHaveProperty("retry-after");
  expect(refused.json<Problem>().detail).toContain("waiting does not help");
  await set({ tokens_per_minute: null });
});

test("pages of other origins may read the headers, and the metrics say what was refused, but nobody's name", async () => {
  const origin = "https://tools.example.com";
  const answer = await api.request({ method: "GET", url: "/api/v1/system", headers: { origin } });
  expect(answer.headers["access-control-expose-headers"]).toContain("x-ratelimit-remaining-tokens");
  const { body } = await api.request({ method: "GET", url: "/metrics" });
  expect(body).toMatch(/eai_limit_refused_total\{kind="requests",level="person"\} [1-9]/);
  expect(body).toMatch(/eai_limit_refused_total\{kind="tokens",level="tenant"\} [1-9]/);
  expect(body).toMatch(/eai_limit_remaining_ratio_count\{.*kind="requests".*\} [1-9]/);
  expect(body.split("\n").filter((line) => line.startsWith("eai_limit") && line.includes(tenantId))).toEqual([]);
});
