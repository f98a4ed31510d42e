import { createTestDatabase, type TestDatabase } from "@eai/platform/testing";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createIdentityWorld, type IdentityWorld } from "../../test/identity-world.ts";
import type { Someone } from "../../test/people.ts";
import { invitations, memberships, people, tenants } from "./tables.ts";

let db: TestDatabase;
let world: IdentityWorld;
let [company, division, team, other] = ["", "", "", ""];
let platformAdmin: Someone;
let companyAdmin: Someone;
let divisionAdmin: Someone;
let otherAdmin: Someone;

beforeAll(async () => {
  db = await createTestDatabase();
  world = createIdentityWorld(db.database);
  company = await world.addTenant("Acme", "organization", null);
  division = await world.addTenant("Research", "division", company);
  team = await world.addTenant("Optics", "team", division);
  other = await world.addTenant("Other", "organization", null);
  platformAdmin = await world.addPerson(company, "platform_admin");
  companyAdmin = await world.addPerson(company, "tenant_admin");
  divisionAdmin = await world.addPerson(division, "tenant_admin");
  otherAdmin = await world.addPerson(other, "tenant_admin");
});
afterAll(() => db.close());

const notFound = { code: "not_found" };

describe("the tree", () => {
  test("each sees what they administer, every tenant after the one above it", async () => {
    const namesFor = async (who: Someone) =>
      (await world.administration.listTenants(who, { limit: 50 })).data.map(({ name }) => name);
    expect(await namesFor(platformAdmin)).toEqual(["Acme", "Research", "Optics", "Other"]);
    expect(await namesFor(companyAdmin)).toEqual(["Acme", "Research", "Optics"]);
    expect(await namesFor(divisionAdmin)).toEqual(["Research", "Optics"]);
    expect(await namesFor(otherAdmin)).toEqual(["Other"]);
  });

  test("comes in pages, and below one tenant alone", async () => {
    const first = await world.administration.listTenants(companyAdmin, { limit: 2 });
    expect(first.data.map(({ name }) => name)).toEqual(["Acme", "Research"]);
    const second = await world.administration.listTenants(companyAdmin, {
      limit: 2,
      cursor: first.next_cursor ?? "",
    });
    expect([second.data.map(({ name }) => name), second.next_cursor]).toEqual([["Optics"], null]);
    const below = await world.administration.listTenants(companyAdmin, { limit: 9, parent_id: division });
    expect(below.data).toMatchObject([
      {
        id: team,
        kind: "team",
        parent_id: division,
        path: [{ name: "Acme" }, { name: "Research" }, { name: "Optics" }],
        people_count: 0,
      },
    ]);
  });

  test("what lies beside or above does not exist", async () => {
    for (const [who, id] of [
      [divisionAdmin, company],
      [divisionAdmin, other],
      [otherAdmin, company],
      [companyAdmin, "ten_unknown"],
    ] as const) {
      await expect(world.administration.getTenant(who, id)).rejects.toMatchObject(notFound);
      await expect(world.administration.updateTenant(who, id, { name: "Mine" })).rejects.toMatchObject(notFound);
      await expect(world.administration.deleteTenant(who, id)).rejects.toMatchObject(notFound);
      await expect(world.administration.getTenantSettings(who, id)).rejects.toMatchObject(notFound);
      await expect(world.administration.updateTenantSettings(who, id, {})).rejects.toMatchObject(notFound);
      const child = { name: "Mine", kind: "team" as const, parent_id: id };
      await expect(world.administration.createTenant(who, child)).rejects.toMatchObject(notFound);
    }
  });

  test("grows downwards only, with names that are unique in their place", async () => {
    const make = (who: Someone, name: string, kind: "organization" | "division" | "team", parent: string | null) =>
      world.administration.createTenant(who, { name, kind, parent_id: parent });
    const made = await make(divisionAdmin, "Lasers", "team", division);
    expect(made.path.map(({ name }) => name)).toEqual(["Acme", "Research", "Lasers"]);
    expect(await world.auditOf(made.id)).toEqual([
      { action: "tenant.create", changes: { parent_id: division, kind: "team" } },
    ]);
    await expect(make(divisionAdmin, "Lasers", "team", division)).rejects.toMatchObject({ code: "conflict" });
    await expect(make(divisionAdmin, "Physics", "division", team)).rejects.toMatchObject({ code: "validation_failed" });
    await expect(make(companyAdmin, "Acme 2", "organization", company)).rejects.toMatchObject({
      code: "validation_failed",
    });
    await expect(make(companyAdmin, "Acme 2", "organization", null)).rejects.toMatchObject({
      code: "permission_denied",
    });
    await expect(make(platformAdmin, "Alone", "team", null)).rejects.toMatchObject({ code: "validation_failed" });
    expect(await make(platformAdmin, "Third", "organization", null)).toMatchObject({ parent_id: null });
    let parent = made;
    for (let depth = parent.path.length; depth < 8; depth++)
      parent = await make(companyAdmin, "Deeper", "team", parent.id);
    await expect(make(companyAdmin, "Deeper", "team", parent.id)).rejects.toMatchObject({ code: "validation_failed" });
  });

  test("a repeat with the same key makes one tenant", async () => {
    const context = { ...companyAdmin, idempotencyKey: "tenant-1" };
    const input = { name: "Once", kind: "team" as const, parent_id: company };
    const [first, second] = await Promise.all([
      world.administration.createTenant(context, input),
      world.administration.createTenant(context, input),
    ]);
    expect(first.id).toBe(second.id);
  });

  test("is renamed within the same rules", async () => {
    expect(await world.administration.updateTenant(divisionAdmin, team, { name: "Lenses" })).toMatchObject({
      name: "Lenses",
    });
    expect((await world.auditOf(team)).at(-1)?.changes).toEqual({ name: { before: "Optics", after: "Lenses" } });
    await expect(world.administration.updateTenant(divisionAdmin, team, { name: "Lasers" })).rejects.toMatchObject({
      code: "conflict",
    });
  });

  test("loses only what nobody and nothing belongs to", async () => {
    const { administration } = world;
    const conflict = (sentence: string) => ({ code: "conflict", message: expect.stringContaining(sentence) });
    await expect(administration.deleteTenant(companyAdmin, division)).rejects.toMatchObject(
      conflict("1 person belongs to this tenant"),
    );
    const empty = await administration.createTenant(companyAdmin, {
      name: "Empty",
      kind: "division",
      parent_id: company,
    });
    const below = await administration.createTenant(companyAdmin, { name: "Below", kind: "team", parent_id: empty.id });
    await expect(administration.deleteTenant(companyAdmin, empty.id)).rejects.toMatchObject(
      conflict("tenants below it"),
    );
    await administration.createInvitation(companyAdmin, {
      email: "new@example.com",
      role: "member",
      tenant_id: below.id,
      expires_in_days: 7,
    });
    const erased = await world.addPerson(below.id, "member", "Erased");
    await db.database.update(people).set({ erasedAt: new Date() }).where(eq(people.id, erased.personId));
    await administration.deleteTenant(companyAdmin, below.id);
    expect(await db.database.select().from(invitations).where(eq(invitations.tenantId, below.id))).toEqual([]);
    const [kept] = await db.database.select().from(memberships).where(eq(memberships.personId, erased.personId));
    expect(kept?.tenantId).toBe(empty.id);
    await administration.deleteTenant(companyAdmin, empty.id);
    expect((await world.auditOf(empty.id)).map(({ action }) => action)).toEqual(["tenant.create", "tenant.delete"]);
    expect(await db.database.select().from(tenants).where(eq(tenants.id, empty.id))).toEqual([]);
  });

  test("needs the permission", async () => {
    const editor = await world.addPerson(company, "editor");
    const denied = { code: "permission_denied" };
    await expect(world.administration.listTenants(editor, { limit: 5 })).rejects.toMatchObject(denied);
    await expect(world.administration.getTenantSettings(editor, company)).rejects.toMatchObject(denied);
  });
});

