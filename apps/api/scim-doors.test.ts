import { accounts, memberships, scimUsers, signIns, tenants } from "@eai/modules/identity";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  connectDirectory,
  createScimUser,
  findScimUsers,
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

describe("deprovisioning", () => {
  test("suspends and ends the sign-ins, is still returned, and lets in again whom the directory suspended", async () => {
    const user = await createUser();
    const { database } = api.platform;
    const expiresAt = new Date(Date.now() + 3_600_000);
    await database.insert(signIns).values({ id: `sgn_${user.id}`, token: user.id, userId: user.id, expiresAt });
    await entra.patch(`/Users/${user.id}`, [{ op: "Replace", path: "active", value: "False" }]);
    expect((await membershipOf(user.id))?.suspendedAt).toBeInstanceOf(Date);
    expect(await database.select().from(signIns).where(eq(signIns.userId, user.id))).toEqual([]);
    expect((await find(`userName eq "${user.userName}"`)).Resources).toMatchObject([{ id: user.id, active: false }]);
    await entra.patch(`/Users/${user.id}`, [{ op: "Replace", path: "active", value: "True" }]);
    expect((await membershipOf(user.id))?.suspendedAt).toBeNull();
  });

  test("does not let in again whom an administrator suspended", async () => {
    const user = await createUser();
    await api.platform.database
      .update(memberships)
      .set({ suspendedAt: new Date() })
      .where(eq(memberships.personId, user.id));
    for (const value of ["False", "True"]) {
      await entra.patch(`/Users/${user.id}`, [{ op: "Replace", path: "active", value }]);
      expect((await membershipOf(user.id))?.suspendedAt, value).toBeInstanceOf(Date);
    }
  });

  test("by PUT: saying nothing of active changes nothing", async () => {
    const user = await createUser({ active: false });
    const put = await entra.send("PUT", `/Users/${user.id}`, { userName: user.userName, displayName: "New" });
    expect(put.json()).toMatchObject({ active: false, displayName: "New" });
    expect(put.json()).not.toHaveProperty("emails");
    const again = await entra.send("PUT", `/Users/${user.id}`, { userName: user.userName, active: "True" });
    expect(again.json()).toMatchObject({ active: true });
  });

  test("by DELETE keeps the person suspended, and the same person comes back", async () => {
    const user = await createUser();
    expect((await entra.send("DELETE", `/Users/${user.id}`)).statusCode).toBe(204);
    expect((await entra.send("DELETE", `/Users/${user.id}`)).json()).toMatchObject({ status: "404" });
    expect((await entra.send("GET", `/Users/${user.id}`)).statusCode).toBe(404);
    expect((await membershipOf(user.id))?.suspendedAt).toBeInstanceOf(Date);
    const { userName, externalId = "" } = user;
    const back = await entra.send("POST", "/Users", userBody({ userName, externalId }));
    expect([back.statusCode, back.json<ScimUser>().id]).toEqual([201, user.id]);
    expect((await membershipOf(user.id))?.suspendedAt).toBeNull();
  });

  test("stops at the last platform administrator, also when two go at once", async () => {
    const { database } = api.platform;
    const [one, two] = [await createUser(), await createUser()];
    const setRole = (id: string, role: "member" | "platform_admin") =>
      database.update(memberships).set({ role }).where(eq(memberships.personId, id));
    await setRole(admin.id, "member");
    await setRole(one.id, "platform_admin");
    await setRole(two.id, "platform_admin");
    const answers = await Promise.all(
      [one, two].map(({ id }) => entra.patch(`/Users/${id}`, [{ op: "Replace", path: "active", value: "False" }])),
    );
    expect(answers.map(({ statusCode }) => statusCode).toSorted()).toEqual([200, 403]);
    const left = answers[0]?.statusCode === 403 ? one : two;
    const deleted = await entra.send("DELETE", `/Users/${left.id}`);
    expect(deleted.json()).toMatchObject({
      status: "403",
      detail: expect.stringContaining("last platform administrator"),
    });
    expect(await read(left.id)).toMatchObject({ active: true });
    await setRole(admin.id, "platform_admin");
    expect((await entra.send("DELETE", `/Users/${left.id}`)).statusCode).toBe(204);
  });
});

