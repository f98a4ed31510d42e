import { createTestDatabase, type TestDatabase } from "@eai/platform/testing";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addOrganizations, createIdentityWorld, type IdentityWorld } from "../../test/identity-world.ts";
import type { Someone } from "../../test/people.ts";
import { groupMembers, groups, memberships, people } from "./tables.ts";

let db: TestDatabase;
let world: IdentityWorld;
let [company, division, other] = ["", "", ""];
let companyAdmin: Someone;
let divisionAdmin: Someone;
let otherAdmin: Someone;
let platformAdmin: Someone;
let mia: Someone;
let stranger: Someone;

beforeAll(async () => {
  db = await createTestDatabase();
  world = createIdentityWorld(db.database);
  ({ company, division, other, companyAdmin, divisionAdmin, otherAdmin } = await addOrganizations(world));
  platformAdmin = await world.addPerson(other, "platform_admin", "Paula");
  mia = await world.addPerson(division, "member", "Mia");
  stranger = await world.addPerson(other, "member", "Research Stranger");
});
afterAll(() => db.close());

const page = { limit: 50, search: "" };
const notFound = { code: "not_found" };
const conflict = { code: "conflict" };

describe("groups", () => {
  test("a repeat of a request tells nothing once the right to it is gone", async () => {
    const { administration } = world;
    const group = await administration.createGroup(companyAdmin, { name: "Repeated" });
    const asked = { ...companyAdmin, idempotencyKey: "add-mia" };
    await administration.addGroupMember(asked, group.id, mia.personId);
    expect(await administration.addGroupMember(asked, group.id, mia.personId)).toMatchObject({ name: "Mia" });
    const moved = { ...asked, tenantId: other, tenantPath: [other] };
    await expect(administration.addGroupMember(moved, group.id, mia.personId)).rejects.toMatchObject(notFound);
    await administration.deleteGroup(companyAdmin, group.id);
  });

  test("are made, renamed, filled and removed by those who administer the organisation", async () => {
    const { administration } = world;
    const group = await administration.createGroup(companyAdmin, { name: "Reviewers" });
    expect(group).toMatchObject({ source: "local", organization: { id: company, name: "Acme" }, member_count: 0 });
    const added = await administration.addGroupMember(companyAdmin, group.id, mia.personId);
    expect(added).toEqual({
      id: mia.personId,
      name: "Mia",
      email: `${mia.personId}@example.com`,
      sources: ["administrator"],
    });
    await administration.addGroupMember(companyAdmin, group.id, mia.personId);
    expect(await administration.updateGroup(companyAdmin, group.id, { name: "Checkers" })).toMatchObject({
      name: "Checkers",
      member_count: 1,
    });
    expect((await administration.listGroupMembers(companyAdmin, group.id, { limit: 5 })).data).toEqual([added]);
    await administration.removeGroupMember(companyAdmin, group.id, mia.personId);
    const again = administration.removeGroupMember(companyAdmin, group.id, mia.personId);
    await expect(again).rejects.toMatchObject(notFound);
    await administration.deleteGroup(companyAdmin, group.id);
    await expect(administration.getGroup(companyAdmin, group.id)).rejects.toMatchObject(notFound);
    expect(await world.auditOf(group.id)).toEqual([
      { action: "group.create", changes: { organization_id: company } },
      { action: "group.add_member", changes: { person_id: mia.personId } },
      { action: "group.update", changes: { name: { before: "Reviewers", after: "Checkers" } } },
      { action: "group.remove_member", changes: { person_id: mia.personId } },
      { action: "group.delete", changes: { name: { before: "Checkers", after: null } } },
    ]);
  });

  test("of one organisation have different names, whatever races", async () => {
    const make = (who: Someone, organization?: string) =>
      world.administration.createGroup(who, {
        name: "Same",
        ...(organization === undefined ? {} : { organization_id: organization }),
      });
    const outcomes = await Promise.allSettled([make(companyAdmin), make(companyAdmin), make(platformAdmin, company)]);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect((await make(otherAdmin)).organization.name).toBe("Other");
    const repeated = { ...companyAdmin, idempotencyKey: "group-1" };
    const twins = await Promise.all([1, 2, 3].map(() => world.administration.createGroup(repeated, { name: "Twins" })));
    expect(new Set(twins.map(({ id }) => id)).size).toBe(1);
    const unlike = await world.administration.createGroup(companyAdmin, { name: "Unlike" });
    const renaming = world.administration.updateGroup(companyAdmin, unlike.id, { name: "Same" });
    await expect(renaming).rejects.toMatchObject(conflict);
  });

  test("do not exist for administrators of a division and of other organisations", async () => {
    const { administration } = world;
    const group = await administration.createGroup(companyAdmin, { name: "Closed" });
    for (const who of [divisionAdmin, otherAdmin]) {
      const names = (await administration.listGroups(who, page)).data.map(({ name }) => name);
      expect(names).not.toContain("Closed");
      await expect(administration.getGroup(who, group.id)).rejects.toMatchObject(notFound);
      await expect(administration.updateGroup(who, group.id, { name: "Mine" })).rejects.toMatchObject(notFound);
      await expect(administration.deleteGroup(who, group.id)).rejects.toMatchObject(notFound);
      await expect(administration.listGroupMembers(who, group.id, { limit: 5 })).rejects.toMatchObject(notFound);
      await expect(administration.addGroupMember(who, group.id, who.personId)).rejects.toMatchObject(notFound);
      await expect(administration.removeGroupMember(who, group.id, mia.personId)).rejects.toMatchObject(notFound);
    }
    const making = administration.createGroup(divisionAdmin, { name: "Ours" });
    await expect(making).rejects.toMatchObject({ code: "permission_denied" });
    for (const organization of [company, division]) {
      const foreign = administration.createGroup(otherAdmin, { name: "Ours", organization_id: organization });
      await expect(foreign).rejects.toMatchObject(notFound);
    }
    const adding = administration.addGroupMember(companyAdmin, group.id, stranger.personId);
    await expect(adding).rejects.toMatchObject(notFound);
  });

  test("that a directory tells of are shown, not changed", async () => {
    const { administration } = world;
    const id = "grp_directory";
    await db.database
      .insert(groups)
      .values({ id, organizationId: company, externalId: "object-1", name: "From Entra", source: "directory" });
    await db.database.insert(groupMembers).values([
      { groupId: id, personId: mia.personId, source: "token" },
      { groupId: id, personId: mia.personId, source: "scim" },
    ]);
    expect(await administration.getGroup(companyAdmin, id)).toMatchObject({ source: "directory", member_count: 1 });
    const { data } = await administration.listGroupMembers(companyAdmin, id, { limit: 5 });
    expect(data).toMatchObject([{ id: mia.personId, sources: ["scim", "token"] }]);
    await expect(administration.updateGroup(companyAdmin, id, { name: "Mine" })).rejects.toMatchObject(conflict);
    await expect(administration.deleteGroup(companyAdmin, id)).rejects.toMatchObject(conflict);
    await expect(administration.addGroupMember(companyAdmin, id, mia.personId)).rejects.toMatchObject(conflict);
    await expect(administration.removeGroupMember(companyAdmin, id, mia.personId)).rejects.toMatchObject(conflict);
  });
});