describe("settings", () => {
  test("are tightened below, and what would loosen names the tenant it comes from", async () => {
    const { administration } = world;
    await administration.updateTenantSettings(companyAdmin, company, {
      "limits.requests_per_minute": { value: 100, locked: false },
      "models.allowed": { value: ["a", "b"], locked: false },
    });
    const conflict = (sentence: string) => ({ code: "conflict", message: expect.stringContaining(sentence) });
    await expect(
      administration.updateTenantSettings(divisionAdmin, division, {
        "limits.requests_per_minute": { value: 101, locked: false },
      }),
    ).rejects.toMatchObject(conflict('may be at most 100 here, which the tenant "Acme" allows'));
    await expect(
      administration.updateTenantSettings(divisionAdmin, division, {
        "models.allowed": { value: ["a", "c"], locked: false },
      }),
    ).rejects.toMatchObject(conflict('may not name "c" here: the tenant "Acme" does not allow it'));
    const shown = await administration.updateTenantSettings(divisionAdmin, division, {
      "limits.requests_per_minute": { value: 100, locked: false },
      "models.allowed": { value: ["a"], locked: false },
    });
    expect(shown["models.allowed"]).toEqual({
      own: { value: ["a"], locked: false },
      effective: ["a"],
      source: { id: division, name: "Research" },
      locked_by: null,
    });
    expect(shown["limits.requests_per_minute"].source?.name).toBe("Acme");
  });

  test("follow when a tenant above tightens later", async () => {
    const { administration } = world;
    await administration.updateTenantSettings(companyAdmin, company, {
      "limits.requests_per_minute": { value: 20, locked: false },
    });
    const shown = await administration.getTenantSettings(divisionAdmin, team);
    expect(shown["limits.requests_per_minute"]).toMatchObject({ own: null, effective: 20, source: { name: "Acme" } });
    const own = await administration.getTenantSettings(divisionAdmin, division);
    expect(own["limits.requests_per_minute"]).toMatchObject({ own: { value: 100 }, effective: 20 });
  });

  test("that are locked above cannot be touched below, not even taken back", async () => {
    const { administration } = world;
    await administration.updateTenantSettings(companyAdmin, company, {
      "retention.document_days": { value: 365, locked: true },
    });
    const locked = { code: "conflict", message: expect.stringContaining('is locked by the tenant "Acme"') };
    for (const change of [{ value: 30, locked: false }, null]) {
      const changing = administration.updateTenantSettings(divisionAdmin, division, {
        "retention.document_days": change,
        "limits.tokens_per_minute": { value: 5, locked: false },
      });
      await expect(changing).rejects.toMatchObject(locked);
    }
    const shown = await administration.getTenantSettings(divisionAdmin, division);
    expect(shown["retention.document_days"]).toMatchObject({ effective: 365, locked_by: { name: "Acme" } });
    expect(shown["limits.tokens_per_minute"].own).toBeNull();
  });

  test("are taken back with null, and on record with what was before", async () => {
    const { administration } = world;
    const shown = await administration.updateTenantSettings(companyAdmin, company, {
      "retention.document_days": null,
      "models.allowed": { value: null, locked: false },
    });
    expect([shown["retention.document_days"].own, shown["models.allowed"].own]).toEqual([null, null]);
    expect((await world.auditOf(company)).at(-1)).toEqual({
      action: "tenant.update_settings",
      changes: {
        "models.allowed": { before: { value: ["a", "b"], locked: false }, after: null },
        "retention.document_days": { before: { value: 365, locked: true }, after: null },
      },
    });
    const [row] = await db.database.select().from(tenants).where(eq(tenants.id, company));
    expect(Object.keys(row?.settings ?? {})).toEqual(["limits.requests_per_minute"]);
  });
});

