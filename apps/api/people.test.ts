import type { Group, Me } from "@eai/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestApi, password, type TestApi, type TestPerson } from "./testing.ts";

let api: TestApi;
let admin: TestPerson;
let bob: TestPerson;

beforeAll(async () => {
  api = await createTestApi();
  admin = await api.signUp("admin@example.com");
  bob = await api.signUp("bob@example.com");
});
afterAll(() => api[Symbol.asyncDispose]());

const patch = (payload: object) => admin.request({ method: "PATCH", url: `/api/v1/people/${bob.id}`, payload });
const meOf = async (person: TestPerson) => (await person.request({ method: "GET", url: "/api/v1/me" })).json<Me>();

test("a role and a group hold at the person's next request, and end at the next one", async () => {
  expect(await meOf(bob)).toMatchObject({ role: "member", groups: [] });
  await patch({ role: "editor" });
  const made = await admin.request({ method: "POST", url: "/api/v1/groups", payload: { name: "Reviewers" } });
  const { id } = made.json<Group>();
  const url = `/api/v1/groups/${id}/members`;
  expect((await admin.request({ method: "POST", url, payload: { person_id: bob.id } })).statusCode).toBe(201);
  expect(await meOf(bob)).toMatchObject({ role: "editor", groups: [{ id, name: "Reviewers", source: "local" }] });
  expect((await admin.request({ method: "DELETE", url: `${url}/${bob.id}` })).statusCode).toBe(204);
  await patch({ role: "member" });
  expect(await meOf(bob)).toMatchObject({ role: "member", groups: [] });
});

test("suspending closes cookie, token and password at once; letting in again opens only the password", async () => {
  const { token } = (await bob.request({ method: "GET", url: "/api/auth/token" })).json<{ token: string }>();
  const byToken = () =>
    api.request({ method: "GET", url: "/api/v1/me", headers: { authorization: `Bearer ${token}` } });
  const byPassword = () =>
    api.request({
      method: "POST",
      url: "/api/auth/sign-in/email",
      headers: { origin: api.webOrigin },
      payload: { email: "bob@example.com", password },
    });
  expect((await byToken()).statusCode).toBe(200);
  expect((await patch({ suspended: true })).json()).toMatchObject({ suspended_at: expect.any(String) });
  expect((await bob.request({ method: "GET", url: "/api/v1/me" })).statusCode).toBe(401);
  expect((await byToken()).statusCode).toBe(401);
  expect((await byPassword()).json()).toMatchObject({ status: 403, code: "suspended" });
  await patch({ suspended: false });
  expect((await bob.request({ method: "GET", url: "/api/v1/me" })).statusCode).toBe(401);
  expect((await byToken()).statusCode).toBe(401);
  expect((await byPassword()).statusCode).toBe(200);
});

test("the only administrator can neither step down nor be taken away", async () => {
  const url = `/api/v1/people/${admin.id}`;
  for (const payload of [{ role: "member" }, { suspended: true }]) {
    const answer = await admin.request({ method: "PATCH", url, payload });
    expect(answer.json()).toMatchObject({ status: 403, code: "permission_denied" });
  }
  expect(await meOf(admin)).toMatchObject({ role: "platform_admin" });
});
