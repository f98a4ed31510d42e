import type { Permission } from "@eai/contract";
import { recordUsage, type UsageDraft } from "@eai/modules/governance";
import { type Context, type Database, rowsOf } from "@eai/modules/kernel";
import { createTestDatabase, type TestDatabase } from "@eai/platform/testing";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  addOrganizations,
  createIdentityWorld,
  type IdentityWorld,
  type Organizations,
} from "../../../test/identity-world.ts";
import type { Someone } from "../../../test/people.ts";

let db: TestDatabase;
let database: Database;
let world: IdentityWorld;
let all: Organizations;
let member: Someone;

beforeAll(async () => {
  db = await createTestDatabase();
  ({ database } = db);
  world = createIdentityWorld(database);
  all = await addOrganizations(world);
  member = await world.addPerson(all.division, "member", "Mia");
});
afterAll(() => db.close());

const notFound = { code: "not_found" };
const price = {
  inputMicroUsdPerMillionTokens: 1,
  cachedInputMicroUsdPerMillionTokens: 1,
  outputMicroUsdPerMillionTokens: 1,
};

async function record(context: Context, costMicroUsd: number): Promise<void> {
  const draft: UsageDraft = {
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
    price,
    estimated: false,
    latencyMs: 1,
    firstTokenMs: null,
    outcome: "ok",
  };
  await database.transaction((transaction) => recordUsage(transaction, context, draft));
}

const terms = { limit_micro_usd: 1000, alert_percent: 80, grace_percent: 0 };
const everything = { limit: 50 };

