import { randomUUID } from "node:crypto";
import type { ApiKey, CreatedApiKey, OpenSignIn } from "@eai/contract";
import { auditEvents } from "@eai/modules/governance";
import { apiKeys, people, signIns } from "@eai/modules/identity";
import { and, eq } from "drizzle-orm";
import type { LightMyRequestResponse } from "fastify";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createTestApi, password, type TestApi, type TestPerson } from "./testing.ts";

let api: TestApi;
let admin: TestPerson;
let ada: TestPerson;

beforeAll(async () => {
  api = await createTestApi();
  admin = await api.signUp("admin@example.com");
  ada = await api.signUp("ada@example.com");
});
afterAll(() => api[Symbol.asyncDispose]());

function create(person: TestPerson, body: object, headers: Record<string, string> = {}) {
  const payload = { name: "Report", scopes: ["chat.use", "knowledge.read"], ...body };
  return person.request({ method: "POST", url: "/api/v1/api-keys", payload, headers });
}

async function keyOf(person: TestPerson, body: object = {}): Promise<CreatedApiKey & { key: string }> {
  const made = await create(person, body);
  expect(made.statusCode, made.body).toBe(201);
  const created = made.json<CreatedApiKey>();
  return { ...created, key: created.key ?? "" };
}

function me(headers: Record<string, string>): Promise<LightMyRequestResponse> {
  return api.request({ method: "GET", url: "/api/v1/me", headers });
}

