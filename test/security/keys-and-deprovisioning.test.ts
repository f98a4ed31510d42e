import { randomUUID } from "node:crypto";
import { Writable } from "node:stream";
import { type CreatedApiKey, type KnowledgeBase, Permission, type Route, routes } from "@eai/contract";
import { accounts, apiKeys, memberships } from "@eai/modules/identity";
import { knowledgeGrants } from "@eai/modules/knowledge";
import { eq } from "drizzle-orm";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { multipart } from "../../apps/api/route-matrix/things.ts";
import {
  connectDirectory,
  directoryTenantId,
  groupBody,
  type TestDirectory,
  userBody,
} from "../../apps/api/scim-testing.ts";
import { createTestApi, password, type TestApi, type TestPerson } from "../../apps/api/testing.ts";
import { startWorker } from "../../apps/worker/index.ts";
import { sendRaw } from "./raw-http.ts";

/** Attacks on API keys and on the doors of people who left, over HTTP on a port, judged also by what the log holds. */
let api: TestApi;
let url: string;
let admin: TestPerson;
let alice: TestPerson;
let log = "";

beforeAll(async () => {
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      log += chunk.toString();
      done();
    },
  });
  api = await createTestApi({ log: pino({ level: "info" }, destination) });
  url = await api.app.listen({ host: "127.0.0.1", port: 0 });
  admin = await api.signUp("admin@example.com");
  alice = await api.signUp("alice@example.com");
});
afterAll(() => api[Symbol.asyncDispose]());

async function keyOf(person: TestPerson, scopes: readonly string[]): Promise<string> {
  const response = await fetch(`${url}/api/v1/api-keys`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: api.webOrigin, cookie: person.cookie },
    body: JSON.stringify({ name: "Test", scopes }),
  });
  expect(response.status).toBe(201);
  return ((await response.json()) as CreatedApiKey).key ?? "";
}

async function statusOf(path: string, headers: Record<string, string>, init: RequestInit = {}): Promise<number> {
  return (await fetch(url + path, { ...init, headers })).status;
}

/** The status of the answer to bytes that no HTTP client would send. */
async function rawStatus(head: string): Promise<number> {
  return (await sendRaw(url, Buffer.from(`${head}\r\nHost: x\r\nConnection: close\r\n\r\n`, "latin1"))).status;
}

const headerForms = ["Authorization: Bearer ", "X-API-Key: ", "api-key: "];

describe("A5 a made-up key", () => {
  test("is 401 in every header form, whatever is in it, and nothing of it reaches log or database", async () => {
    const key = await keyOf(alice, ["chat.use"]);
    const values = [
      "eai_' or '1'='1' --",
      "eai_'; drop table api_keys; --",
      `eai_${"A".repeat(49)}`,
      `eai_${"A".repeat(12_000)}`,
      "eai_",
      "EAI_x",
      "eai_%27%20or%201=1",
      "eai_\u00e9\u00ff",
      `${key}x`,
      key.slice(0, -1),
      key.slice(0, 20) + (key[20] === "A" ? "B" : "A") + key.slice(21),
      `${key}, ${key}`,
      "null",
      "[object Object]",
    ];
    const before = log.length;
    for (const form of headerForms) {
      for (const value of values) {
        expect(await rawStatus(`GET /api/v1/me HTTP/1.1\r\n${form}${value}`), form + value.slice(0, 60)).toBe(401);
      }
      // A line break ends the header, and a bare one or a NUL is no HTTP: never a header of the attacker's making.
      for (const value of ["eai_x\r\nX-Dev-Bypass: true", "eai_x\nX-Other: 1", "eai_x\rX-Other: 1", "eai_\u0000"]) {
        const status = await rawStatus(`GET /api/v1/me HTTP/1.1\r\n${form}${value}`);
        expect([400, 401], JSON.stringify(form + value)).toContain(status);
      }
    }
    const written = log.slice(before);
    expect(written).toContain('"status":401');
    expect(written).not.toMatch(/drop table|syntax error|"level":[56]0/);
    expect(written).not.toContain(key.slice(10, 30));
    expect((await api.platform.database.select().from(apiKeys)).length).toBeGreaterThan(0);
  });

  test("beside another credential is refused, with a sentence", async () => {
    const [key, other] = [await keyOf(alice, ["chat.use"]), await keyOf(admin, ["chat.use"])];
    const token = await tokenOf(alice.cookie);
    for (const headers of [
      { "x-api-key": key, "api-key": other },
      { "x-api-key": key, authorization: `Bearer ${other}` },
      { "x-api-key": key, authorization: `Bearer ${token}` },
      { "api-key": key, authorization: "Basic eDp5" },
    ] as Record<string, string>[]) {
      const response = await fetch(`${url}/api/v1/me`, { headers });
      expect([response.status, await response.json()]).toMatchObject([
        401,
        { detail: "The request has two different credentials. Send one of them only." },
      ]);
    }
  });
});