describe("administration", () => {
  test("a budget begins with what was spent this month, and says what is spent, held and left", async () => {
    await record(member, 300);
    await record(all.otherAdmin, 77);
    await database.execute(sql`insert into groups (id, organization_id, name, source)
      values ('grp_a', ${all.company}, 'Readers', 'local')`);
    await database.execute(sql`insert into group_members (group_id, person_id, source)
      values ('grp_a', ${member.personId}, 'administrator')`);
    const scopes = [
      ["tenant", all.company, "Acme"],
      ["tenant", all.division, "Research"],
      ["person", member.personId, "Mia"],
      ["group", "grp_a", "Readers"],
    ] as const;
    for (const [scope, scope_id, name] of scopes) {
      const made = await world.administration.createBudget(all.companyAdmin, { scope, scope_id, ...terms });
      expect(made).toMatchObject({
        scope_name: name,
        spent_micro_usd: 300,
        held_micro_usd: 0,
        remaining_micro_usd: 700,
        state: "ok",
        period: { time_zone: "UTC" },
      });
      expect(await world.auditOf(made.id)).toMatchObject([
        { action: "budget.create", changes: { limit_micro_usd: { before: null, after: 1000 } } },
      ]);
    }
    const other = { scope: "tenant" as const, scope_id: all.other, ...terms };
    expect(await world.administration.createBudget(all.otherAdmin, other)).toMatchObject({ spent_micro_usd: 77 });
    await expect(world.administration.createBudget(all.otherAdmin, other)).rejects.toMatchObject({ code: "conflict" });
  });

  test("whoever administers a tenant sees what belongs to it and below, in pages; the rest does not exist", async () => {
    const seenBy = async (who: Someone) =>
      (await world.administration.listBudgets(who, everything)).data.map(({ scope_name }) => scope_name);
    expect(await seenBy(all.companyAdmin)).toEqual(["Acme", "Research", "Mia", "Readers"]);
    expect(await seenBy(all.divisionAdmin)).toEqual(["Research", "Mia"]);
    expect(await seenBy(all.otherAdmin)).toEqual(["Other"]);
    const first = await world.administration.listBudgets(all.companyAdmin, { limit: 3 });
    const rest = await world.administration.listBudgets(all.companyAdmin, {
      limit: 3,
      cursor: first.next_cursor ?? "",
    });
    expect([first.data.length, rest.data.map(({ scope_name }) => scope_name), rest.next_cursor]).toEqual([
      3,
      ["Readers"],
      null,
    ]);
    const people = await world.administration.listBudgets(all.companyAdmin, { ...everything, scope: "person" });
    expect(people.data.map(({ scope_id }) => scope_id)).toEqual([member.personId]);

    const [ofCompany] = first.data;
    for (const who of [all.divisionAdmin, all.otherAdmin]) {
      const id = ofCompany?.id ?? "";
      await expect(world.administration.getBudget(who, id)).rejects.toMatchObject(notFound);
      await expect(world.administration.updateBudget(who, id, terms)).rejects.toMatchObject(notFound);
      await expect(world.administration.deleteBudget(who, id)).rejects.toMatchObject(notFound);
    }
    for (const [scope, scope_id] of [
      ["tenant", all.company],
      ["group", "grp_a"],
      ["person", all.companyAdmin.personId],
      ["person", "usr_nobody"],
      ["api_key", "key_nobody"],
    ] as const) {
      const input = { scope, scope_id, ...terms };
      await expect(world.administration.createBudget(all.divisionAdmin, input)).rejects.toMatchObject(notFound);
    }
    const auditor = await world.addPerson(all.company, "auditor");
    expect((await world.administration.listBudgets(auditor, everything)).data).toHaveLength(4);
    const denied = { code: "permission_denied" };
    await expect(world.administration.updateBudget(auditor, ofCompany?.id ?? "", terms)).rejects.toMatchObject(denied);
    await expect(world.administration.listBudgets(member, everything)).rejects.toMatchObject(denied);
  });

  test("a change holds at once, is recorded, and what no longer holds may be told again", async () => {
    const [budget] = (await world.administration.listBudgets(all.divisionAdmin, { ...everything, scope: "tenant" }))
      .data;
    const id = budget?.id ?? "";
    const change = (changes: object) => world.administration.updateBudget(all.divisionAdmin, id, changes);
    const told = async () =>
      (
        await rowsOf<{ kind: string }>(
          database,
          sql`select kind from budget_alerts where budget_id = ${id} order by kind`,
        )
      ).map(({ kind }) => kind);
    expect(await change({ limit_micro_usd: 350 })).toMatchObject({ state: "alert", remaining_micro_usd: 50 });
    expect(await told()).toEqual(["alert"]);
    expect(await change({ limit_micro_usd: 290, grace_percent: 10 })).toMatchObject({
      state: "grace",
      remaining_micro_usd: 19,
    });
    expect(await told()).toEqual(["alert", "limit"]);
    expect(await change({ grace_percent: 0 })).toMatchObject({ state: "stopped", remaining_micro_usd: 0 });
    expect(await change({ limit_micro_usd: 1000 })).toMatchObject({ state: "ok", remaining_micro_usd: 700 });
    expect(await told()).toEqual([]);
    expect((await world.auditOf(id)).at(-1)).toMatchObject({
      action: "budget.update",
      changes: { limit_micro_usd: { before: 290, after: 1000 } },
    });
  });

  test("a budget follows its person to another tenant, and goes with what it is about", async () => {
    const moving = await world.addPerson(all.division, "member", "Max");
    const input = { scope: "person" as const, scope_id: moving.personId, ...terms };
    const { id } = await world.administration.createBudget(all.divisionAdmin, input);
    await world.administration.updatePerson(all.companyAdmin, moving.personId, { tenant_id: all.company });
    await expect(world.administration.getBudget(all.divisionAdmin, id)).rejects.toMatchObject(notFound);
    expect(await world.administration.getBudget(all.companyAdmin, id)).toMatchObject({ tenant: { name: "Acme" } });
    await world.administration.deleteBudget(all.companyAdmin, id);
    expect(new Set((await world.auditOf(id)).map(({ action }) => action))).toEqual(
      new Set(["budget.create", "budget.delete"]),
    );
    const team = await world.addTenant("Short-lived", "team", all.company);
    await world.administration.createBudget(all.companyAdmin, { scope: "tenant", scope_id: team, ...terms });
    await world.administration.deleteTenant(all.companyAdmin, team);
    expect(await rowsOf(database, sql`select 1 from budgets where scope_id = ${team}`)).toEqual([]);
  });
});