describe("an API key", () => {
  test("is shown once, and acts as its person through every header, without a page behind it", async () => {
    const { key, ...rest } = await keyOf(ada);
    expect(key).toMatch(/^eai_[\w-]{49}$/);
    expect(rest).toMatchObject({ prefix: key.slice(0, 10), last_used_at: null, revoked_at: null });
    const listed = await ada.request({ method: "GET", url: "/api/v1/api-keys" });
    expect(listed.body).not.toContain(key);
    expect(listed.json<{ data: ApiKey[] }>().data.map(({ id }) => id)).toContain(rest.id);
    for (const headers of [{ authorization: `Bearer ${key}` }, { "x-api-key": key }, { "api-key": key }]) {
      expect((await me(headers)).json()).toMatchObject({
        id: ada.id,
        sign_in_method: "api_key",
        permissions: ["chat.use", "knowledge.read"],
      });
      const made = await api.request({ method: "POST", url: "/api/v1/sessions", headers, payload: {} });
      expect(made.statusCode).toBe(201);
    }
    expect((await me({ "x-api-key": key, "api-key": key, authorization: `Bearer ${key}` })).statusCode).toBe(200);
    const [row] = await api.platform.database.select().from(apiKeys).where(eq(apiKeys.id, rest.id));
    expect(JSON.stringify(row)).not.toContain(key.slice(10));
    const [audited] = await api.platform.database.select().from(auditEvents).where(eq(auditEvents.resourceId, rest.id));
    expect(audited).toMatchObject({ action: "api_key.create", actorId: ada.id });
  });

  test("is not shown in a repeat", async () => {
    const headers = { "idempotency-key": randomUUID() };
    const first = (await create(ada, {}, headers)).json<CreatedApiKey>();
    const repeated = (await create(ada, {}, headers)).json<CreatedApiKey>();
    expect([repeated.id, repeated.key]).toEqual([first.id, null]);
    expect((await create(ada, { name: "Other" }, headers)).json()).toMatchObject({ code: "idempotency_key_reused" });
  });

  test("says who acted in the audit log", async () => {
    const { id, key } = await keyOf(ada);
    const headers = { "x-api-key": key };
    const made = await api.request({ method: "POST", url: "/api/v1/sessions", headers, payload: {} });
    const [row] = await api.platform.database
      .select()
      .from(auditEvents)
      .where(eq(auditEvents.resourceId, made.json<{ id: string }>().id));
    expect(row).toMatchObject({ action: "session.create", actorId: ada.id, apiKeyId: id });
  });

  test("decides over a cookie, which is not read", async () => {
    const { key } = await keyOf(ada);
    expect((await me({ "x-api-key": key, cookie: admin.cookie })).json()).toMatchObject({ id: ada.id });
    expect((await me({ "x-api-key": "eai_wrong", cookie: admin.cookie })).statusCode).toBe(401);
    // No page of ours behind it, which the cookie would need; and no token for the cookie's person.
    const headers = { "x-api-key": key, cookie: admin.cookie, origin: "https://evil.example" };
    const made = await api.request({ method: "POST", url: "/api/v1/sessions", headers, payload: {} });
    expect(made.statusCode).toBe(201);
    for (const cookie of [admin.cookie, ada.cookie]) {
      const token = await api.request({ method: "GET", url: "/api/auth/token", headers: { "x-api-key": key, cookie } });
      expect(token.statusCode).toBe(401);
    }
  });

  test("ends by revocation and by its date, and stays in the list", async () => {
    const { id, key } = await keyOf(ada);
    const revoke = (person: TestPerson) => person.request({ method: "DELETE", url: `/api/v1/api-keys/${id}` });
    expect((await revoke(admin)).statusCode).toBe(404);
    expect((await revoke(ada)).statusCode).toBe(204);
    expect((await me({ "x-api-key": key })).statusCode).toBe(401);
    expect((await revoke(ada)).statusCode).toBe(204);
    const { database } = api.platform;
    const audited = await database
      .select()
      .from(auditEvents)
      .where(and(eq(auditEvents.resourceId, id), eq(auditEvents.action, "api_key.revoke")));
    expect(audited).toHaveLength(1);
    const dated = await keyOf(ada, { expires_in_days: 1 });
    expect((await me({ "x-api-key": dated.key })).statusCode).toBe(200);
    await database.update(apiKeys).set({ expiresAt: new Date() }).where(eq(apiKeys.id, dated.id));
    expect((await me({ "x-api-key": dated.key })).statusCode).toBe(401);
    const { data } = (await ada.request({ method: "GET", url: "/api/v1/api-keys?limit=200" })).json<{
      data: ApiKey[];
    }>();
    expect(data.find((entry) => entry.id === id)).toMatchObject({ revoked_at: expect.any(String) });
    expect((await keyOf(ada, { expires_in_days: null })).expires_at).toBeNull();
  });

  test("has only scopes that its person has, and never the account itself", async () => {
    for (const scopes of [["audit.read"], ["chat.use", "account.manage"], ["platform.manage"], ["nothing"], []]) {
      const answer = await create(ada, { scopes });
      expect(answer.json(), scopes.join()).toMatchObject({ code: "validation_failed" });
    }
    expect((await create(admin, { scopes: ["account.manage"] })).statusCode).toBe(400);
    expect((await create(admin, { scopes: ["audit.read", "audit.read"] })).json()).toMatchObject({
      scopes: ["audit.read"],
    });
  });

  test("pages newest first", async () => {
    const bea = await api.signUp("bea@example.com");
    const made: string[] = [];
    for (let index = 0; index < 5; index++) made.unshift((await keyOf(bea)).id);
    const pageAfter = async (cursor: string) => {
      const url = `/api/v1/api-keys?limit=2${cursor}`;
      return (await bea.request({ method: "GET", url })).json<{ data: ApiKey[]; next_cursor: string | null }>();
    };
    const read: string[] = [];
    for (let page = await pageAfter(""); ; page = await pageAfter(`&cursor=${page.next_cursor}`)) {
      read.push(...page.data.map(({ id }) => id));
      if (page.next_cursor === null) break;
    }
    expect(read).toEqual(made);
  });

  test("is one of fifty at most, whatever races", async () => {
    const cyd = await api.signUp("cyd@example.com");
    const answers = await Promise.all(Array.from({ length: 55 }, () => create(cyd, {})));
    const statuses = answers.map(({ statusCode }) => statusCode);
    expect(statuses.filter((status) => status === 201)).toHaveLength(50);
    expect(statuses.filter((status) => status === 409)).toHaveLength(5);
    const [first] = answers.filter(({ statusCode }) => statusCode === 201);
    await cyd.request({ method: "DELETE", url: `/api/v1/api-keys/${first?.json<CreatedApiKey>().id}` });
    expect((await create(cyd, {})).statusCode).toBe(201);
  });

  test("has its last use written once a minute, in nobody's way", async () => {
    const { id, key } = await keyOf(ada);
    const { database } = api.platform;
    const lastUse = async () => (await database.select().from(apiKeys).where(eq(apiKeys.id, id)))[0]?.lastUsedAt;
    await Promise.all(Array.from({ length: 20 }, () => me({ "x-api-key": key })));
    const first = await vi.waitFor(async () => {
      const at = await lastUse();
      expect(at).toBeInstanceOf(Date);
      return at;
    });
    await me({ "x-api-key": key });
    expect(await lastUse()).toEqual(first);
    await database
      .update(apiKeys)
      .set({ lastUsedAt: new Date(Date.now() - 61_000) })
      .where(eq(apiKeys.id, id));
    // What is known of a key is read again after two seconds at the latest.
    await vi.waitFor(
      async () => {
        await me({ "x-api-key": key });
        expect((await lastUse())?.getTime()).toBeGreaterThan(Date.now() - 30_000);
      },
      { timeout: 20_000, interval: 250 },
    );
  });

  test("of an erased person is nobody's", async () => {
    const dan = await api.signUp("dan@example.com");
    const { key } = await keyOf(dan);
    await api.platform.database.update(people).set({ erasedAt: new Date() }).where(eq(people.id, dan.id));
    expect((await me({ "x-api-key": key })).statusCode).toBe(401);
  });
});

