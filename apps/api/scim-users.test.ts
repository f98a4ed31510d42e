import { randomUUID } from "node:crypto";
import { accounts, directoryProfiles, memberships, people } from "@eai/modules/identity";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  connectDirectory,
  createScimUser,
  directoryTenantId,
  findScimUsers,
  type ScimList,
  type ScimUser,
  sendScim,
  type TestDirectory,
  userBody,
} from "./scim-testing.ts";
import { createTestApi, type TestApi, type TestPerson } from "./testing.ts";

let api: TestApi;
let admin: TestPerson;
let entra: TestDirectory;

beforeAll(async () => {
  api = await createTestApi();
  admin = await api.signUp("admin@example.com");
  entra = await connectDirectory(api, admin);
});
afterAll(() => api[Symbol.asyncDispose]());

const createUser = (more: object = {}) => createScimUser(entra, more);
const find = (filter: string) => findScimUsers(entra, filter);

async function read(id: string): Promise<ScimUser> {
  return (await entra.send("GET", `/Users/${id}`)).json<ScimUser>();
}

async function membershipOf(id: string) {
  const [row] = await api.platform.database.select().from(memberships).where(eq(memberships.personId, id));
  return row;
}

test("the test of a connection finds nobody, in a list", async () => {
  const answer = await entra.send("GET", `/Users?filter=userName+eq+%22${randomUUID()}%22`);
  expect(answer.statusCode).toBe(200);
  expect(answer.headers["content-type"]).toMatch(/^application\/scim\+json/);
  expect(answer.json()).toEqual({
    schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
    totalResults: 0,
    startIndex: 1,
    itemsPerPage: 0,
    Resources: [],
  });
});

