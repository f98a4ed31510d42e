import type { Budget, OwnBudget, Session } from "@eai/contract";
import { rowsOf } from "@eai/modules/kernel";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ModelEmulator, startModelEmulator } from "../../ops/dev/model-emulator/index.ts";
import { createTestApi, type TestApi, type TestPerson } from "./testing.ts";

let emulator: ModelEmulator;
let api: TestApi;
let admin: TestPerson;
let people: TestPerson[];
let budget: Budget;

beforeAll(async () => {
  emulator = await startModelEmulator();
  const environment = {
    AZURE_OPENAI_EASTUS_ENDPOINT: emulator.url,
    AZURE_OPENAI_EASTUS_API_KEY: emulator.apiKey,
    AZURE_OPENAI_EASTUS_DEPLOYMENT: "gpt-4.1-mini",
  };
  api = await createTestApi({ environment });
  admin = await api.signUp("admin@example.com");
  people = [
    admin,
    await api.signUp("b@example.com"),
    await api.signUp("c@example.com"),
    await api.signUp("d@example.com"),
  ];
  const me = await admin.request({ url: "/api/v1/me" });
  const made = await admin.request({
    method: "POST",
    url: "/api/v1/budgets",
    payload: { scope: "tenant", scope_id: me.json().tenant.id, limit_micro_usd: 1_000_000_000 },
  });
  budget = made.json<Budget>();
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await emulator.close();
});

async function readBudget(): Promise<Budget> {
  return (await admin.request({ url: `/api/v1/budgets/${budget.id}` })).json<Budget>();
}

/** In a conversation that has its title: no call follows the answer. */
async function ask(person: TestPerson, door: "chat" | "chat/stream") {
  const made = await person.request({ method: "POST", url: "/api/v1/sessions", payload: { title: "Lighthouse" } });
  const payload = { session_id: made.json<Session>().id, message: "Write a very long story about a lighthouse." };
  return person.request({ method: "POST", url: `/api/v1/${door}`, payload });
}

/** Then all is on record too: what a call held is given back after that. */
const untilNothingIsHeld = () =>
  expect.poll(() => readBudget().then(({ held_micro_usd: held }) => held), { timeout: 60_000 }).toBe(0);

test("A69 twenty long chats at once with money left for two: two are answered, at both doors, and nothing is overrun", async () => {
  // What one of them holds while it runs.
  const first = emulator.hold("mid_stream");
  const running = ask(admin, "chat");
  await first.reached();
  const { held_micro_usd: held } = await readBudget();
  emulator.reset();
  expect((await running).statusCode).toBe(200);
  await untilNothingIsHeld();
  const { spent_micro_usd: spentBefore } = await readBudget();
  expect(spentBefore).toBeGreaterThan(0);
  expect(held).toBeGreaterThanOrEqual(spentBefore);

  const limit = spentBefore + 2 * held;
  const payload = { limit_micro_usd: limit };
  await admin.request({ method: "PATCH", url: `/api/v1/budgets/${budget.id}`, payload });
  emulator.hold("mid_stream");
  const refused: { code: string; detail: string }[] = [];
  const answers = Array.from({ length: 20 }, async (_, index) => {
    const answer = await ask(people[index % 4] ?? admin, index % 8 < 4 ? "chat" : "chat/stream");
    if (answer.statusCode === 403) refused.push(answer.json());
    return answer.statusCode;
  });
  await expect.poll(() => refused.length, { timeout: 60_000 }).toBe(18);
  expect((await readBudget()).held_micro_usd).toBe(2 * held);
  emulator.reset();
  const statuses = await Promise.all(answers);
  expect(statuses.filter((status) => status === 200)).toHaveLength(2);
  for (const { code, detail } of refused) {
    expect(code).toBe("budget_exhausted");
    expect(detail).toMatch(
      /^Not enough is left this month of the budget of ".+"\. It begins anew on \d{4}-\d\d-01 \(UTC\)/,
    );
  }

  await untilNothingIsHeld();
  const [records] = await rowsOf<{ sum: number }>(
    api.platform.database,
    sql`select sum(cost_micro_usd)::int as sum from usage_records`,
  );
  const { spent_micro_usd: spent } = await readBudget();
  expect(spent).toBe(records?.sum);
  expect(spent).toBeLessThanOrEqual(limit);
  const metrics = await api.request({ url: "/metrics" });
  expect(metrics.body).toContain('eai_budget_refused_total{scope="tenant"} 18');
  // One of each person, or one more where this took longer than the minute: programs would fill the log otherwise.
  const audited = await rowsOf(
    api.platform.database,
    sql`select 1 from audit_events where action = 'access.refuse' and reason = 'budget_exhausted'`,
  );
  expect([4, 5, 6, 7, 8]).toContain(audited.length);
}, 120_000);

test("the worker counts what was told, and each person sees what is left", async () => {
  const signal = new AbortController().signal;
  const { spent_micro_usd: spent } = await readBudget();
  const payload = { limit_micro_usd: spent * 2, alert_percent: 50 };
  await admin.request({ method: "PATCH", url: `/api/v1/budgets/${budget.id}`, payload });
  expect(await api.platform.budgets.deliverAlerts(signal)).toBeGreaterThan(0);
  expect(await api.platform.budgets.deliverAlerts(signal)).toBe(0);
  const metrics = await api.request({ url: "/metrics" });
  expect(metrics.body).toContain('eai_budget_alerts_total{kind="alert"} 1');
  const own = await people[3]?.request({ url: "/api/v1/me/budgets" });
  expect(own?.json<{ data: OwnBudget[] }>().data).toMatchObject([
    { scope: "tenant", remaining_micro_usd: spent, remaining_percent: 50, state: "alert", time_zone: "UTC" },
  ]);
});

test("a time zone is a name", async () => {
  const url = `/api/v1/tenants/${budget.tenant.id}`;
  for (const time_zone of ["+01:00", "Mars/Olympus", "", "Europe/Berlin; drop table tenants"]) {
    const refused = await admin.request({ method: "PATCH", url, payload: { time_zone } });
    expect([refused.statusCode, refused.json().code]).toEqual([400, "validation_failed"]);
  }
  const changed = await admin.request({ method: "PATCH", url, payload: { time_zone: "Europe/Berlin" } });
  expect(changed.json()).toMatchObject({ time_zone: "Europe/Berlin" });
  expect((await readBudget()).period.time_zone).toBe("Europe/Berlin");
});
