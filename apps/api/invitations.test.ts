import { createHash } from "node:crypto";
import type { CreatedInvitation, Invitation, Me } from "@eai/contract";
import { auditEvents } from "@eai/modules/governance";
import { invitations, memberships, people, tenants } from "@eai/modules/identity";
import { asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestApi, password, type TestApi, type TestPerson } from "./testing.ts";

let api: TestApi;
let admin: TestPerson;
let organizationId: string;

beforeAll(async () => {
  api = await createTestApi({ environment: { EAI_LOCAL_SIGN_UP: "first-only" } });
  admin = await api.signUp("admin@example.com");
  organizationId = (await admin.request({ method: "GET", url: "/api/v1/me" })).json<Me>().tenant.id;
});
afterAll(() => api[Symbol.asyncDispose]());

async function invite(payload: object, by = admin, headers: Record<string, string> = {}): Promise<CreatedInvitation> {
  const answer = await by.request({ method: "POST", url: "/api/v1/invitations", payload, headers });
  if (answer.statusCode !== 201) throw new Error(answer.body);
  return answer.json<CreatedInvitation>();
}

function signUp(email: string, invitation: string | null) {
  return api.request({
    method: "POST",
    url: "/api/auth/sign-up/email",
    headers: { origin: api.webOrigin },
    payload: { name: "Invited", email, password, invitation },
  });
}

const lookUp = (token: string | null) =>
  api.request({ method: "POST", url: "/api/v1/invitations/lookup", payload: { token } });

async function listed(id: string): Promise<Invitation | undefined> {
  const answer = await admin.request({ method: "GET", url: "/api/v1/invitations" });
  return answer.json<{ data: Invitation[] }>().data.find((invitation) => invitation.id === id);
}

test("an invitation is a link that is shown once; only the hash of its token is kept", async () => {
  const made = await invite({ email: "Ada@Example.com", role: "editor" });
  expect(made).toMatchObject({
    email: "ada@example.com",
    role: "editor",
    state: "open",
    tenant: { id: organizationId },
  });
  expect(made.link).toBe(`${api.webOrigin}/sign-up#invitation=${made.token}`);
  const days = (Date.parse(made.expires_at) - Date.parse(made.created_at)) / 86_400_000;
  expect(days).toBeCloseTo(7, 3);
  const [row] = await api.platform.database.select().from(invitations).where(eq(invitations.id, made.id));
  expect(row?.hash).toBe(
    createHash("sha256")
      .update(made.token ?? "")
      .digest("hex"),
  );
  expect(JSON.stringify([row, await listed(made.id)])).not.toContain(made.token);
});

test("a repeat of the request makes no second one, and shows no token", async () => {
  const key = { "idempotency-key": "invite-1" };
  const first = await invite({ email: "once@example.com" }, admin, key);
  const second = await invite({ email: "once@example.com" }, admin, key);
  expect([second.id, second.token, second.link]).toEqual([first.id, null, null]);
});

test("whoever holds the link sees whom it is for, and joins with its role in its tenant, on record", async () => {
  await api.platform.database.insert(tenants).values({
    id: "ten_team",
    parentId: organizationId,
    path: [organizationId, "ten_team"],
    name: "Optics",
    kind: "team",
  });
  const { id, token } = await invite({ email: "bea@example.com", role: "auditor", tenant_id: "ten_team" });
  expect((await lookUp(token)).json()).toEqual({
    email: "bea@example.com",
    tenant_name: "Optics",
    expires_at: expect.any(String),
  });
  const joined = await signUp("BEA@example.com", token);
  expect(joined.statusCode).toBe(200);
  const personId = joined.json<{ user: { id: string } }>().user.id;
  const [membership] = await api.platform.database.select().from(memberships).where(eq(memberships.personId, personId));
  expect(membership).toMatchObject({
    tenantId: "ten_team",
    role: "auditor",
    roleSource: "invitation",
    tenantSource: "invitation",
  });
  expect(await listed(id)).toMatchObject({ state: "accepted", accepted_at: expect.any(String) });
  const trail = await api.platform.database
    .select({ action: auditEvents.action, tenantId: auditEvents.tenantId })
    .from(auditEvents)
    .where(eq(auditEvents.actorId, personId))
    .orderBy(asc(auditEvents.sequence));
  expect(trail).toEqual([
    { action: "person.create", tenantId: "ten_team" },
    { action: "invitation.accept", tenantId: "ten_team" },
    { action: "person.sign_in", tenantId: "ten_team" },
  ]);
  expect((await lookUp(token)).statusCode).toBe(404);
  const revoking = await admin.request({ method: "DELETE", url: `/api/v1/invitations/${id}` });
  expect(revoking.json()).toMatchObject({ status: 409, code: "conflict" });
});