describe("a user", () => {
  test("is created as a person without an address to sign in with, and found again", async () => {
    const externalId = randomUUID();
    const body = userBody({ userName: "Ada@Example.com", externalId, displayName: "Ada King" });
    const made = await entra.send("POST", "/Users", body);
    expect(made.statusCode).toBe(201);
    const user = made.json<ScimUser>();
    expect(made.headers.location).toBe(`${api.webOrigin}/scim/v2/Users/${user.id}`);
    expect(user).toMatchObject({
      id: expect.stringMatching(/^usr_/),
      userName: "Ada@Example.com",
      externalId,
      active: true,
      displayName: "Ada King",
      emails: [{ value: "Ada@Example.com", type: "work", primary: true }],
      meta: { resourceType: "User", location: made.headers.location },
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": { department: "Engines" },
    });
    // What nothing needs is not kept.
    expect(made.body).not.toContain("7946");
    const { database } = api.platform;
    const [person] = await database.select().from(people).where(eq(people.id, user.id));
    expect(person).toMatchObject({
      name: "Ada King",
      email: expect.stringMatching(/\.invalid$/),
      contactEmail: "Ada@Example.com",
    });
    expect(await membershipOf(user.id)).toMatchObject({ role: "member", roleSource: "directory", suspendedAt: null });
    const [account] = await database.select().from(accounts).where(eq(accounts.userId, user.id));
    expect(account).toMatchObject({ providerId: "microsoft", accountId: `${directoryTenantId}/${externalId}` });
    for (const filter of [
      'userName eq "ada@example.com"',
      `externalId eq "${externalId}"`,
      `id eq "${user.id}"`,
      'emails[type eq "work"].value eq "ada@example.com"',
      'displayName eq "ada king" and active eq true',
      'urn:ietf:params:scim:schemas:core:2.0:User:userName eq "ada@example.com"',
      'USERNAME EQ "ada@example.com" AND active eq "True"',
    ]) {
      expect(
        (await find(filter)).Resources.map(({ id }) => id),
        filter,
      ).toEqual([user.id]);
    }
    for (const filter of [
      'emails[type eq "home"].value eq "ada@example.com"',
      "active eq false",
      'userName eq "ada"',
    ]) {
      expect(
        (await find(filter)).Resources.map(({ id }) => id),
        filter,
      ).not.toContain(user.id);
    }
  });

  test("is there once: 409 for the same name in other capitals, and for the same external id", async () => {
    const user = await createUser();
    const again = await entra.send("POST", "/Users", userBody({ userName: user.userName.toUpperCase() }));
    expect([again.statusCode, again.json()]).toEqual([
      409,
      {
        schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
        status: "409",
        scimType: "uniqueness",
        detail: "There is already one with this userName.",
      },
    ]);
    const externalId = user.externalId ?? "";
    const other = await entra.send("POST", "/Users", userBody({ userName: "other@example.com", externalId }));
    expect(other.json()).toMatchObject({ status: "409", scimType: "uniqueness" });
    const racing = userBody({ userName: "racing@example.com", externalId: randomUUID() });
    const answers = await Promise.all([1, 2, 3].map(() => entra.send("POST", "/Users", racing)));
    expect(answers.map(({ statusCode }) => statusCode).toSorted()).toEqual([201, 409, 409]);
  });

  test("is never joined to an account by its e-mail address", async () => {
    const local = await api.signUp("local@example.com");
    const made = await entra.send(
      "POST",
      "/Users",
      userBody({ userName: "local@example.com", externalId: randomUUID() }),
    );
    expect(made.statusCode).toBe(201);
    expect(made.json<ScimUser>().id).not.toBe(local.id);
  });

  test("takes over the person who signed in before, found by the key of their account", async () => {
    const early = await api.signUp("early@example.com");
    const externalId = randomUUID();
    const { database } = api.platform;
    const accountId = `${directoryTenantId}/${externalId}`;
    await database.insert(accounts).values({ id: "acc_early", accountId, providerId: "microsoft", userId: early.id });
    const made = await entra.send("POST", "/Users", userBody({ userName: "early@example.com", externalId }));
    expect([made.statusCode, made.json<ScimUser>().id]).toEqual([201, early.id]);
    expect((await early.request({ method: "GET", url: "/api/v1/me" })).json()).toMatchObject({ name: "Ada Lovelace" });
  });

  test("who has signed in, or was given a role, keeps the account they sign in with", async () => {
    const { database } = api.platform;
    const accountsOf = (id: string) => database.select().from(accounts).where(eq(accounts.userId, id));
    const move = (id: string, externalId: string) =>
      entra.patch(`/Users/${id}`, [{ op: "replace", path: "externalId", value: externalId }]);
    const early = await api.signUp("signed-in@example.com");
    const externalId = randomUUID();
    const accountId = `${directoryTenantId}/${externalId}`;
    await database.insert(accounts).values({ id: "acc_used", accountId, providerId: "microsoft", userId: early.id });
    await database.insert(directoryProfiles).values({
      personId: early.id,
      providerId: "microsoft",
      issuer: "https://login.example.com",
      directoryTenantId,
      objectId: externalId,
      appRoles: [],
      groupsState: "known",
      groupsExpireAt: new Date(),
      claimsExpireAt: new Date(),
    });
    await entra.send("POST", "/Users", userBody({ userName: "signed-in@example.com", externalId }));
    // Whoever holds the directory's token may have a second account there, and would sign in with it as this person.
    expect((await move(early.id, randomUUID())).json()).toMatchObject({ status: "400", scimType: "mutability" });
    const removed = await entra.patch(`/Users/${early.id}`, [{ op: "remove", path: "externalId" }]);
    expect(removed.json()).toMatchObject({ status: "400", scimType: "mutability" });
    expect(await accountsOf(early.id)).toMatchObject([{ providerId: "credential" }, { accountId }]);
    // Who leaves by a PUT that does not name it leaves all the same.
    const put = await entra.send("PUT", `/Users/${early.id}`, { userName: "signed-in@example.com", active: false });
    expect([put.statusCode, put.json()]).toMatchObject([200, { active: false, externalId }]);
    expect((await membershipOf(early.id))?.suspendedAt).not.toBeNull();

    const waiting = await createUser();
    await database.update(memberships).set({ role: "editor" }).where(eq(memberships.personId, waiting.id));
    expect((await move(waiting.id, randomUUID())).statusCode).toBe(400);
    const old = { accountId: `${directoryTenantId}/${waiting.externalId}` };
    expect(await accountsOf(waiting.id)).toMatchObject([old]);

    // Of two directories of an organisation neither adds an account to whom the other one made.
    const second = await connectDirectory(api, admin, { directory_tenant_id: randomUUID() });
    const theirs = await createUser();
    const added = await second.patch(`/Users/${theirs.id}`, [
      { op: "replace", path: "externalId", value: randomUUID() },
    ]);
    expect(added.statusCode).toBe(400);
    expect(await accountsOf(theirs.id)).toHaveLength(1);

    const member = await createUser();
    const next = randomUUID();
    expect((await move(member.id, next)).statusCode).toBe(200);
    expect(await accountsOf(member.id)).toMatchObject([{ accountId: `${directoryTenantId}/${next}` }]);
  });

  test("pages", async () => {
    for (let index = 0; index < 3; index++) await createUser();
    const { totalResults } = (await entra.send("GET", "/Users")).json<ScimList>();
    const ids: string[] = [];
    for (let startIndex = 1; startIndex <= totalResults; startIndex += 2) {
      const page = (await entra.send("GET", `/Users?startIndex=${startIndex}&count=2`)).json<ScimList>();
      expect(page).toMatchObject({ totalResults, startIndex });
      ids.push(...page.Resources.map(({ id }) => id));
    }
    expect(new Set(ids).size).toBe(totalResults);
    expect((await entra.send("GET", "/Users?count=0")).json()).toMatchObject({ totalResults, Resources: [] });
    expect((await entra.send("GET", "/Users?startIndex=-5&count=-1")).json()).toMatchObject({ startIndex: 1 });
    expect((await entra.send("GET", "/Users?startIndex=9999999999")).json()).toMatchObject({ Resources: [] });
    expect((await entra.send("GET", "/Users?count=x")).json()).toMatchObject({ status: "400" });
    const few = (await entra.send("GET", "/Users?attributes=userName&count=1")).json<ScimList>();
    expect(Object.keys(few.Resources[0] ?? {}).toSorted()).toEqual(["id", "schemas", "userName"]);
  });
});