describe("a name that the configuration places people by", () => {
  const path = (...names: string[]) => ({ key: names.join("/"), path: names });
  let placing: IdentityWorld["administration"];
  beforeAll(() => {
    const tenantMap = [path("Fabrikam"), path("Acme", "Legal"), path("Acme", "Finance", "Tax")];
    placing = createIdentityWorld(db.database, tenantMap).administration;
  });

  test("is nobody's to take who would get other people with it", async () => {
    const denied = { code: "permission_denied" };
    await expect(placing.updateTenant(otherAdmin, other, { name: "Fabrikam" })).rejects.toMatchObject(denied);
    await expect(placing.updateTenant(divisionAdmin, division, { name: "Legal" })).rejects.toMatchObject(denied);
    await expect(placing.updateTenant(divisionAdmin, division, { name: "Finance" })).rejects.toMatchObject(denied);
    expect(await placing.getTenant(otherAdmin, other)).toMatchObject({ name: "Other" });
  });

  test("is free to those who administer the place, and everywhere else", async () => {
    await placing.updateTenant(divisionAdmin, team, { name: "Legal" });
    await placing.updateTenant(divisionAdmin, team, { name: "Optics" });
    await placing.updateTenant(companyAdmin, division, { name: "Legal" });
    await placing.updateTenant(divisionAdmin, division, { name: "Research" });
    await placing.updateTenant(platformAdmin, other, { name: "Fabrikam" });
    await placing.updateTenant(platformAdmin, other, { name: "Other" });
  });
});
