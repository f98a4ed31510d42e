import { type Context, type Database, newId, noChanges, rowsOf, silentLog } from "@eai/modules/kernel";
import { createTestDatabase, type TestDatabase } from "@eai/platform/testing";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { addPerson, addTenant, type Someone } from "../../../test/people.ts";
import { createReservations } from "../reservation.ts";
import { budgetHolds, budgetPeriods, budgets } from "../tables.ts";
import { unlimited } from "../unlimited.ts";
import { recordUsageEntries, type UsageDraft, usageEntry } from "../usage.ts";
import { createBudgetGate } from "./budget-gate.ts";
import { sweepBudgetHolds } from "./budget-holds.ts";

let db: TestDatabase;
let database: Database;
let [company, team] = ["", ""];
let person: Someone;

beforeAll(async () => {
  db = await createTestDatabase();
  ({ database } = db);
  company = await addTenant(database, "Acme");
  team = await addTenant(database, "Optics", "team", company);
  person = await addPerson(database, team, "member");
});
afterAll(() => db.close());
beforeEach(async () => {
  await database.delete(budgets);
  await database.delete(budgetHolds);
  await database.execute(sql`delete from usage_records`);
});

/** Of a process that renews nothing while the test runs, however slow that is. */
function gate() {
  return createBudgetGate({ database, changes: noChanges, log: silentLog, leaseSeconds: 3600, renewSeconds: 3600 });
}

async function addBudget(
  scope: "tenant" | "group" | "person" | "api_key",
  scopeId: string,
  limitMicroUsd: number,
  gracePercent = 0,
): Promise<string> {
  const id = newId("bud");
  await database
    .insert(budgets)
    .values({ id, tenantId: company, scope, scopeId, limitMicroUsd, alertPercent: 80, gracePercent });
  return id;
}

async function periodOf(budgetId: string): Promise<{ spent: number; held: number }> {
  const rows = await database.select().from(budgetPeriods).where(sql`budget_id = ${budgetId}`);
  expect(rows.length).toBeLessThanOrEqual(1);
  return { spent: rows[0]?.spentMicroUsd ?? 0, held: rows[0]?.heldMicroUsd ?? 0 };
}

function draft(costMicroUsd: number): UsageDraft {
  return {
    purpose: "chat",
    provider: "openai",
    deploymentId: "d",
    region: null,
    model: "m",
    promptTokens: 1,
    cachedTokens: 0,
    completionTokens: 1,
    reasoningTokens: 0,
    costMicroUsd,
    price: {
      inputMicroUsdPerMillionTokens: 1,
      cachedInputMicroUsdPerMillionTokens: 1,
      outputMicroUsdPerMillionTokens: 1,
    },
    estimated: false,
    latencyMs: 1,
    firstTokenMs: null,
    outcome: "ok",
  };
}

function record(context: Context, ...costs: number[]) {
  const entries = costs.map((cost) => usageEntry(context, draft(cost)));
  return database.transaction((transaction) => recordUsageEntries(transaction, entries));
}

async function untilGivenBack(budgetId: string): Promise<void> {
  await expect.poll(() => periodOf(budgetId).then(({ held }) => held), { timeout: 50_000 }).toBe(0);
}