test("a key in the address does not authenticate, and is not logged", async () => {
  const key = await keyOf(alice, ["chat.use"]);
  const before = log.length;
  const names = ["api_key", "api-key", "apikey", "key", "x-api-key", "access_token", "token", "authorization"];
  for (const name of names) {
    expect(await statusOf(`/api/v1/me?${name}=${key}`, {}), name).toBe(401);
    expect(await statusOf(`/api/v1/api-keys?${name}=${key}`, {}), name).toBe(401);
    expect(await statusOf(`/scim/v2/Users?${name}=${key}`, {}), name).toBe(401);
  }
  expect([400, 401]).toContain(await rawStatus(`GET http://${key}@x/api/v1/me HTTP/1.1`));
  expect(await statusOf("/api/v1/me", { cookie: `eai_key=${key}; api_key=${key}` })).toBe(401);
  expect(log.slice(before)).not.toContain(key.slice(4, 30));
});

async function tokenOf(cookie: string): Promise<string> {
  const response = await fetch(`${url}/api/auth/token`, { headers: { cookie } });
  return ((await response.json()) as { token: string }).token;
}

interface Doors {
  person: TestPerson;
  /** The statuses of cookie, token and key, for reading and for writing. */
  statuses(): Promise<number[]>;
  /** By password, as new. */
  signInStatus(): Promise<number>;
}

async function openDoors(email: string): Promise<Doors> {
  const person = await api.signUp(email);
  const key = await keyOf(person, ["chat.use", "knowledge.read"]);
  const token = await tokenOf(person.cookie);
  const credentials: Record<string, string>[] = [
    { cookie: person.cookie, origin: api.webOrigin },
    { authorization: `Bearer ${token}` },
    { authorization: `Bearer ${key}` },
    { "x-api-key": key },
    { "api-key": key },
  ];
  return {
    person,
    async statuses() {
      const all: number[] = [];
      for (const headers of credentials) {
        all.push(await statusOf("/api/v1/knowledge-bases", headers));
        const json = { ...headers, "content-type": "application/json" };
        all.push(await statusOf("/api/v1/sessions", json, { method: "POST", body: "{}" }));
      }
      return all;
    },
    signInStatus: () =>
      statusOf(
        "/api/auth/sign-in/email",
        { origin: api.webOrigin, "content-type": "application/json" },
        { method: "POST", body: JSON.stringify({ email, password }) },
      ),
  };
}

const open = [200, 201, 200, 201, 200, 201, 200, 201, 200, 201];