describe("a PATCH in Entra's own dialect", () => {
  test("with entries that are no objects is refused, also when a later operation looks into them", async () => {
    const user = await createUser();
    const answer = await entra.patch(`/Users/${user.id}`, [
      { op: "replace", path: "emails", value: [null, 5] },
      { op: "remove", path: 'emails[type eq "work"]' },
    ]);
    expect(answer.json()).toMatchObject({ status: "400", scimType: "invalidValue" });
  });

  test("has capitals, strings for booleans, and a path for each attribute", async () => {
    const user = await createUser();
    const answer = await entra.patch(`/Users/${user.id}`, [
      { op: "Replace", path: "displayName", value: "Ada Byron" },
      { op: "Replace", path: "name.familyName", value: "Byron" },
      { op: "Add", path: 'emails[type eq "work"].value', value: "byron@example.com" },
      { op: "Add", path: "title", value: "Countess" },
      { op: "Replace", path: 'phoneNumbers[type eq "work"].value', value: "1" },
      { op: "Add", path: "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department", value: "Poetry" },
      { op: "Replace", path: "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager", value: "usr_x" },
      { op: "Replace", path: "active", value: "False" },
    ]);
    expect(answer.statusCode, answer.body).toBe(200);
    expect(await read(user.id)).toMatchObject({
      displayName: "Ada Byron",
      name: { familyName: "Byron", givenName: "Ada" },
      emails: [{ value: "byron@example.com", type: "work", primary: true }],
      title: "Countess",
      active: false,
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": { department: "Poetry" },
    });
    await entra.patch(`/Users/${user.id}`, [
      { op: "Remove", path: "title" },
      { op: "Remove", path: 'emails[type eq "work"].value' },
      { op: "Replace", path: "active", value: "True" },
    ]);
    const after = await read(user.id);
    expect(after).toMatchObject({ active: true });
    expect(after).not.toHaveProperty("title");
    expect(after).not.toHaveProperty("emails");
  });

  test("of an address that was not there makes one", async () => {
    const made = await entra.send("POST", "/Users", { userName: "bare@example.com" });
    const { id } = made.json<ScimUser>();
    await entra.patch(`/Users/${id}`, [
      { op: "Replace", path: 'emails[type eq "work"].value', value: "b@example.com" },
    ]);
    expect((await read(id)).emails).toEqual([{ type: "work", value: "b@example.com" }]);
  });
});

test("a PATCH in the dialect of aadOptscim062020 has one value object with dotted and URN keys", async () => {
  const user = await createUser();
  const answer = await entra.patch(`/Users/${user.id}`, [
    {
      op: "replace",
      value: {
        active: false,
        displayName: "A. Byron",
        "name.givenName": "Augusta",
        "name.familyName": "Byron",
        name: { middleName: "Ada" },
        'emails[type eq "work"].value': "augusta@example.com",
        "urn:ietf:params:scim:schemas:core:2.0:User:title": "Countess",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber": "7",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User.costCenter": "C1",
      },
    },
    { op: "add", path: "nickName", value: "Ada" },
  ]);
  expect(answer.statusCode, answer.body).toBe(200);
  expect(answer.json()).toMatchObject({
    active: false,
    displayName: "A. Byron",
    title: "Countess",
    nickName: "Ada",
    emails: [{ value: "augusta@example.com", type: "work" }],
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": { employeeNumber: "7", costCenter: "C1" },
  });
});

