import type { Role } from "@eai/contract";
import { auditEvents } from "@eai/modules/governance";
import { createTestDatabase, type TestDatabase } from "@eai/platform/testing";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { addOrganizations, createIdentityWorld, type IdentityWorld } from "../../test/identity-world.ts";
import type { Someone } from "../../test/people.ts";
import { directoryProfiles, groupMembers, memberships, people, signIns } from "./tables.ts";

let db: TestDatabase;
let world: IdentityWorld;
let [company, division, other] = ["", "", ""];
let companyAdmin: Someone;
let divisionAdmin: Someone;
let otherAdmin: Someone;
let platformAdmin: Someone;
let member: Someone;

beforeAll(async () => {
  db = await createTestDatabase();
  world = createIdentityWorld(db.database);
  ({ company, division, other, companyAdmin, divisionAdmin, otherAdmin } = await addOrganizations(world));
  platformAdmin = await world.addPerson(company, "platform_admin", "Paula");
});
afterAll(() => db.close());
beforeEach(async () => {
  member = await world.addPerson(division, "member", "Mia");
});

const denied = { code: "permission_denied" };
const notFound = { code: "not_found" };
const page = { limit: 50, search: "" };

async function placeOf({ personId }: Someone) {
  const [row] = await db.database.select().from(memberships).where(eq(memberships.personId, personId));
  if (!row) throw new Error("no membership");
  return row;
}

describe("people", () => {
  test("are those of the tenants one administers, found by part of name or address", async () => {
    const namesFor = async (who: Someone, more: object = {}) =>
      new Set((await world.administration.listPeople(who, { ...page, ...more })).data.map(({ name }) => name));
    expect(await namesFor(otherAdmin)).toEqual(new Set(["Otto"]));
    expect(await namesFor(divisionAdmin)).toEqual(new Set(["Dora", "Mia"]));
    expect(await namesFor(companyAdmin)).toEqual(new Set(["Paula", "Cora", "Dora", "Mia"]));
    expect(await namesFor(platformAdmin, { role: "tenant_admin" })).toEqual(new Set(["Cora", "Dora", "Otto"]));
    expect(await namesFor(platformAdmin, { tenant_id: other })).toEqual(new Set(["Otto"]));
    expect(await namesFor(companyAdmin, { search: "OR" })).toEqual(new Set(["Cora", "Dora"]));
    expect(await namesFor(companyAdmin, { search: companyAdmin.personId })).toEqual(new Set(["Cora"]));
    expect(await namesFor(companyAdmin, { search: "%" })).toEqual(new Set());
    expect(await namesFor(companyAdmin, { suspended: true })).toEqual(new Set());
  });

  test("come in pages by name, namesakes too", async () => {
    for (let index = 0; index < 5; index++) await world.addPerson(other, "member", "Namesake");
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const answer = await world.administration.listPeople(otherAdmin, { limit: 2, search: "", cursor });
      seen.push(...answer.data.map(({ id }) => id));
      cursor = answer.next_cursor ?? undefined;
    } while (cursor !== undefined);
    expect([seen.length, new Set(seen).size]).toEqual([6, 6]);
  });

  test("have what is done to them recorded where they are, by whomever", async () => {
    const { personId } = await world.addPerson(other, "member", "Olga");
    await world.administration.updatePerson(platformAdmin, personId, { role: "editor", suspended: true });
    const rows = await db.database
      .select({ tenantId: auditEvents.tenantId, actorId: auditEvents.actorId, action: auditEvents.action })
      .from(auditEvents)
      .where(eq(auditEvents.resourceId, personId))
      .orderBy(auditEvents.sequence);
    const by = { tenantId: other, actorId: platformAdmin.personId };
    expect(rows).toEqual([
      { ...by, action: "person.update" },
      { ...by, action: "person.suspend" },
    ]);
  });

  test("of other tenants, and erased ones, do not exist", async () => {
    for (const [who, whom] of [
      [otherAdmin, member],
      [divisionAdmin, companyAdmin],
      [divisionAdmin, otherAdmin],
    ] as const) {
      await expect(world.administration.getPerson(who, whom.personId)).rejects.toMatchObject(notFound);
      const changing = world.administration.updatePerson(who, whom.personId, { suspended: true });
      await expect(changing).rejects.toMatchObject(notFound);
      expect((await placeOf(whom)).suspendedAt).toBeNull();
    }
    await db.database.update(people).set({ erasedAt: new Date() }).where(eq(people.id, member.personId));
    await expect(world.administration.getPerson(platformAdmin, member.personId)).rejects.toMatchObject(notFound);
  });

  test("get a role or tenant by an administrator, on record with before and after", async () => {
    const changed = await world.administration.updatePerson(companyAdmin, member.personId, {
      role: "editor",
      tenant_id: company,
    });
    expect(changed).toMatchObject({
      role: "editor",
      role_source: "administrator",
      tenant: { id: company, name: "Acme" },
      tenant_source: "administrator",
    });
    expect(await world.auditOf(member.personId)).toEqual([
      {
        action: "person.update",
        changes: {
          role: { before: "member", after: "editor" },
          tenant_id: { before: division, after: company },
        },
      },
    ]);
  });

  test("are moved only between tenants one administers", async () => {
    const move = (who: Someone, to: string) =>
      world.administration.updatePerson(who, member.personId, { tenant_id: to });
    await expect(move(divisionAdmin, company)).rejects.toMatchObject(notFound);
    await expect(move(companyAdmin, other)).rejects.toMatchObject(notFound);
    expect((await placeOf(member)).tenantId).toBe(division);
    const group = await world.administration.createGroup(companyAdmin, { name: "Readers" });
    await world.administration.addGroupMember(companyAdmin, group.id, member.personId);
    expect((await move(platformAdmin, other)).tenant.name).toBe("Other");
    expect(await db.database.select().from(groupMembers).where(eq(groupMembers.personId, member.personId))).toEqual([]);
  });
});

