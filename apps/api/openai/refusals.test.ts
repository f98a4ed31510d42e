import type { Budget, KnowledgeBase, Problem, Session } from "@eai/contract";
import { rowsOf } from "@eai/modules/kernel";
import { boundPromptTokens } from "@eai/modules/models";
import { sql } from "drizzle-orm";
import OpenAI, { PermissionDeniedError, RateLimitError } from "openai";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createOpenAiWorld, embedder, type OpenAiWorld, priced } from "../../../test/openai-world.ts";
import type { TestPerson } from "../testing.ts";

let world: OpenAiWorld;
/** Administers the tenant; the others are in it. */
let admin: TestPerson;
let tenantId: string;
let programs: { person: TestPerson; key: string }[];

beforeAll(async () => {
  world = await createOpenAiWorld({ environment: { CALLS_PER_PERSON: "5" } });
  admin = world.person;
  tenantId = (await admin.request({ url: "/api/v1/me" })).json<{ tenant: { id: string } }>().tenant.id;
  programs = await Promise.all(
    ["a", "b", "c", "d"].map(async (name) => {
      const person = await world.api.signUp(`${name}@example.com`);
      return { person, key: await world.makeKey(person) };
    }),
  );
}, 120_000);
beforeEach(() => {
  world.emulator.reset();
  world.forgetUsage();
});
afterAll(() => world[Symbol.asyncDispose]());

const patient = { timeout: 60_000 };
const messages = [{ role: "user" as const, content: "Hello" }];
const completion = (more: object = {}) => ({ model: priced, messages, ...more });
const as = (key: string | undefined) => ({ authorization: `Bearer ${key}` });

async function setLimits(limits: Record<string, number | null>): Promise<void> {
  const payload = Object.fromEntries(
    Object.entries(limits).map(([name, value]) => [`limits.${name}`, value === null ? null : { value }]),
  );
  const answer = await admin.request({ method: "PATCH", url: `/api/v1/tenants/${tenantId}/settings`, payload });
  expect(answer.statusCode, answer.body).toBe(200);
}

describe("429 of our own limits", () => {
  const refusal = (message: unknown) => ({
    error: { message, type: "rate_limit_error", param: null, code: "rate_limit_exceeded" },
  });

  test("is OpenAI's error with the time to come back and what is left, however one asks", async () => {
    await setLimits({ user_requests_per_minute: 2, tokens_per_minute: 1_500_000 });
    const { key } = programs[0] ?? {};
    const first = await world.post("/v1/chat/completions", completion(), as(key));
    expect(first.status).toBe(200);
    expect(first.headers.get("x-ratelimit-remaining-requests")).toBe("1");
    expect(first.headers.get("x-ratelimit-limit-tokens")).toBe("1500000");
    expect((await world.post("/v1/embeddings", { model: embedder, input: "Hello" }, as(key))).status).toBe(200);

    world.emulator.reset();
    for (const [path, body] of [
      ["/v1/chat/completions", completion()],
      ["/v1/chat/completions", completion({ stream: true })],
      ["/v1/embeddings", { model: embedder, input: "Hello" }],
    ] as const) {
      const answer = await world.post(path, body, as(key));
      expect(answer.status).toBe(429);
      expect(await answer.json()).toEqual(refusal(expect.stringContaining("You may use 2 requests a minute")));
      const header = (name: string) => answer.headers.get(name);
      expect(header("content-type")).toBe("application/json; charset=utf-8");
      expect(Number(header("retry-after"))).toBeGreaterThan(0);
      expect(Number(header("retry-after"))).toBeLessThanOrEqual(61);
      expect([header("x-ratelimit-limit-requests"), header("x-ratelimit-remaining-requests")]).toEqual(["2", "0"]);
      expect(Number(header("x-ratelimit-reset-requests"))).toBeGreaterThan(0);
      expect(header("x-ratelimit-limit-tokens")).toBe("1500000");
    }
    const client = new OpenAI({ baseURL: `${world.url}/v1`, apiKey: key ?? "", maxRetries: 0 });
    const raised = await client.chat.completions.create(completion()).catch((error: unknown) => error);
    expect(raised).toBeInstanceOf(RateLimitError);
    expect(raised).toMatchObject({ status: 429, code: "rate_limit_exceeded" });
    expect(world.emulator.requests).toHaveLength(0);
    await setLimits({ user_requests_per_minute: null, tokens_per_minute: null });
  });

  test("without a time where no minute has room for the call", async () => {
    await setLimits({ user_tokens_per_minute: 1000 });
    const refused = await world.post("/v1/chat/completions", completion({ max_tokens: 5000 }));
    expect([refused.status, await refused.json()]).toEqual([
      429,
      refusal(expect.stringContaining("waiting does not help")),
    ]);
    expect(refused.headers.has("retry-after")).toBe(false);
    expect(refused.headers.get("x-ratelimit-limit-tokens")).toBe("1000");
    await setLimits({ user_tokens_per_minute: null });
  });

  test("for more calls at once than one person may have", async () => {
    const barrier = world.emulator.hold("response");
    const running = Array.from({ length: 5 }, () => world.post("/v1/chat/completions", completion()));
    await barrier.reached(5);
    const refused = await world.post("/v1/chat/completions", completion());
    expect([refused.status, await refused.json()]).toEqual([
      429,
      refusal("You already have 5 calls running. Wait for one to finish."),
    ]);
    expect(refused.headers.get("retry-after")).toBe("5");
    world.emulator.reset();
    for (const answer of await Promise.all(running)) expect(answer.status).toBe(200);
    expect((await world.post("/v1/chat/completions", completion())).status).toBe(200);
  });
});

