import { randomUUID } from "node:crypto";
import { auditEvents } from "@eai/modules/governance";
import { groupMembers, groups, memberships, tenants } from "@eai/modules/identity";
import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectDirectory, groupBody, type TestDirectory, userBody } from "./scim-testing.ts";
import { createTestApi, type TestApi, type TestPerson } from "./testing.ts";

let api: TestApi;
let admin: TestPerson;
let entra: TestDirectory;
let personIds: string[];

interface ScimGroup {
  id: string;
  displayName: string;
  externalId?: string;
  members?: { value: string; display: string; $ref: string }[];
}

beforeAll(async () => {
  api = await createTestApi();
  admin = await api.signUp("admin@example.com");
  entra = await connectDirectory(api, admin);
  personIds = [];
  for (const name of ["ada", "bob", "cyd", "dan"]) {
    const made = await entra.send("POST", "/Users", userBody({ userName: `${name}@example.com`, displayName: name }));
    personIds.push(made.json<{ id: string }>().id);
  }
});
afterAll(() => api[Symbol.asyncDispose]());

function people(...indexes: number[]): string[] {
  return indexes.map((index) => personIds[index] ?? "");
}

async function createGroup(name: string, ...members: string[]): Promise<ScimGroup> {
  const made = await entra.send("POST", "/Groups", groupBody(name, randomUUID(), members));
  expect(made.statusCode, made.body).toBe(201);
  return made.json<ScimGroup>();
}

async function membersOf(id: string): Promise<string[]> {
  const group = (await entra.send("GET", `/Groups/${id}`)).json<ScimGroup>();
  return (group.members ?? []).map(({ value }) => value).toSorted();
}

async function patch(id: string, ...operations: object[]): Promise<void> {
  const answer = await entra.patch(`/Groups/${id}`, operations);
  expect(answer.statusCode, answer.body).toBe(204);
}

test("a group is created, found, and given back without its members where these are left out", async () => {
  const group = await createGroup("Engineers", ...people(0));
  expect(group).toMatchObject({
    id: expect.stringMatching(/^grp_/),
    displayName: "Engineers",
    members: [{ value: personIds[0], display: "ada", type: "User" }],
  });
  const list = async (query: string) => {
    const answer = await entra.send("GET", `/Groups?${query}`);
    expect(answer.statusCode, answer.body).toBe(200);
    return answer.json<{ Resources: ScimGroup[] }>().Resources;
  };
  const filter = (text: string) => `filter=${encodeURIComponent(text)}`;
  for (const text of [
    'displayName eq "engineers"',
    `externalId eq "${group.externalId}"`,
    `id eq "${group.id}"`,
    `members eq "${personIds[0]}"`,
    `id eq "${group.id}" and members.value eq "${personIds[0]}"`,
  ]) {
    expect(
      (await list(filter(text))).map(({ id }) => id),
      text,
    ).toEqual([group.id]);
    const [bare] = await list(`excludedAttributes=members&${filter(text)}`);
    expect(bare, text).not.toHaveProperty("members");
  }
  expect(await list(filter(`id eq "${group.id}" and members eq "${personIds[1]}"`))).toEqual([]);
  expect(await list(filter(`displayName eq "${randomUUID()}"`))).toEqual([]);
  const one = await entra.send("GET", `/Groups/${group.id}?excludedAttributes=members`);
  expect(one.json()).not.toHaveProperty("members");
  const again = await entra.send("POST", "/Groups", groupBody("Other name", group.externalId ?? ""));
  expect(again.json()).toMatchObject({ status: "409", scimType: "uniqueness" });
});