describe("holding", () => {
  test("takes room in every budget that applies, or in none", async () => {
    const ofCompany = await addBudget("tenant", company, 1000);
    const ofPerson = await addBudget("person", person.personId, 100);
    const hold = await gate().hold(person, newId("rsv"), 80);
    expect([await periodOf(ofCompany), await periodOf(ofPerson)]).toEqual([
      { spent: 0, held: 80 },
      { spent: 0, held: 80 },
    ]);
    await expect(gate().hold(person, newId("rsv"), 21)).rejects.toMatchObject({
      code: "budget_exhausted",
      message: expect.stringMatching(
        /^Not enough is left this month of your budget\. It begins anew on \d{4}-\d\d-01 \(UTC\)/,
      ),
    });
    expect(await periodOf(ofCompany)).toEqual({ spent: 0, held: 80 });
    hold?.release();
    hold?.release();
    await untilGivenBack(ofPerson);
    expect(await periodOf(ofCompany)).toEqual({ spent: 0, held: 0 });
    expect(await database.select().from(budgetHolds)).toEqual([]);
  });

  test("names whose budget it is", async () => {
    await addBudget("tenant", company, 10);
    await expect(gate().hold(person, newId("rsv"), 11)).rejects.toThrow('the budget of "Acme"');
    await database.execute(sql`insert into groups (id, organization_id, name, source)
      values ('grp_a', ${company}, 'Readers', 'local')`);
    await database.delete(budgets);
    await addBudget("group", "grp_a", 10);
    const member = { ...person, actor: { ...person.actor, groupIds: ["grp_a"] } } as Context;
    await expect(gate().hold(member, newId("rsv"), 11)).rejects.toThrow('the budget of the group "Readers"');
    await expect(gate().hold(person, newId("rsv"), 11)).resolves.toBeNull();
    await database.execute(sql`delete from groups where id = 'grp_a'`);
    expect(await database.select().from(budgets), "gone with the group").toEqual([]);
  });

  test("goes as far as the grace, to the last micro-dollar", async () => {
    const budget = await addBudget("person", person.personId, 100, 15);
    await expect(gate().hold(person, newId("rsv"), 116)).rejects.toMatchObject({ code: "budget_exhausted" });
    await expect(gate().hold(person, newId("rsv"), 115)).resolves.not.toBeNull();
    expect(await periodOf(budget)).toEqual({ spent: 0, held: 115 });
  });

  test("what costs nothing is never refused, and nobody asks the database", async () => {
    await addBudget("person", person.personId, 0);
    await expect(gate().hold(person, newId("rsv"), 0)).resolves.toBeNull();
  });

  test("which budgets there are is asked once, until the database tells of a change", async () => {
    const listeners: (() => void)[] = [];
    const announce = () => {
      for (const listener of listeners) listener();
    };
    const onChange = (listener: () => void) => {
      listeners.push(listener);
      return () => {};
    };
    const changes = { ...noChanges, heard: true, onChange };
    const keeping = createBudgetGate({ database, changes, log: silentLog });
    await expect(keeping.hold(person, newId("rsv"), 1)).resolves.toBeNull();
    await addBudget("person", person.personId, 0);
    await expect(keeping.hold(person, newId("rsv"), 1)).resolves.toBeNull();
    announce();
    await expect(keeping.hold(person, newId("rsv"), 1)).rejects.toMatchObject({ code: "budget_exhausted" });
    await database.delete(budgets);
    announce();
    await expect(keeping.hold(person, newId("rsv"), 1)).resolves.toBeNull();
  });

  test("A69 twenty at once with money for two: two are let in, whatever the budgets they share", async () => {
    const ofCompany = await addBudget("tenant", company, 250);
    const people = [person, ...(await Promise.all([1, 2, 3].map(() => addPerson(database, team, "member"))))];
    for (const { personId } of people) await addBudget("person", personId, 1_000);
    // Two processes: each has its own gate.
    const doors = [gate(), gate()].map((budgetsOfDoor) =>
      createReservations({ concurrentPerPerson: 20, limiter: unlimited, budgets: budgetsOfDoor }),
    );
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => {
        const door = doors[index % doors.length];
        const context = people[index % people.length];
        if (!door || !context) throw new Error("nobody asks");
        return door.reserve(context, { tokens: 1, costMicroUsd: 100 });
      }),
    );
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
    for (const result of results) {
      if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "budget_exhausted" });
    }
    expect(await periodOf(ofCompany)).toEqual({ spent: 0, held: 200 });
  }, 120_000);

  test("A69 racing calls never overrun, and at the end nothing is held and every record is charged", async () => {
    const limit = 1_000;
    const ofCompany = await addBudget("tenant", company, limit);
    const ofTeam = await addBudget("tenant", team, limit);
    const other = await addPerson(database, company, "member");
    const own = [await addBudget("person", person.personId, limit), await addBudget("person", other.personId, limit)];
    const reservations = [gate(), gate()].map((door) =>
      createReservations({ concurrentPerPerson: 500, limiter: unlimited, budgets: door }),
    );
    let refused = 0;
    async function call(index: number): Promise<void> {
      const context = index % 3 === 0 ? other : person;
      const door = reservations[index % 2];
      if (!door) throw new Error("no door");
      try {
        const reservation = await door.reserve(context, { tokens: 1, costMicroUsd: 60 });
        await record(context, 10 + (index % 50));
        door.release(reservation);
      } catch (error) {
        expect(error).toMatchObject({ code: "budget_exhausted" });
        refused += 1;
      }
    }
    for (let wave = 0; wave < 2; wave++) {
      await Promise.all(Array.from({ length: 25 }, (_, index) => call(wave * 25 + index)));
    }
    const [total] = await rowsOf<{ sum: number; own: number }>(
      database,
      sql`select sum(cost_micro_usd)::int as sum,
        (sum(cost_micro_usd) filter (where tenant_id = ${team}))::int as own from usage_records`,
    );
    for (const budget of [ofCompany, ofTeam, ...own]) await untilGivenBack(budget);
    const spent = (await periodOf(ofCompany)).spent;
    expect(spent).toBe(total?.sum);
    expect((await periodOf(ofTeam)).spent).toBe(total?.own);
    expect(spent).toBeLessThanOrEqual(limit);
    expect(refused).toBeGreaterThan(0);
  }, 120_000);
});