test("one that cannot be used says so in one and the same sentence, and leaves no account", async () => {
  const expired = await invite({ email: "cleo@example.com" });
  await api.platform.database
    .update(invitations)
    .set({ expiresAt: new Date(Date.now() - 1000) })
    .where(eq(invitations.id, expired.id));
  const revoked = await invite({ email: "cleo@example.com" });
  for (const _ of [1, 2]) {
    const answer = await admin.request({ method: "DELETE", url: `/api/v1/invitations/${revoked.id}` });
    expect(answer.statusCode).toBe(204);
  }
  const foreign = await invite({ email: "somebody@example.com" });
  const answers = await Promise.all(
    [expired.token, revoked.token, foreign.token, "x"].map((token) => signUp("cleo@example.com", token)),
  );
  const details = answers.map((answer) => answer.json<{ detail: string; code: string }>());
  expect(new Set(details.map(({ detail }) => detail)).size).toBe(1);
  expect(details[0]).toMatchObject({ status: 403, code: "invitation_invalid" });
  expect(await listed(expired.id)).toMatchObject({ state: "expired" });
  expect(await listed(revoked.id)).toMatchObject({ state: "revoked" });
  const found = await api.platform.database.select().from(people).where(eq(people.email, "cleo@example.com"));
  expect(found).toEqual([]);
});

test("one is only as good as the one who made it is now", async () => {
  const { token: own } = await invite({ email: "helper@example.com", role: "tenant_admin" });
  const answer = await signUp("helper@example.com", own);
  const cookie = answer.cookies.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join("; ");
  const helper: TestPerson = {
    ...admin,
    request: (wanted) => api.request({ ...wanted, headers: { cookie, origin: api.webOrigin, ...wanted.headers } }),
  };
  const { token } = await invite({ email: "dan@example.com", role: "tenant_admin" }, helper);
  const place = (values: Partial<typeof memberships.$inferInsert>) =>
    api.platform.database
      .update(memberships)
      .set(values)
      .where(eq(memberships.personId, answer.json<{ user: { id: string } }>().user.id));
  await place({ role: "member" });
  expect((await lookUp(token)).statusCode).toBe(404);
  await place({ role: "tenant_admin", tenantId: "ten_team" });
  expect((await signUp("dan@example.com", token)).json()).toMatchObject({ code: "invitation_invalid" });
  await place({ suspendedAt: new Date(), tenantId: organizationId });
  expect((await lookUp(token)).statusCode).toBe(404);
  await place({ suspendedAt: null });
  expect((await lookUp(token)).statusCode).toBe(200);
});

test("nobody is invited who is here already, and for an account elsewhere the invitation says nothing of it", async () => {
  const answer = await admin.request({
    method: "POST",
    url: "/api/v1/invitations",
    payload: { email: "admin@example.com" },
  });
  expect(answer.json()).toMatchObject({ status: 409, code: "conflict" });
  const { token } = await invite({ email: "elsewhere@example.com" });
  await signUp("elsewhere@example.com", token);
  const { database } = api.platform;
  await database.insert(tenants).values({ id: "ten_other", parentId: null, path: ["ten_other"], name: "Other" });
  const { token: other } = await invite({ email: "otto@example.com", role: "tenant_admin", tenant_id: "ten_other" });
  const joined = await signUp("otto@example.com", other);
  const cookie = joined.cookies.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join("; ");
  const inviting = await api.request({
    method: "POST",
    url: "/api/v1/invitations",
    headers: { cookie, origin: api.webOrigin },
    payload: { email: "elsewhere@example.com" },
  });
  expect(inviting.statusCode).toBe(201);
  const second = await signUp("elsewhere@example.com", inviting.json<CreatedInvitation>().token);
  expect(second.json()).toMatchObject({ status: 409, code: "conflict" });
});

test("a renamed organisation stays the one that everyone joins", async () => {
  const renaming = await admin.request({
    method: "PATCH",
    url: `/api/v1/tenants/${organizationId}`,
    payload: { name: "Acme" },
  });
  expect(renaming.statusCode).toBe(200);
  await using open = await createTestApi();
  const first = await open.signUp("first@example.com");
  const { id } = (await first.request({ method: "GET", url: "/api/v1/me" })).json<Me>().tenant;
  await first.request({ method: "PATCH", url: `/api/v1/tenants/${id}`, payload: { name: "Acme" } });
  const second = await open.signUp("second@example.com");
  const me = (await second.request({ method: "GET", url: "/api/v1/me" })).json<Me>();
  expect(me.tenant).toEqual({ id, name: "Acme" });
  expect(await open.platform.database.select().from(tenants)).toHaveLength(1);
});

test("a search with what a database cannot hold is refused, not an error of ours", async () => {
  for (const path of ["people", "groups", "directory"]) {
    const answer = await admin.request({ method: "GET", url: `/api/v1/${path}?search=%00` });
    expect(answer.statusCode, path).toBe(400);
  }
});