describe("the directory", () => {
  const search = (who: Someone, text: string, more: object = {}) =>
    world.administration.searchDirectory(who, { search: text, limit: 20, ...more });

  test("finds people, groups and tenants of one's own organisation, and nothing of another", async () => {
    expect(await search(mia, "research")).toEqual([
      { kind: "tenant", id: division, name: "Research", detail: "Acme / Research" },
    ]);
    expect((await search(stranger, "research")).map(({ name }) => name)).toEqual(["Research Stranger"]);
    expect(await search(mia, "entra")).toMatchObject([{ kind: "group", name: "From Entra", detail: "1 member" }]);
    expect(await search(stranger, "entra")).toEqual([]);
    // Also a platform administrator finds those of their own organisation only.
    expect(await search(platformAdmin, "mia")).toEqual([]);
    expect(await search(mia, mia.personId)).toMatchObject([{ kind: "person", id: mia.personId, name: "Mia" }]);
  });

  test("takes wildcards for what they are, keeps to kind and limit", async () => {
    for (const text of ["%", "St_anger", "\\"]) expect((await search(stranger, text)).length).toBe(0);
    const people = await search(mia, "", { kind: "person" });
    expect(new Set(people.map(({ kind }) => kind))).toEqual(new Set(["person"]));
    expect(await search(mia, "", { limit: 2 })).toHaveLength(2);
  });

  test("leaves out who is suspended or erased, and shows the address a directory gave", async () => {
    const gone = await world.addPerson(division, "member", "Gone Person");
    await db.database
      .update(memberships)
      .set({ suspendedAt: new Date() })
      .where(eq(memberships.personId, gone.personId));
    expect(await search(mia, "gone person")).toEqual([]);
    await db.database.update(memberships).set({ suspendedAt: null }).where(eq(memberships.personId, gone.personId));
    await db.database.update(people).set({ contactEmail: "gone@acme.example" }).where(eq(people.id, gone.personId));
    expect(await search(mia, "gone@acme")).toMatchObject([{ detail: "gone@acme.example" }]);
    await db.database.update(people).set({ erasedAt: new Date() }).where(eq(people.id, gone.personId));
    expect(await search(mia, "gone person")).toEqual([]);
  });
});
