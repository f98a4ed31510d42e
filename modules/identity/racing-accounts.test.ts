import { setTimeout } from "node:timers/promises";
import { Permission } from "@eai/contract";
import { silentLog } from "@eai/modules/kernel";
import { createTestDatabase, type TestDatabase } from "@eai/platform/testing";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { addPerson } from "../../test/people.ts";
import { apiKeyVerbs } from "./api-keys.ts";
import { directoryConnectionVerbs } from "./directory-connections.ts";
import { createScim, type Scim } from "./scim/create-scim.ts";
import type { Directory } from "./scim/directory.ts";
import { apiKeys, groupMembers, memberships, people, scimUsers, signIns, tenants } from "./tables.ts";

// Requests that meet in the same moment. On a server they truly do: `npm run test:real`.
let db: TestDatabase;
let scim: Scim;
let directory: Directory;
const organization = { id: "ten_root", path: ["ten_root"], name: "Root", parentId: null };

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  const { database } = db;
  await database.execute(sql`truncate people, tenants, directory_connections cascade`);
  await database.insert(tenants).values(organization);
  const admin = await addPerson(database, organization.id, "platform_admin");
  const made = await directoryConnectionVerbs(database, "http://localhost", []).createDirectoryConnection(admin, {
    name: "Other provider",
    provider: "oidc",
  });
  scim = createScim(database, "http://localhost", silentLog, "https://login.example.com");
  directory = await scim.authenticate(`Bearer ${made.token}`, "req_test");
  await database.delete(memberships);
});

async function createUser(name: string): Promise<string> {
  const user = (await scim.createUser(directory, { userName: name, externalId: name })) as { id: string };
  return user.id;
}

function setActive(id: string, active: boolean): Promise<object> {
  return scim.patchUser(directory, id, { Operations: [{ op: "replace", path: "active", value: active }] });
}

const settled = async (work: Promise<unknown>[]) =>
  (await Promise.allSettled(work)).map((result) => (result.status === "fulfilled" ? "done" : result.reason));

test("nobody gets past the limit of keys", async () => {
  const { createApiKey } = apiKeyVerbs(db.database);
  const context = await addPerson(db.database, organization.id, "member");
  const input = { name: "Key", scopes: [Permission.ChatUse], expires_in_days: 1 };
  const results = await settled(Array.from({ length: 60 }, () => createApiKey(context, input)));
  expect(results.filter((result) => result === "done")).toHaveLength(50);
  expect(results.filter((result) => result !== "done")).toMatchObject(Array(10).fill({ code: "conflict" }));
  expect(await db.database.select().from(apiKeys)).toHaveLength(50);
});

test("one platform administrator is left, whatever the directory asks for at once", async () => {
  const ids = await Promise.all(["a", "b", "c", "d"].map(createUser));
  await db.database.update(memberships).set({ role: "platform_admin" });
  const results = await settled(
    ids.map((id, index) => (index % 2 ? setActive(id, false) : scim.deleteUser(directory, id))),
  );
  expect(results.filter((result) => result === "done")).toHaveLength(3);
  expect(results.find((result) => result !== "done")).toMatchObject({ status: 403 });
  const left = await db.database.select().from(memberships).where(sql`suspended_at is null`);
  expect(left).toHaveLength(1);
});

test("the same user is made once", async () => {
  const results = await settled(Array.from({ length: 8 }, () => createUser("Same")));
  expect(results.filter((result) => result === "done")).toHaveLength(1);
  expect(results.filter((result) => result !== "done")).toMatchObject(Array(7).fill({ scimType: "uniqueness" }));
  expect(await db.database.select().from(scimUsers)).toHaveLength(1);
  expect(await db.database.select().from(people).where(eq(people.name, "Same"))).toHaveLength(1);
});

test("changes of people and groups that cross each other all come to an end", { timeout: 60_000 }, async () => {
  const ids = await Promise.all(["a", "b", "c", "d"].map(createUser));
  const made = ["g1", "g2"].map((name) => scim.createGroup(directory, { displayName: name, externalId: name }));
  const groupIds = (await Promise.all(made)).map((group) => (group as { id: string }).id);
  const members = ids.map((value) => ({ value }));
  for (let round = 0; round < 5; round++) {
    const results = await settled([
      ...ids.map((id) => setActive(id, round % 2 === 0)),
      ...ids
        .toReversed()
        .map((id) =>
          scim.patchUser(directory, id, { Operations: [{ op: "replace", path: "title", value: `T${round}` }] }),
        ),
      ...groupIds.map((id) =>
        scim.patchGroup(directory, id, { Operations: [{ op: "replace", path: "members", value: members }] }),
      ),
      ...groupIds.map((id) =>
        scim.patchGroup(directory, id, { Operations: [{ op: "remove", path: "members", value: members.slice(1) }] }),
      ),
    ]);
    expect(results).toEqual(Array(12).fill("done"));
  }
  const results = await settled([
    ...ids.slice(0, 2).map((id) => scim.deleteUser(directory, id)),
    scim.deleteGroup(directory, groupIds[0] ?? ""),
    scim.patchGroup(directory, groupIds[1] ?? "", {
      Operations: [{ op: "add", path: "members", value: members.slice(2) }],
    }),
  ]);
  expect(results).toEqual(Array(4).fill("done"));
  const left = await db.database.select().from(groupMembers);
  expect(new Set(left.map(({ personId }) => personId))).toEqual(new Set(ids.slice(2)));
});

test("a sign-in that is under way does not outlive the suspension", async () => {
  const { database } = db;
  const id = await createUser("a");
  const isChecked = Promise.withResolvers<void>();
  // As a sign-in does: the person is held, found unsuspended, and the sign-in written.
  const signIn = database.transaction(async (transaction) => {
    await transaction.select().from(people).where(eq(people.id, id)).for("update");
    const [place] = await transaction.select().from(memberships).where(eq(memberships.personId, id));
    if (place?.suspendedAt) return;
    isChecked.resolve();
    await setTimeout(300);
    const expiresAt = new Date(Date.now() + 60_000);
    await transaction.insert(signIns).values({ id: "sgn_racing", token: "racing", userId: id, expiresAt });
  });
  await isChecked.promise;
  await Promise.all([signIn, scim.deleteUser(directory, id)]);
  expect(await database.select().from(signIns)).toEqual([]);
});