describe("a token", () => {
  test("that is missing, wrong, mistyped or revoked is 401 in SCIM's form", async () => {
    const other = await connectDirectory(api, admin);
    const revoked = await admin.request({ method: "DELETE", url: `/api/v1/directory-connections/${other.id}` });
    expect(revoked.statusCode).toBe(204);
    const { token } = entra;
    const last = token.endsWith("A") ? "B" : "A";
    const wrong = [
      undefined,
      "",
      "Bearer ",
      `Bearer ${token.slice(0, -1)}${last}`,
      `Basic ${token}`,
      `Bearer ${token} x`,
    ];
    for (const authorization of [...wrong, "Bearer ' or 1=1 --", `Bearer ${other.token}`]) {
      for (const path of ["/Users", "/ServiceProviderConfig", "/Nothing"]) {
        const answer = await sendScim(api, authorization, "GET", path);
        expect(answer.statusCode, `${authorization} ${path}`).toBe(401);
        expect(answer.headers["www-authenticate"]).toBe("Bearer");
        expect(answer.json()).toMatchObject({
          schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
          status: "401",
        });
      }
    }
    const cookieOnly = await admin.request({ method: "GET", url: "/scim/v2/Users" });
    expect(cookieOnly.statusCode).toBe(401);
    const elsewhere = await api.request({
      method: "GET",
      url: "/api/v1/me",
      headers: { authorization: `Bearer ${token}` },
    });
    expect(elsewhere.statusCode).toBe(401);
  });

  test("of another organisation reaches nothing here and does not even notice it", async () => {
    const { database } = api.platform;
    await database.insert(tenants).values({ id: "ten_b", parentId: null, path: ["ten_b"], name: "B" });
    const theirs = await connectDirectory(api, admin, { organization_id: "ten_b" });
    const user = await createUser();
    for (const method of ["GET", "DELETE"] as const) {
      expect((await theirs.send(method, `/Users/${user.id}`)).json()).toMatchObject({ status: "404" });
    }
    expect((await theirs.send("PUT", `/Users/${user.id}`, { userName: "x" })).statusCode).toBe(404);
    const patched = await theirs.patch(`/Users/${user.id}`, [{ op: "replace", path: "active", value: false }]);
    expect(patched.statusCode).toBe(404);
    expect((await theirs.send("GET", "/Users")).json()).toMatchObject({ totalResults: 0 });
    // The same name and even the same object id can be told there; the sign-in stays with the first.
    const { userName, externalId = "" } = user;
    const made = await theirs.send("POST", "/Users", userBody({ userName, externalId }));
    expect(made.statusCode).toBe(201);
    const { id } = made.json<ScimUser>();
    expect(await database.select().from(accounts).where(eq(accounts.userId, id))).toEqual([]);
    expect((await database.select().from(accounts).where(eq(accounts.userId, user.id))).length).toBe(1);
    expect((await membershipOf(id))?.tenantId).toBe("ten_b");
    await theirs.patch(`/Users/${id}`, [{ op: "replace", path: "active", value: false }]);
    expect(await read(user.id)).toMatchObject({ active: true });
    expect((await database.select().from(scimUsers).where(eq(scimUsers.personId, user.id))).length).toBe(1);
  });

  test("does not reach whom an administrator moved to another organisation", async () => {
    const user = await createUser();
    await api.platform.database.update(memberships).set({ tenantId: "ten_b" }).where(eq(memberships.personId, user.id));
    expect((await entra.send("GET", `/Users/${user.id}`)).statusCode).toBe(404);
    expect((await entra.send("DELETE", `/Users/${user.id}`)).statusCode).toBe(404);
    expect((await find(`userName eq "${user.userName}"`)).totalResults).toBe(0);
    expect((await membershipOf(user.id))?.suspendedAt).toBeNull();
  });
});