describe("members change", () => {
  test("as Entra sends it: capitals and lists of values", async () => {
    const { id } = await createGroup("Own dialect");
    await patch(id, { op: "Add", path: "members", value: people(0, 1).map((value) => ({ value })) });
    await patch(id, { op: "Add", path: "members", value: [{ value: personIds[2] }, { value: personIds[0] }] });
    expect(await membersOf(id)).toEqual(people(0, 1, 2).toSorted());
    await patch(id, { op: "Remove", path: "members", value: [{ value: personIds[0] }, { value: "usr_unknown" }] });
    expect(await membersOf(id)).toEqual(people(1, 2).toSorted());
    await patch(id, { op: "Replace", path: "members", value: [{ value: personIds[3] }] });
    expect(await membersOf(id)).toEqual(people(3));
    await patch(id, { op: "Remove", path: "members" });
    expect(await membersOf(id)).toEqual([]);
  });

  test("in the dialect of aadOptscim062020: small letters, and filters in paths", async () => {
    const { id } = await createGroup("Flag", ...people(0, 1));
    await patch(id, { op: "remove", path: `members[value eq "${personIds[0]}"]` });
    await patch(id, { op: "add", value: { members: [{ value: personIds[2] }], displayName: "Flag 2" } });
    expect(await membersOf(id)).toEqual(people(1, 2).toSorted());
    await patch(id, { op: "replace", value: { id, displayName: "Flag 3" } });
    expect((await entra.send("GET", `/Groups/${id}`)).json()).toMatchObject({ displayName: "Flag 3" });
  });

  test("by PUT as a whole", async () => {
    const group = await createGroup("Put", ...people(0, 1));
    const body = groupBody("Put 2", group.externalId ?? "", people(1, 2));
    expect((await entra.send("PUT", `/Groups/${group.id}`, body)).json()).toMatchObject({ displayName: "Put 2" });
    expect(await membersOf(group.id)).toEqual(people(1, 2).toSorted());
  });

  test("to users of this directory only", async () => {
    const { id } = await createGroup("Strangers");
    for (const value of [admin.id, "usr_nobody", id]) {
      const answer = await entra.patch(`/Groups/${id}`, [{ op: "Add", path: "members", value: [{ value }] }]);
      expect(answer.json(), value).toMatchObject({ status: "400", scimType: "invalidValue" });
    }
    for (const operation of [
      { op: "Add", path: "members", value: ["usr_a"] },
      { op: "Add", path: "members", value: [{ value: 1 }] },
      { op: "Remove", path: 'members[display eq "ada"]' },
      { op: "Add", path: "members.value", value: "x" },
      { op: "Add", path: "owners", value: [] },
      { op: "Remove", path: "displayName" },
      { op: "Replace", path: "id", value: "grp_other" },
    ]) {
      const answer = await entra.patch(`/Groups/${id}`, [operation]);
      expect(answer.statusCode, JSON.stringify(operation)).toBe(400);
    }
    expect(await membersOf(id)).toEqual([]);
  });

  test("for five thousand people at once, in a few audit rows", { timeout: 60_000 }, async () => {
    const { database } = api.platform;
    const { id } = await createGroup("Everybody");
    const value = people(0, 1, 2, 3).map((person) => ({ value: person }));
    await patch(id, { op: "Add", path: "members", value: Array.from({ length: 1250 }, () => value).flat() });
    expect(await membersOf(id)).toEqual(people(0, 1, 2, 3).toSorted());
    const rows = await database
      .select()
      .from(auditEvents)
      .where(and(eq(auditEvents.resourceId, id), eq(auditEvents.action, "group.add_member")));
    expect(rows).toMatchObject([
      { actorId: `system:directory:${entra.id}`, changes: { person_ids: expect.any(Array) } },
    ]);
  });
});

test("a group that sign-ins named is taken over, keeps its id through removal, and its name is only shown", async () => {
  const { database } = api.platform;
  const [root] = await database.select().from(tenants);
  const externalId = randomUUID();
  const values = { id: "grp_token", organizationId: root?.id ?? "", externalId, name: externalId } as const;
  await database.insert(groups).values({ ...values, source: "directory" });
  await database.insert(groupMembers).values({ groupId: "grp_token", personId: admin.id, source: "token" });
  expect((await entra.send("GET", "/Groups/grp_token")).statusCode).toBe(404);
  const made = await entra.send("POST", "/Groups", groupBody("Named", externalId, people(0)));
  expect([made.statusCode, made.json<ScimGroup>().id]).toEqual([201, "grp_token"]);
  // Who is a member by their sign-in is no business of the directory's list.
  expect(await membersOf("grp_token")).toEqual(people(0));
  expect((await entra.send("DELETE", "/Groups/grp_token")).statusCode).toBe(204);
  expect((await entra.send("GET", "/Groups/grp_token")).statusCode).toBe(404);
  const left = await database.select().from(groupMembers).where(eq(groupMembers.groupId, "grp_token"));
  expect(left).toMatchObject([{ personId: admin.id, source: "token" }]);
  const back = await entra.send("POST", "/Groups", groupBody("Named again", externalId));
  expect(back.json()).toMatchObject({ id: "grp_token", displayName: "Named again" });
});

test("another organisation's token does not reach a group, nor put its people into one", async () => {
  await api.platform.database.insert(tenants).values({ id: "ten_b", parentId: null, path: ["ten_b"], name: "B" });
  const theirs = await connectDirectory(api, admin, { organization_id: "ten_b" });
  const group = await createGroup("Ours", ...people(0));
  expect((await theirs.send("GET", `/Groups/${group.id}`)).json()).toMatchObject({ status: "404" });
  expect((await theirs.send("GET", "/Groups")).json()).toMatchObject({ totalResults: 0 });
  expect((await theirs.send("DELETE", `/Groups/${group.id}`)).statusCode).toBe(404);
  const remove = [{ op: "Remove", path: "members" }];
  expect((await theirs.patch(`/Groups/${group.id}`, remove)).statusCode).toBe(404);
  const made = await theirs.send("POST", "/Groups", groupBody("Theirs", group.externalId ?? "", people(1)));
  expect(made.json()).toMatchObject({ status: "400", scimType: "invalidValue" });
  // The same external id is theirs to use.
  const own = await theirs.send("POST", "/Groups", groupBody("Theirs", group.externalId ?? ""));
  expect(own.statusCode).toBe(201);
  expect(await membersOf(group.id)).toEqual(people(0));
});