describe("A11 a suspended person", () => {
  test("finds every door closed: cookie, token within its five minutes, and key in each header", async () => {
    const dave = await openDoors("dave@example.com");
    expect(await dave.statuses()).toEqual(open);
    const suspend = (suspendedAt: Date | null) =>
      api.platform.database.update(memberships).set({ suspendedAt }).where(eq(memberships.personId, dave.person.id));
    await suspend(new Date());
    expect(await dave.statuses()).toEqual(Array(10).fill(403));
    expect(await dave.signInStatus()).toBe(403);
    await suspend(null);
    expect(await dave.statuses()).toEqual(open);
  });

  test.each(["active false", "delete"])("by the directory: %s", async (how) => {
    const entra = await connectDirectory(api, admin);
    const dora = await openDoors(`dora-${randomUUID()}@example.com`);
    const id = await provision(entra, dora.person);
    expect(await dora.statuses()).toEqual(open);
    const path = `/scim/v2/Users/${id}`;
    const headers = { authorization: `Bearer ${entra.token}`, "content-type": "application/scim+json" };
    if (how === "delete") {
      expect(await statusOf(path, headers, { method: "DELETE" })).toBe(204);
    } else {
      const body = JSON.stringify({ Operations: [{ op: "Replace", path: "active", value: "False" }] });
      expect(await statusOf(path, headers, { method: "PATCH", body })).toBe(200);
    }
    // The sign-in is gone, and with it the token; the key is refused as the person's.
    expect(await dora.statuses()).toEqual([401, 401, 401, 401, ...Array(6).fill(403)]);
    expect(await dora.signInStatus()).toBe(403);
    if (how === "delete") return;
    const body = JSON.stringify({ Operations: [{ op: "replace", value: { active: true } }] });
    expect(await statusOf(path, headers, { method: "PATCH", body })).toBe(200);
    expect(await dora.statuses(), "old sign-ins stay ended").toEqual([401, 401, 401, 401, ...open.slice(4)]);
  });
});

/** Has the directory tell of somebody who signed in by it before. */
async function provision(entra: TestDirectory, person: TestPerson): Promise<string> {
  const externalId = randomUUID();
  const account = { accountId: `${directoryTenantId}/${externalId}`, providerId: "microsoft", userId: person.id };
  await api.platform.database.insert(accounts).values({ id: `acc_${externalId}`, ...account });
  const body = userBody({ userName: `${externalId}@example.com`, externalId });
  const made = (await entra.send("POST", "/Users", body)).json<{ id: string }>();
  expect(made.id).toBe(person.id);
  return made.id;
}

test("A10 a person who leaves a group of the directory loses with it what the group could read, by key too", async () => {
  const entra = await connectDirectory(api, admin);
  const bob = await api.signUp("bob@example.com");
  const id = await provision(entra, bob);
  const headers = { "x-api-key": await keyOf(bob, ["knowledge.read"]) };
  const made = await alice.request({
    method: "POST",
    url: "/api/v1/knowledge-bases",
    payload: { name: "Alice's", scope: "personal" },
  });
  const base = made.json<KnowledgeBase>();
  const group = (await entra.send("POST", "/Groups", groupBody("Readers", randomUUID()))).json<{ id: string }>();
  await api.platform.database.insert(knowledgeGrants).values({
    id: "grn_readers",
    knowledgeBaseId: base.id,
    subjectKind: "group",
    subjectId: group.id,
    effect: "allow",
    right: "read",
    createdBy: alice.id,
  });
  const path = `/api/v1/knowledge-bases/${base.id}`;
  expect(await statusOf(path, headers)).toBe(404);
  await entra.patch(`/Groups/${group.id}`, [{ op: "Add", path: "members", value: [{ value: id }] }]);
  expect(await statusOf(path, headers)).toBe(200);
  await entra.patch(`/Groups/${group.id}`, [{ op: "Remove", path: "members", value: [{ value: id }] }]);
  expect(await statusOf(path, headers)).toBe(404);
});