describe("nobody", () => {
  test("gives a role that may do what they may not, nor changes someone who has it", async () => {
    const change = (who: Someone, whom: Someone, role: Role) =>
      world.administration.updatePerson(who, whom.personId, { role });
    await expect(change(companyAdmin, member, "platform_admin")).rejects.toMatchObject(denied);
    await expect(change(companyAdmin, platformAdmin, "member")).rejects.toMatchObject(denied);
    const suspending = world.administration.updatePerson(companyAdmin, platformAdmin.personId, { suspended: true });
    await expect(suspending).rejects.toMatchObject(denied);
    expect((await placeOf(member)).role).toBe("member");
    expect(await placeOf(platformAdmin)).toMatchObject({ role: "platform_admin", suspendedAt: null });
    expect((await change(companyAdmin, member, "tenant_admin")).role).toBe("tenant_admin");
  });

  test("gives more through an API key than its scopes hold", async () => {
    const actor = { ...companyAdmin.actor, permissions: new Set(["people.manage"] as const) };
    const narrow = { ...companyAdmin, actor } as Someone;
    const changing = world.administration.updatePerson(narrow, member.personId, { role: "editor" });
    await expect(changing).rejects.toMatchObject(denied);
  });

  test("changes their own role or suspends themselves", async () => {
    const second = await world.addPerson(company, "platform_admin", "Second");
    for (const changes of [{ role: "member" as const }, { suspended: true }]) {
      const changing = world.administration.updatePerson(second, second.personId, changes);
      await expect(changing).rejects.toMatchObject(denied);
    }
    const same = await world.administration.updatePerson(second, second.personId, { role: "platform_admin" });
    expect(same.role).toBe("platform_admin");
    await world.administration.updatePerson(platformAdmin, second.personId, { role: "member" });
  });

  test("takes the last platform administrator away, whatever races", async () => {
    const second = await world.addPerson(company, "platform_admin", "Second");
    const outcomes = await Promise.allSettled([
      world.administration.updatePerson(platformAdmin, second.personId, { role: "member" }),
      world.administration.updatePerson(second, platformAdmin.personId, { suspended: true }),
    ]);
    const refused = outcomes.filter((outcome) => outcome.status === "rejected");
    expect(refused).toHaveLength(1);
    expect(refused[0]?.reason).toMatchObject({ code: "conflict", message: expect.stringContaining("last platform") });
    const admins = await db.database.select().from(memberships).where(eq(memberships.role, "platform_admin"));
    expect(admins.filter(({ suspendedAt }) => suspendedAt === null)).toHaveLength(1);
    await db.database
      .update(memberships)
      .set({ role: "platform_admin", suspendedAt: null })
      .where(eq(memberships.personId, platformAdmin.personId));
    await db.database.update(memberships).set({ role: "member" }).where(eq(memberships.personId, second.personId));
  });
});

test("suspending ends every sign-in with it, and letting in again opens none", async () => {
  await world.addSignIn(member.personId);
  await world.addSignIn(member.personId);
  await world.addSignIn(divisionAdmin.personId);
  const suspended = await world.administration.updatePerson(divisionAdmin, member.personId, { suspended: true });
  expect(suspended.suspended_at).not.toBeNull();
  const open = await db.database.select({ userId: signIns.userId }).from(signIns);
  expect(open).toEqual([{ userId: divisionAdmin.personId }]);
  const again = await world.administration.updatePerson(divisionAdmin, member.personId, { suspended: true });
  expect(again.suspended_at).toBe(suspended.suspended_at);
  const byDirectory = { directorySuspendedAt: (await placeOf(member)).suspendedAt };
  await db.database.update(memberships).set(byDirectory).where(eq(memberships.personId, member.personId));
  await world.administration.updatePerson(divisionAdmin, member.personId, { suspended: true });
  expect((await placeOf(member)).directorySuspendedAt).toBeNull();
  await world.administration.updatePerson(divisionAdmin, member.personId, { suspended: false });
  expect((await world.auditOf(member.personId)).map(({ action }) => action)).toEqual([
    "person.suspend",
    "person.reactivate",
  ]);
});

describe("an invitation", () => {
  test("of somebody whose role a directory gave ends with that role", async () => {
    const { administration } = world;
    const dana = await world.addPerson(division, "tenant_admin", "Dana");
    const wanted = { email: "new@example.com", role: "member" as const, expires_in_days: 7 };
    const { token } = await administration.createInvitation(dana, wanted);
    await db.database
      .update(memberships)
      .set({ roleSource: "directory" })
      .where(eq(memberships.personId, dana.personId));
    const profile = { personId: dana.personId, providerId: "microsoft", issuer: "i", objectId: dana.personId };
    const now = new Date();
    const hour = new Date(now.getTime() + 3_600_000);
    await db.database
      .insert(directoryProfiles)
      .values({ ...profile, appRoles: [], groupsState: "known", groupsExpireAt: hour, claimsExpireAt: hour });
    expect(await administration.lookUpInvitation(token ?? "")).toMatchObject({ email: "new@example.com" });
    await db.database.update(directoryProfiles).set({ claimsExpireAt: now });
    await expect(administration.lookUpInvitation(token ?? "")).rejects.toMatchObject(notFound);
  });
});