test("a person who is removed leaves the groups of the directory", async () => {
  const { id } = await createGroup("Leaving", ...people(2, 3));
  expect((await entra.send("DELETE", `/Users/${personIds[3]}`)).statusCode).toBe(204);
  expect(await membersOf(id)).toEqual(people(2));
});

describe("a directory connection", () => {
  const create = (person: TestPerson, body: object, headers: Record<string, string> = {}) =>
    person.request({ method: "POST", url: "/api/v1/directory-connections", payload: body, headers });
  const microsoft = () => ({ name: "Entra", provider: "microsoft", directory_tenant_id: randomUUID() });

  test("shows its token once, in a repeat no more, and hides it ever after", async () => {
    const key = { "idempotency-key": randomUUID() };
    const body = microsoft();
    const made = await create(admin, body, key);
    expect(made.json()).toMatchObject({
      token: expect.stringMatching(/^eaiscim_[\w-]{49}$/),
      scim_url: `${api.webOrigin}/scim/v2`,
      organization: { name: "Organization" },
    });
    const repeated = await create(admin, body, key);
    expect(repeated.json()).toMatchObject({ id: made.json<{ id: string }>().id, token: null });
    const list = await admin.request({ method: "GET", url: "/api/v1/directory-connections" });
    expect(list.body).not.toContain(made.json<{ token: string }>().token);
    expect(list.json()).toMatchObject({
      data: expect.arrayContaining([expect.objectContaining({ revoked_at: null })]),
    });
  });

  test("needs the tenant id of Entra, and takes none of another provider", async () => {
    for (const body of [
      { name: "x", provider: "microsoft" },
      { name: "x", provider: "microsoft", directory_tenant_id: "contoso.example" },
      { name: "x", provider: "oidc", directory_tenant_id: randomUUID() },
      { name: "x", provider: "saml" },
      { ...microsoft(), organizationId: "ten_b" },
    ]) {
      expect((await create(admin, body)).json(), JSON.stringify(body)).toMatchObject({ code: "validation_failed" });
    }
  });

  test("to the directory of another organisation is not for that organisation's neighbours", async () => {
    const { database } = api.platform;
    const neighbour = await api.signUp("neighbour@example.com");
    const ofB = { tenantId: "ten_b", role: "tenant_admin" } as const;
    await database.update(memberships).set(ofB).where(eq(memberships.personId, neighbour.id));
    const body = microsoft();
    expect((await create(admin, body)).statusCode).toBe(201);
    expect((await create(neighbour, body)).json()).toMatchObject({ code: "permission_denied" });
    // Nor one that nobody has signed in from yet: whose it is, the operator says.
    expect((await create(neighbour, microsoft())).json()).toMatchObject({ code: "permission_denied" });
    expect((await create(admin, { ...microsoft(), organization_id: "ten_b" })).statusCode).toBe(201);
    const [root] = await database.select().from(tenants).where(eq(tenants.name, "Organization"));
    const foreign = await create(neighbour, { ...microsoft(), organization_id: root?.id });
    expect(foreign.json()).toMatchObject({ code: "not_found" });
    const seen = await neighbour.request({ method: "GET", url: "/api/v1/directory-connections" });
    const { data } = seen.json<{ data: { organization: { id: string } }[] }>();
    expect(new Set(data.map(({ organization }) => organization.id))).toEqual(new Set(["ten_b"]));
  });
});

test("discovery says what is supported", async () => {
  expect((await entra.send("GET", "/ServiceProviderConfig")).json()).toMatchObject({
    patch: { supported: true },
    bulk: { supported: false },
  });
  expect((await entra.send("GET", "/ResourceTypes")).json()).toMatchObject({ totalResults: 2 });
  const schemas = (await entra.send("GET", "/Schemas")).json<{ Resources: { id: string }[] }>();
  for (const { id } of schemas.Resources) {
    expect((await entra.send("GET", `/Schemas/${id}`)).json()).toMatchObject({ id, attributes: expect.any(Array) });
  }
  expect((await entra.send("GET", "/Schemas/urn:x")).json()).toMatchObject({ status: "404" });
});