describe("a process that died", () => {
  test("gives back what it held after its lease", async () => {
    const budget = await addBudget("person", person.personId, 100);
    await gate().hold(person, newId("rsv"), 100);
    await database.execute(sql`update budget_holds set lease_expires_at = now() - interval '1 second'`);
    expect(await sweepBudgetHolds(database)).toBe(1);
    expect(await sweepBudgetHolds(database)).toBe(0);
    expect(await periodOf(budget)).toEqual({ spent: 0, held: 0 });
  });

  test("keeps nobody out: before a refusal what it held is given back", async () => {
    const budget = await addBudget("person", person.personId, 100);
    const dead = await gate().hold(person, newId("rsv"), 100);
    await database.execute(sql`update budget_holds set lease_expires_at = now() - interval '1 second'`);
    await expect(gate().hold(person, newId("rsv"), 60)).resolves.not.toBeNull();
    // It was only slow: what was given back is not given back twice.
    dead?.release();
    await gate().hold(person, newId("rsv"), 40);
    expect(await periodOf(budget)).toEqual({ spent: 0, held: 100 });
  });

  test("while it lives its leases are renewed", async () => {
    await addBudget("person", person.personId, 100);
    const renewing = createBudgetGate({ database, changes: noChanges, log: silentLog, renewSeconds: 0.05 });
    const hold = await renewing.hold(person, newId("rsv"), 100);
    await database.execute(sql`update budget_holds set lease_expires_at = now() - interval '1 second'`);
    const isLive = () => rowsOf(database, sql`select 1 from budget_holds where lease_expires_at > now()`);
    await expect.poll(isLive, { timeout: 50_000 }).toHaveLength(1);
    hold?.release();
  });
});

describe("charging", () => {
  test("every record is added once to all that it concerns", async () => {
    const ofCompany = await addBudget("tenant", company, 1000);
    const ofGroup = await addBudget("group", "grp_a", 1000);
    const ofKey = await addBudget("api_key", "key_a", 1000);
    const ofOther = await addBudget("person", "usr_other", 1000);
    const member = { ...person, actor: { ...person.actor, groupIds: ["grp_a"], apiKeyId: "key_a" } } as Context;
    const entry = usageEntry(member, draft(30));
    await database.transaction((transaction) => recordUsageEntries(transaction, [entry]));
    await database.transaction((transaction) =>
      recordUsageEntries(transaction, [entry, usageEntry(member, draft(5)), usageEntry(person, draft(7))]),
    );
    const spent = async (id: string) => (await periodOf(id)).spent;
    expect(await spent(ofCompany)).toBe(42);
    expect([await spent(ofGroup), await spent(ofKey), await spent(ofOther)]).toEqual([35, 35, 0]);
  });

  test("a transaction that is undone charges nothing", async () => {
    const budget = await addBudget("tenant", company, 1000);
    const undone = database.transaction(async (transaction) => {
      await recordUsageEntries(transaction, [usageEntry(person, draft(30))]);
      throw new Error("undone");
    });
    await expect(undone).rejects.toThrow("undone");
    expect(await periodOf(budget)).toEqual({ spent: 0, held: 0 });
    await record(person, 3, 4);
    expect(await periodOf(budget)).toEqual({ spent: 7, held: 0 });
  });

  test("alerts are noted once a month and kind", async () => {
    await addBudget("person", person.personId, 100, 10);
    const kinds = async () =>
      (await rowsOf<{ kind: string }>(database, sql`select kind from budget_alerts order by kind`)).map(
        ({ kind }) => kind,
      );
    await record(person, 79);
    expect(await kinds()).toEqual([]);
    await record(person, 1);
    expect(await kinds()).toEqual(["alert"]);
    await record(person, 25);
    expect(await kinds()).toEqual(["alert", "limit"]);
    await expect(gate().hold(person, newId("rsv"), 6)).rejects.toMatchObject({ code: "budget_exhausted" });
    expect(await kinds()).toEqual(["alert", "limit", "stop"]);
    await record(person, 50);
    expect(await kinds()).toEqual(["alert", "limit", "stop"]);
  });
});