describe("time zones", () => {
  test("are names that everybody knows, and below a tenant its own holds", async () => {
    const tenant = await world.administration.updateTenant(all.companyAdmin, all.company, { time_zone: "Asia/Tokyo" });
    expect(tenant).toMatchObject({ name: "Acme", time_zone: "Asia/Tokyo" });
    expect((await world.auditOf(all.company)).at(-1)).toEqual({
      action: "tenant.update",
      changes: { time_zone: { before: null, after: "Asia/Tokyo" } },
    });
    const refused = world.administration.updateTenant(all.companyAdmin, all.company, { time_zone: "Mars/Olympus" });
    await expect(refused).rejects.toMatchObject({ code: "validation_failed" });
    const { data } = await world.administration.listBudgets(all.divisionAdmin, everything);
    expect(new Set(data.map(({ period }) => period.time_zone))).toEqual(new Set(["Asia/Tokyo"]));
  });

  test("when the borders move, the month is counted anew from the records, there and back", async () => {
    const inMonth = async () => {
      const { data } = await world.administration.listBudgets(all.companyAdmin, { ...everything, scope: "tenant" });
      return data.find(({ scope_id }) => scope_id === all.company)?.spent_micro_usd;
    };
    const move = (time_zone: string | null) =>
      world.administration.updateTenant(all.companyAdmin, all.company, { time_zone });
    await move(null);
    const spent = (await inMonth()) ?? 0;
    // An hour beside the border of the month in UTC, which in the east is before and in the west after it. Which of them
    // is tried depends on the day, for it must be the same month in both places now.
    const isEarly = new Date().getUTCDate() <= 15;
    await database.execute(sql`update usage_records
      set created_at = date_trunc('month', now(), 'UTC') + make_interval(hours => ${isEarly ? -1 : 1}::int)
      where tenant_id = ${all.division}`);
    const [here, there] = isEarly ? [0, spent] : [spent, 0];
    await move(isEarly ? "Pacific/Kiritimati" : "Pacific/Pago_Pago");
    expect(await inMonth()).toBe(there);
    await record(member, 5);
    expect(await inMonth()).toBe(there + 5);
    await move(null);
    expect(await inMonth()).toBe(here + 5);
  });
});

describe("what is left for oneself", () => {
  test("names one's tenants, groups and key, the tightest first, without what others spend", async () => {
    const reader = { ...member, actor: { ...member.actor, groupIds: ["grp_a"] } } as Context;
    const own = await world.administration.listOwnBudgets(reader);
    expect(own.map(({ scope, name }) => [scope, name]).toSorted()).toEqual([
      ["group", "Readers"],
      ["person", null],
      ["tenant", "Acme"],
      ["tenant", "Research"],
    ]);
    const left = own.map(({ remaining_percent: percent }) => percent);
    expect(left).toEqual(left.toSorted((one, other) => one - other));
    expect(Object.keys(own[0] ?? {}).toSorted()).toEqual([
      "ends_at",
      "name",
      "remaining_micro_usd",
      "remaining_percent",
      "scope",
      "state",
      "time_zone",
    ]);
    expect(await world.administration.listOwnBudgets(all.otherAdmin)).toMatchObject([{ name: "Other" }]);
  });

  test("nobody needs a permission for it", async () => {
    const actor = { ...member.actor, permissions: new Set<Permission>() };
    await expect(world.administration.listOwnBudgets({ ...member, actor } as Context)).resolves.toBeDefined();
  });
});