describe("sign-ins", () => {
  async function signIn(email: string, agent: string): Promise<string> {
    const headers = { origin: api.webOrigin, "user-agent": agent };
    const url = "/api/auth/sign-in/email";
    const answer = await api.request({ method: "POST", url, headers, payload: { email, password } });
    return String(answer.headers["set-cookie"]).split(";")[0] ?? "";
  }
  const list = async (headers: Record<string, string>) =>
    (await api.request({ method: "GET", url: "/api/v1/me/sign-ins", headers })).json<{ data: OpenSignIn[] }>().data;

  test("are listed with the current one marked, for cookie and token, and show no token", async () => {
    const eve = await api.signUp("eve@example.com");
    const phone = await signIn("eve@example.com", "Phone/1.0");
    const data = await list({ cookie: phone });
    expect(data).toMatchObject([
      { current: true, method: "password", user_agent: "Phone/1.0", ip_address: expect.stringMatching(/^10\./) },
      { current: false },
    ]);
    const [first] = await list({ cookie: eve.cookie });
    expect(first?.current).toBe(false);
    const answer = await api.request({ method: "GET", url: "/api/auth/token", headers: { cookie: phone } });
    const authorization = `Bearer ${answer.json<{ token: string }>().token}`;
    expect((await list({ authorization })).map(({ current }) => current)).toEqual([true, false]);
    const rows = await api.platform.database.select().from(signIns).where(eq(signIns.userId, eve.id));
    for (const { token } of rows) expect(JSON.stringify(data)).not.toContain(token);
  });

  test("end one by one or all but this one, and only one's own", async () => {
    const fay = await api.signUp("fay@example.com");
    const phone = await signIn("fay@example.com", "Phone");
    const tablet = await signIn("fay@example.com", "Tablet");
    const works = async (cookie: string) => (await me({ cookie })).statusCode === 200;
    const end = (id: string, person: TestPerson) =>
      person.request({ method: "DELETE", url: `/api/v1/me/sign-ins/${id}` });
    const token = await api.request({ method: "GET", url: "/api/auth/token", headers: { cookie: phone } });
    const phoneId = (await list({ cookie: phone })).find(({ current }) => current)?.id ?? "";
    expect((await end(phoneId, ada)).statusCode).toBe(404);
    expect(await works(phone)).toBe(true);
    expect((await end(phoneId, fay)).statusCode).toBe(204);
    expect(await works(phone)).toBe(false);
    expect((await me({ authorization: `Bearer ${token.json<{ token: string }>().token}` })).statusCode).toBe(401);
    expect((await end(phoneId, fay)).statusCode).toBe(404);
    const rows = await api.platform.database
      .select()
      .from(auditEvents)
      .where(and(eq(auditEvents.resourceId, phoneId), eq(auditEvents.action, "person.sign_out")));
    expect(rows).toMatchObject([{ resourceKind: "sign_in", actorId: fay.id, reason: expect.any(String) }]);
    const others = await fay.request({ method: "DELETE", url: "/api/v1/me/sign-ins" });
    expect(others.statusCode).toBe(204);
    expect([await works(tablet), await works(fay.cookie), await works(ada.cookie)]).toEqual([false, true, true]);
  });

  test("are not for keys", async () => {
    const { key } = await keyOf(ada);
    for (const [method, url] of [
      ["GET", "/api/v1/me/sign-ins"],
      ["DELETE", "/api/v1/me/sign-ins"],
      ["GET", "/api/v1/api-keys"],
      ["POST", "/api/v1/api-keys"],
    ] as const) {
      const answer = await api.request({ method, url, headers: { "x-api-key": key } });
      expect(answer.json(), `${method} ${url}`).toMatchObject({ code: "permission_denied" });
    }
  });
});