describe("a budget", () => {
  let budget: Budget;
  beforeAll(async () => {
    const payload = { scope: "tenant", scope_id: tenantId, limit_micro_usd: 1_000_000_000 };
    budget = (await admin.request({ method: "POST", url: "/api/v1/budgets", payload })).json<Budget>();
  });

  const readBudget = async () => (await admin.request({ url: `/api/v1/budgets/${budget.id}` })).json<Budget>();
  /** What is left beside all that is spent: then all before is on record too. */
  async function leave(remaining: number): Promise<number> {
    const { spent_micro_usd: spent } = await untilNothingIsHeld();
    const payload = { limit_micro_usd: spent + remaining };
    const answer = await admin.request({ method: "PATCH", url: `/api/v1/budgets/${budget.id}`, payload });
    expect(answer.statusCode, answer.body).toBe(200);
    return spent + remaining;
  }
  async function untilNothingIsHeld(): Promise<Budget> {
    await expect.poll(async () => (await readBudget()).held_micro_usd, patient).toBe(0);
    return readBudget();
  }

  /** What a call holds while it runs. */
  async function heldBy(ask: () => Promise<{ status: number }>): Promise<number> {
    await leave(1_000_000_000);
    const barrier = world.emulator.hold("response", { endpoint: "chat" });
    const asked = ask();
    await barrier.reached();
    const { held_micro_usd: held } = await readBudget();
    world.emulator.reset();
    expect((await asked).status).toBe(200);
    return held;
  }

  test("that is used up is OpenAI's insufficient quota, however one asks, and nothing is asked of a model", async () => {
    await leave(1);
    for (const [path, body] of [
      ["/v1/chat/completions", completion()],
      ["/v1/chat/completions", completion({ stream: true })],
      ["/v1/embeddings", { model: embedder, input: "Hello ".repeat(1000) }],
    ] as const) {
      const answer = await world.post(path, body);
      expect([answer.status, await answer.json()]).toEqual([
        403,
        {
          error: {
            message: expect.stringMatching(/^Not enough is left this month of the budget of ".+"\. It begins anew on /),
            type: "insufficient_quota",
            param: null,
            code: "budget_exhausted",
          },
        },
      ]);
      // Coming back in a minute does not help, and nothing was taken of the minute.
      expect(answer.headers.has("retry-after")).toBe(false);
    }
    await expect(world.client.chat.completions.create(completion())).rejects.toBeInstanceOf(PermissionDeniedError);
    expect(world.emulator.requests).toHaveLength(0);
    expect(await world.usage(0)).toEqual([]);
  });

  test("holds for an answer from knowledge what is embedded to search, too", async () => {
    const made = await admin.request({ method: "POST", url: "/api/v1/knowledge-bases", payload: { name: "Notes" } });
    const asked = { ...completion({ max_tokens: 100 }), model: `kb:${made.json<KnowledgeBase>().id}` };
    const held = await heldBy(() => world.post("/v1/chat/completions", asked));
    const { models } = world.api.platform;
    const prompt = boundPromptTokens(asked) + 6000;
    const answer = models.estimateCost(models.deployments[0]?.model ?? "", {
      promptTokens: prompt,
      completionTokens: 100,
    });
    const search = models.estimateCost("embedding", { promptTokens: 4000 / 3, completionTokens: 0 });
    expect(search).toBeGreaterThan(0);
    expect(held).toBeGreaterThanOrEqual(answer + search);
    expect(held).toBeLessThan(answer + search + 400);
  });

  test("A69 twenty at once, in the web app, through the API and through /v1, with money left for two: two are let in", async () => {
    const content = "Write a very long story about a lighthouse.";
    type Told = { status: number; body: unknown };
    /** In a conversation that has its title: no call follows the answer. */
    async function chat({ person, key }: (typeof programs)[number], door: "web" | "api"): Promise<Told> {
      const made = await person.request({ method: "POST", url: "/api/v1/sessions", payload: { title: "Lighthouse" } });
      const payload = { session_id: made.json<Session>().id, message: content };
      const url = "/api/v1/chat";
      const answer =
        door === "web"
          ? await person.request({ method: "POST", url, payload })
          : await world.api.request({ method: "POST", url, payload, headers: as(key) });
      return { status: answer.statusCode, body: answer.json() };
    }
    async function complete({ key }: (typeof programs)[number]): Promise<Told> {
      const asked = completion({ messages: [{ role: "user", content }], max_tokens: 4200 });
      const answer = await world.post("/v1/chat/completions", asked, as(key));
      return { status: answer.status, body: await answer.json() };
    }
    const [one] = programs;
    if (!one) throw new Error("nobody is there");
    const holds = [await heldBy(() => chat(one, "web")), await heldBy(() => complete(one))];
    const [least, most] = [Math.min(...holds), Math.max(...holds)];
    // Room for two of either kind, and for three of none.
    expect(3 * least).toBeGreaterThan(2 * most);
    const limit = await leave(2 * most);

    const barrier = world.emulator.hold("response");
    const refused: Told[] = [];
    const asked = Array.from({ length: 20 }, async (_, index) => {
      const program = programs[index % 4] ?? one;
      const door = index % 3;
      const told = await (door === 0 ? complete(program) : chat(program, door === 1 ? "web" : "api"));
      if (told.status !== 200) refused.push(told);
      return told.status;
    });
    await expect.poll(() => refused.length, patient).toBe(18);
    expect(barrier.held).toBe(2);
    const { held_micro_usd: held } = await readBudget();
    expect(held).toBeGreaterThanOrEqual(2 * least);
    expect(held).toBeLessThanOrEqual(2 * most);
    world.emulator.reset();
    expect((await Promise.all(asked)).filter((status) => status === 200)).toHaveLength(2);
    for (const { status, body } of refused) {
      const { error, code } = body as Partial<Problem> & { error?: { code: string } };
      expect([status, error?.code ?? code]).toEqual([403, "budget_exhausted"]);
    }
    // Each kind was among the refused.
    expect(new Set(refused.map(({ body }) => Object.hasOwn(body as object, "error"))).size).toBe(2);

    const { spent_micro_usd: spent } = await untilNothingIsHeld();
    const [records] = await rowsOf<{ sum: number }>(
      world.api.platform.database,
      sql`select sum(cost_micro_usd)::int as sum from usage_records`,
    );
    expect(spent).toBe(records?.sum);
    expect(spent).toBeLessThanOrEqual(limit);
  }, 120_000);
});