describe("A15 a key for somebody else", () => {
  test("cannot be made, seen or revoked, by any name of the field", async () => {
    const mallory = await api.signUp("mallory@example.com");
    for (const field of [
      "userId",
      "user_id",
      "personId",
      "person_id",
      "id",
      "key",
      "hash",
      "prefix",
      "tenant_id",
      "role",
    ]) {
      const answer = await mallory.request({
        method: "POST",
        url: "/api/v1/api-keys",
        payload: { name: "x", scopes: ["chat.use"], [field]: alice.id },
      });
      expect(answer.statusCode, field).toBe(400);
    }
    const keys = await api.platform.database.select().from(apiKeys).where(eq(apiKeys.personId, mallory.id));
    expect(keys).toEqual([]);
    await keyOf(alice, ["chat.use"]);
    const [hers] = await api.platform.database.select().from(apiKeys).where(eq(apiKeys.personId, alice.id));
    const revoked = await mallory.request({ method: "DELETE", url: `/api/v1/api-keys/${hers?.id}` });
    expect(revoked.statusCode).toBe(404);
    const listed = await mallory.request({ method: "GET", url: "/api/v1/api-keys" });
    expect(listed.json()).toEqual({ data: [], next_cursor: null });
  });

  test("nor anonymously, nor through a plugin that is not in use", async () => {
    const body = JSON.stringify({ userId: alice.id, name: "x", scopes: ["chat.use"] });
    const post = { method: "POST", body };
    const anonymous = { "content-type": "application/json", origin: api.webOrigin };
    const plugins = ["api-key/create", "api-key/update", "api-key/delete", "api-key/verify", "api-key/list"];
    const more = [
      "admin/create-user",
      "admin/impersonate-user",
      "scim/generate-token",
      "update-user",
      "revoke-sessions",
    ];
    for (const path of [...plugins, ...more, "link-social", "delete-user", "organization/create", "device/code"]) {
      expect(await statusOf(`/api/auth/${path}`, anonymous, post), path).toBe(404);
      expect(await statusOf(`/api/auth/${path}`, { ...anonymous, cookie: admin.cookie }, post), path).toBe(404);
    }
    expect(await statusOf("/api/auth/change-password", anonymous, post)).toBe(401);
    for (const [path, method] of [
      ["/api/v1/api-keys", "GET"],
      ["/api/v1/api-keys", "POST"],
      ["/api/v1/api-keys/key_x", "DELETE"],
      ["/api/v1/me/sign-ins", "GET"],
      ["/api/v1/me/sign-ins", "DELETE"],
      ["/api/v1/directory-connections", "POST"],
      ["/scim/v2/Users", "POST"],
    ] as const) {
      const init = method === "POST" ? post : { method };
      expect(await statusOf(path, anonymous, init), `${method} ${path}`).toBe(401);
    }
  });
});