describe("what is wrong with a request", () => {
  const problems: [string, string, object[]][] = [
    ["an unknown attribute", "invalidPath", [{ op: "replace", path: "shoeSize", value: 1 }]],
    ["a path that is none", "invalidPath", [{ op: "replace", path: "emails[[", value: 1 }]],
    ["an operator other than eq", "invalidFilter", [{ op: "replace", path: 'emails[type sw "w"].value', value: "x" }]],
    ["an active that is neither", "invalidValue", [{ op: "replace", path: "active", value: "perhaps" }]],
    ["a name that is no string", "invalidValue", [{ op: "replace", path: "userName", value: { a: 1 } }]],
    ["no name", "invalidValue", [{ op: "remove", path: "userName" }]],
    ["another id", "mutability", [{ op: "replace", path: "id", value: "usr_other" }]],
    ["an unknown op", "invalidSyntax", [{ op: "move", path: "title", value: "x" }]],
    ["no operations", "invalidSyntax", []],
    ["NUL", "invalidValue", [{ op: "replace", path: "title", value: "a\u0000b" }]],
    ["half a character", "invalidSyntax", [{ op: "replace", path: "title", value: "\ud800" }]],
    ["a very long value", "invalidValue", [{ op: "replace", path: "title", value: "x".repeat(100_000) }]],
    [
      "very many addresses",
      "invalidValue",
      [{ op: "add", path: "emails", value: Array(500).fill({ value: "a@b.c" }) }],
    ],
    ["very many operations", "invalidSyntax", Array(5000).fill({ op: "replace", path: "title", value: "x" })],
  ];
  test.each(problems)("%s is told as %s", async (_name, scimType, operations) => {
    const user = await createUser();
    const answer = await entra.patch(`/Users/${user.id}`, operations);
    expect(answer.json()).toMatchObject({
      schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
      status: "400",
      scimType,
      detail: expect.any(String),
    });
    expect(await read(user.id)).toMatchObject({ userName: user.userName, active: true });
  });

  test("a filter that is not supported, or hostile, is refused", async () => {
    const hostile = [
      "",
      "userName",
      'userName co "a"',
      'userName eq "a" or active eq true',
      '(userName eq "a")',
      'password eq "a"',
      'userName eq "a',
      "userName eq 'a'",
      'userName eq "\\u0000"',
      'userName eq "\\ud800"',
      'userName eq "a"; drop table people; --',
      "(".repeat(10_000),
      "a[".repeat(5000),
      'userName eq "a" and '.repeat(500),
      `userName eq "${"\\".repeat(9001)}`,
    ];
    for (const filter of hostile) {
      const answer = await entra.send("GET", `/Users?filter=${encodeURIComponent(filter).slice(0, 12_000)}`);
      expect([400, 414], filter.slice(0, 50)).toContain(answer.statusCode);
    }
    // Longer than a header may be: never gets as far as the parser, in process it does.
    const deep = await entra.send("GET", `/Users?filter=${"(".repeat(100_000)}`);
    expect(deep.json()).toMatchObject({ status: "400", scimType: "invalidFilter" });
    const twice = await entra.send("GET", "/Users?filter=a&filter=b");
    expect(twice.json()).toMatchObject({ status: "400" });
  });

  test("what is not JSON, or not an object, is told in SCIM's words", async () => {
    const post = (body: string) => sendScim(api, `Bearer ${entra.token}`, "POST", "/Users", body);
    for (const body of ["{", '{"userName": "a"', "[".repeat(50_000), '{"__proto__": {"active": true}}', ""]) {
      const answer = await post(body);
      expect([400, answer.json<{ schemas: string[] }>().schemas], body.slice(0, 20)).toEqual([
        answer.statusCode,
        ["urn:ietf:params:scim:api:messages:2.0:Error"],
      ]);
    }
    for (const body of ["[]", "1", "null", '"x"', "{}", '{"userName": ""}', '{"userName": 1}']) {
      expect((await post(body)).json(), body).toMatchObject({ status: "400", scimType: expect.any(String) });
    }
    const wrongType = await api.request({
      method: "POST",
      url: "/scim/v2/Users",
      headers: { authorization: `Bearer ${entra.token}`, "content-type": "text/plain" },
      payload: "x",
    });
    expect(wrongType.json()).toMatchObject({ status: "415" });
    expect((await entra.send("GET", "/Nothing")).json()).toMatchObject({ status: "404" });
    expect((await entra.send("GET", "/Users/usr_nobody")).json()).toMatchObject({ status: "404" });
  });
});
