import type { Role } from "@eai/contract";
import { createTestDatabase, type TestDatabase } from "@eai/platform/testing";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createIdentityWorld, type IdentityWorld } from "../../../test/identity-world.ts";
import { memberships } from "../tables.ts";
import { recordGroups, recordIdentity } from "./record-directory.ts";
import { noDirectory } from "./settings.ts";
import type { VerifiedIdentity } from "./verified-identity.ts";

let db: TestDatabase;
let world: IdentityWorld;
let organization: string;

beforeAll(async () => {
  db = await createTestDatabase();
  world = createIdentityWorld(db.database);
  organization = await world.addTenant("Acme", "organization", null);
});
afterAll(() => db.close());
beforeEach(async () => {
  await db.database.delete(memberships);
});

const settings = { ...noDirectory, roleMap: { Admin: "platform_admin" } } as const;

/** A platform administrator by the word of a directory. */
async function addAdmin(name: string): Promise<string> {
  const { personId } = await world.addPerson(organization, "platform_admin", name);
  await db.database
    .update(memberships)
    .set({ roleSource: "directory", tenantSource: "directory" })
    .where(eq(memberships.personId, personId));
  await signIn(personId, ["Admin"]);
  return personId;
}

function signIn(personId: string, appRoles: readonly string[]): Promise<void> {
  const identity: VerifiedIdentity = {
    providerId: "oidc",
    issuer: "https://login.example.com",
    directoryTenantId: null,
    objectId: personId,
    name: "",
    userName: undefined,
    contactEmail: undefined,
    appRoles,
    groups: { state: "known", groups: [] },
    sessionId: undefined,
    logoutHint: undefined,
  };
  return db.database.transaction((transaction) =>
    recordIdentity(transaction, identity, { personId, requestId: "req_test", settings }),
  );
}

/** What follows when groups are read again, and none of them gives a role. */
function readGroups(personId: string): Promise<void> {
  const claims = { appRoles: [], directoryTenantId: null, groups: { state: "known", groups: [] } } as const;
  return db.database.transaction((transaction) =>
    recordGroups(transaction, claims, { personId, requestId: "req_test", settings }),
  );
}

async function roleOf(personId: string): Promise<Role | undefined> {
  const [row] = await db.database.select().from(memberships).where(eq(memberships.personId, personId));
  return row?.role;
}

describe.each([
  ["a sign-in", (personId: string) => signIn(personId, [])],
  ["reading groups again", readGroups],
])("at %s the directory", (_, takeRole) => {
  test("does not take the role from the last platform administrator", async () => {
    const ada = await addAdmin("Ada");
    const before = await world.auditOf(ada);
    await takeRole(ada);
    expect(await roleOf(ada)).toBe("platform_admin");
    expect(await world.auditOf(ada)).toEqual(before);
    await addAdmin("Bob");
    await takeRole(ada);
    expect(await roleOf(ada)).toBe("member");
    expect((await world.auditOf(ada)).at(-1)).toEqual({
      action: "person.update",
      changes: { role: { before: "platform_admin", after: "member" } },
    });
  });

  test("leaves one, whatever races, and does not count those who are suspended", async () => {
    const admins = await Promise.all(["Ada", "Bob", "Carl", "Dora"].map(addAdmin));
    const [suspended = "", ...others] = admins;
    await db.database.update(memberships).set({ suspendedAt: new Date() }).where(eq(memberships.personId, suspended));
    await Promise.all(others.map(takeRole));
    const roles = await Promise.all(others.map(roleOf));
    expect(roles.toSorted()).toEqual(["member", "member", "platform_admin"]);
    await takeRole(suspended);
    expect(await roleOf(suspended)).toBe("member");
  });
});