describe("the scopes of a key", () => {
  /** Routes by the permission they ask for. */
  const guarded = Object.values<Route>(routes).filter(({ access }) => access !== "public" && access !== "signed-in");
  const attempt = ({ method, path, bodyKind }: Route, key: string) => {
    const headers: Record<string, string> = { "x-api-key": key };
    if (method !== "GET" && method !== "DELETE" && bodyKind !== "multipart")
      headers["content-type"] = "application/json";
    return fetch(url + path.replace(/\{\w+\}/g, "missing"), {
      method,
      headers,
      ...(headers["content-type"] ? { body: "{}" } : {}),
    });
  };

  test("bound it on every route, however much its person may do", { timeout: 120_000 }, async () => {
    const scopes = Object.values(Permission).filter((permission) => permission !== Permission.AccountManage);
    const everything = await keyOf(admin, scopes);
    for (const permission of Object.values(Permission)) {
      const concerned = guarded.filter(({ access }) => access === permission);
      if (concerned.length === 0) continue;
      const rest = await keyOf(
        admin,
        scopes.filter((scope) => scope !== permission),
      );
      for (const route of concerned) {
        const refused = await attempt(route, rest);
        expect(refused.status, `${route.method} ${route.path} without ${permission}`).toBe(403);
        expect(await refused.json()).toMatchObject({ code: "permission_denied" });
        if (permission === Permission.AccountManage) continue;
        const allowed = await attempt(route, everything);
        await allowed.body?.cancel();
        expect(allowed.status, `${route.method} ${route.path} with everything`).not.toBe(403);
      }
    }
  });

  test("for reading do not write", async () => {
    const key = await keyOf(alice, ["knowledge.read", "models.read"]);
    expect(await statusOf("/api/v1/knowledge-bases", { "x-api-key": key })).toBe(200);
    const writing = guarded.filter(({ method, access }) => method !== "GET" && access !== Permission.KnowledgeRead);
    for (const route of writing) {
      expect((await attempt(route, key)).status, `${route.method} ${route.path}`).toBe(403);
    }
  });

  test("shrink with the role of its person at the next request, and do not grow with it", async () => {
    const rita = await api.signUp("rita@example.com");
    const setRole = (role: "member" | "tenant_admin" | "platform_admin") =>
      api.platform.database.update(memberships).set({ role }).where(eq(memberships.personId, rita.id));
    await setRole("tenant_admin");
    const headers = { "x-api-key": await keyOf(rita, ["people.manage", "chat.use"]) };
    const permissions = async () =>
      ((await (await fetch(`${url}/api/v1/me`, { headers })).json()) as { permissions: string[] }).permissions;
    expect(await statusOf("/api/v1/directory-connections", headers)).toBe(200);
    await setRole("member");
    expect(await statusOf("/api/v1/directory-connections", headers)).toBe(403);
    expect(await permissions()).toEqual(["chat.use"]);
    await setRole("platform_admin");
    expect((await permissions()).toSorted()).toEqual(["chat.use", "people.manage"]);
    expect(await statusOf("/api/v1/knowledge-bases", headers)).toBe(403);
  });

  test("for chatting read no knowledge, neither by naming it nor by a session that has it", async () => {
    const post = async (headers: Record<string, string>, path: string, body: object) => {
      const json = { ...headers, "content-type": "application/json" };
      const response = await fetch(url + path, { method: "POST", headers: json, body: JSON.stringify(body) });
      return { status: response.status, body: (await response.json()) as { id: string } };
    };
    const mine = { origin: api.webOrigin, cookie: alice.cookie };
    const key = { "x-api-key": await keyOf(alice, ["chat.use"]) };
    const base = (await post(mine, "/api/v1/knowledge-bases", { name: "Shelf" })).body;
    const worker = await startWorker(api.platform);
    const form = multipart("lamp.txt", "The lamp oil allowance is nine litres.");
    const upload = `/api/v1/knowledge-bases/${base.id}/documents`;
    const { id } = (await alice.request({ method: "POST", url: upload, ...form })).json<{ id: string }>();
    const state = async () =>
      (await alice.request({ method: "GET", url: `${upload}/${id}` })).json<{ state: string }>();
    await expect.poll(async () => (await state()).state, { timeout: 30_000 }).toBe("ready");
    await worker.stop(1);
    const question = { message: "How many litres is the lamp oil allowance?" };
    const named = { knowledge_base_ids: [base.id] };
    expect(await post(mine, "/api/v1/chat", { ...question, ...named })).toMatchObject({
      status: 200,
      body: { message: { citations: [{ passage: expect.stringContaining("nine") }] } },
    });
    for (const [path, body] of [
      ["/api/v1/chat", { ...question, ...named }],
      ["/api/v1/chat/stream", { ...question, ...named }],
      ["/api/v1/sessions", named],
    ] as const) {
      expect(await post(key, path, body), path).toMatchObject({ status: 403, body: { code: "permission_denied" } });
    }
    const session = (await post(mine, "/api/v1/sessions", named)).body;
    const asked = await post(key, "/api/v1/chat", { ...question, session_id: session.id });
    expect(asked.status).toBe(200);
    expect(JSON.stringify(asked.body)).not.toContain("nine");
    await post(mine, "/api/v1/chat", { ...question, session_id: session.id });
    const messages = await fetch(`${url}/api/v1/sessions/${session.id}/messages`, { headers: key });
    const { data } = (await messages.json()) as { data: { citations: { available: boolean; passage: string }[] }[] };
    expect(data.flatMap(({ citations }) => citations)).toMatchObject([{ available: false, passage: "" }]);
  });

  test("for people alone connect no directory, whose token would do more than the key", async () => {
    const scopes = Object.values(Permission).filter((permission) => permission !== Permission.AccountManage);
    const body = JSON.stringify({ name: "Mole", provider: "microsoft", directory_tenant_id: randomUUID() });
    const connectWith = async (some: readonly string[]) => {
      const headers = { "x-api-key": await keyOf(admin, some), "content-type": "application/json" };
      return statusOf("/api/v1/directory-connections", headers, { method: "POST", body });
    };
    expect(await connectWith(["people.manage"])).toBe(403);
    expect(await connectWith(scopes.filter((scope) => scope !== Permission.PlatformManage))).toBe(201);
  });
});
