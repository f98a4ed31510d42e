import {
  type AuditEvent,
  type CreatedInvitation,
  type Group,
  type Invitation,
  type Me,
  type Model,
  Permission,
  type Person as PersonEntry,
  type Problem,
  type Role,
  type Route,
  routes,
  type Session,
  type Tenant,
  type TenantSettings,
} from "@eai/contract";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type ModelEmulator, startModelEmulator } from "../../ops/dev/model-emulator/index.ts";
import { type Person, type Product, password, startProduct } from "../product.ts";

// Two organisations on one installation where sign-up is closed: T1 with a team, and T2. Everyone but the first person
// came by invitation.

let emulator: ModelEmulator;
let product: Product;
let root: Person;
let admin: Person;
let alice: Person;
let carol: Person;
let otherAdmin: Person;
let [t1, team, t2] = ["", "", ""];
let aliceId = "";

beforeAll(async () => {
  emulator = await startModelEmulator();
  product = await startProduct({
    environment: {
      EAI_LOCAL_SIGN_UP: "first-only",
      OPENAI_BASE_URL: `${emulator.url}/v1`,
      OPENAI_API_KEY: emulator.apiKey,
      OPENAI_MODEL: "gpt-4.1,gpt-4.1-mini,gpt-4o-mini",
    },
  });
  root = await product.signUp({ name: "Root", email: "root@example.com" });
  t1 = (await root.call<Me>("GET", "/api/v1/me")).tenant.id;
  t2 = (await makeTenant("Other", "organization", null)).id;
  team = (await makeTenant("Optics", "team", t1)).id;
  admin = await join("admin@example.com", "tenant_admin", t1);
  alice = await join("alice@example.com", "member", team);
  otherAdmin = await join("other@example.com", "tenant_admin", t2);
  carol = await join("carol@example.com", "member", t2);
  aliceId = (await alice.call<Me>("GET", "/api/v1/me")).id;
});
afterAll(async () => {
  await product[Symbol.asyncDispose]();
  await emulator.close();
});
beforeEach(() => emulator.reset());

function makeTenant(name: string, kind: Tenant["kind"], parentId: string | null): Promise<Tenant> {
  return root.call("POST", "/api/v1/tenants", { name, kind, parent_id: parentId });
}

function invite(by: Person, email: string, more: { role?: Role; tenant_id?: string } = {}): Promise<CreatedInvitation> {
  return by.call("POST", "/api/v1/invitations", { email, ...more });
}

async function join(email: string, role: Role, tenantId: string): Promise<Person> {
  const { token } = await invite(root, email, { role, tenant_id: tenantId });
  return product.signUp({ name: email.split("@")[0] ?? "", email, invitation: token ?? "" });
}

async function refusal(by: Person, method: string, path: string, body?: unknown): Promise<Problem> {
  const answer = await by.fetch(path, {
    method,
    ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  });
  if (answer.ok) throw new Error(`${method} ${path} was allowed: ${answer.status}`);
  return (await answer.json()) as Problem;
}

async function attemptSignUp(body: object): Promise<Problem | undefined> {
  const answer = await fetch(`${product.url}/api/auth/sign-up/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: product.webOrigin },
    body: JSON.stringify({ name: "Eve", email: "eve@example.com", password, ...body }),
  });
  return answer.ok ? undefined : ((await answer.json()) as Problem);
}

const setModels = (by: Person, tenantId: string, value: string[] | null) =>
  by.call<TenantSettings>("PATCH", `/api/v1/tenants/${tenantId}/settings`, { "models.allowed": { value } });

async function modelsOf(person: Person): Promise<[string, boolean][]> {
  const { data } = await person.call<{ data: Model[] }>("GET", "/api/v1/models");
  return data.map((model) => [model.name, model.is_default]);
}

describe("A35 a model that is not permitted", () => {
  test("is neither listed nor called, and nothing is saved", async () => {
    await setModels(admin, t1, ["gpt-4.1-mini", "gpt-4o-mini"]);
    await setModels(admin, team, ["gpt-4o-mini"]);
    expect(await modelsOf(alice)).toEqual([["gpt-4o-mini", true]]);
    for (const path of ["/api/v1/chat", "/api/v1/chat/stream"]) {
      for (const model of ["gpt-4.1", "gpt-4.1-mini"]) {
        const problem = await refusal(alice, "POST", path, { message: "Hello", model });
        expect(problem).toMatchObject({ status: 403, code: "permission_denied" });
        expect(problem.detail).toContain("gpt-4o-mini");
      }
    }
    expect(emulator.requests).toEqual([]);
    expect((await alice.call<{ data: Session[] }>("GET", "/api/v1/sessions")).data).toEqual([]);
  });

  test("the default is the first that is permitted, for the title too", async () => {
    const answer = await alice.ask("What is a lens?");
    expect(answer.message.model).toBe("gpt-4o-mini");
    await expect.poll(() => emulator.requests.length, { timeout: 10_000 }).toBe(2);
    const called = emulator.requests.map(({ body }) => (body as { model: string }).model);
    expect(new Set(called)).toEqual(new Set(["gpt-4o-mini"]));
  });

  test("holds at the next request, also in a conversation that was begun with it", async () => {
    const { session } = await alice.ask("What is a mirror?", { model: "gpt-4o-mini" });
    await expect.poll(() => emulator.requests.length, { timeout: 10_000 }).toBe(2);
    await setModels(admin, team, ["gpt-4.1-mini"]);
    emulator.reset();
    const again = { message: "And a prism?", session_id: session.id, model: "gpt-4o-mini" };
    expect(await refusal(alice, "POST", "/api/v1/chat", again)).toMatchObject({ code: "permission_denied" });
    expect(emulator.requests).toEqual([]);
    const { data } = await alice.call<{ data: unknown[] }>("GET", `/api/v1/sessions/${session.id}/messages`);
    expect(data).toHaveLength(2);
  });

  test("an empty list permits none, and other organisations are not touched", async () => {
    await setModels(admin, t1, []);
    expect(await modelsOf(alice)).toEqual([]);
    expect(await refusal(alice, "POST", "/api/v1/chat", { message: "Hello" })).toMatchObject({ status: 403 });
    expect(emulator.requests).toEqual([]);
    expect((await modelsOf(carol)).map(([name]) => name)).toEqual(["gpt-4.1", "gpt-4.1-mini", "gpt-4o-mini"]);
    expect((await carol.ask("Hello", { model: "gpt-4.1" })).message.state).toBe("complete");
    await setModels(admin, t1, null);
    await setModels(admin, team, null);
  });

  test("nor does a member reach a function of administrators by naming it", async () => {
    const guarded: ReadonlySet<Route["access"]> = new Set([
      Permission.TenantManage,
      Permission.PeopleManage,
      Permission.PlatformManage,
      Permission.AuditRead,
      Permission.PrivacyManage,
    ]);
    const reached = (Object.values(routes) as Route[]).filter(({ access }) => guarded.has(access));
    expect(reached.length).toBeGreaterThan(20);
    for (const { method, path } of reached) {
      const problem = await refusal(alice, method, path.replaceAll(/\{\w+\}/g, "x"), method === "GET" ? undefined : {});
      expect(problem, `${method} ${path}`).toMatchObject({ status: 403, code: "permission_denied" });
    }
  });
});

describe("A37 nobody writes their own role or tenant", () => {
  const smuggled = [
    { role: "platform_admin" },
    { tenantId: "ten_x" },
    { tenant_id: "ten_x" },
    { ownerId: "usr_x" },
    { emailVerified: true },
    { id: "usr_x" },
    { usage: 0 },
  ];

  test("at sign-up: what rides along is refused, with an invitation too", async () => {
    const { token } = await invite(admin, "eve@example.com");
    for (const extra of smuggled) {
      for (const body of [extra, { ...extra, invitation: token }]) {
        expect(await attemptSignUp(body)).toMatchObject({ status: 400, code: "validation_failed" });
      }
    }
    const { data } = await root.call<{ data: PersonEntry[] }>("GET", "/api/v1/people?search=eve@example.com");
    expect(data).toEqual([]);
    const open = await admin.call<{ data: Invitation[] }>("GET", "/api/v1/invitations?state=open");
    expect(open.data.map(({ email }) => email)).toContain("eve@example.com");
  });

  test("sign-up stays closed without an invitation that is open and for this address", async () => {
    expect(await attemptSignUp({})).toMatchObject({ status: 403, code: "sign_up_closed" });
    const used = await invite(admin, "used@example.com");
    const joined = await product.signUp({ name: "Used", email: "used@example.com", invitation: used.token ?? "" });
    expect(await joined.call<Me>("GET", "/api/v1/me")).toMatchObject({ role: "member", tenant: { id: t1 } });
    const revoked = await invite(admin, "eve@example.com");
    await admin.call("DELETE", `/api/v1/invitations/${revoked.id}`);
    const foreign = await invite(admin, "somebody-else@example.com");
    for (const token of [used.token, revoked.token, foreign.token, "made-up"]) {
      const problem = await attemptSignUp({ invitation: token });
      expect(problem).toMatchObject({ status: 403, code: "invitation_invalid" });
    }
    for (const token of [used.token, revoked.token, "made-up"]) {
      const answer = await fetch(`${product.url}/api/v1/invitations/lookup`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ token }),
      });
      expect(answer.status).toBe(404);
    }
  });

  test("an invitation makes one person, whatever races", async () => {
    const { token } = await invite(admin, "raced@example.com", { role: "editor" });
    const outcomes = await Promise.all(
      Array.from({ length: 6 }, () => attemptSignUp({ email: "raced@example.com", invitation: token })),
    );
    expect(outcomes.filter((outcome) => outcome === undefined)).toHaveLength(1);
    const { data } = await root.call<{ data: PersonEntry[] }>("GET", "/api/v1/people?search=raced@example.com");
    expect(data).toMatchObject([{ role: "editor", role_source: "invitation", tenant: { id: t1 } }]);
  });

  test("an inviter who is suspended leaves no open invitation behind", async () => {
    const second = await join("second@example.com", "tenant_admin", t1);
    const { token } = await invite(second, "mole@example.com", { role: "tenant_admin" });
    const { id } = await second.call<Me>("GET", "/api/v1/me");
    await admin.call("PATCH", `/api/v1/people/${id}`, { suspended: true });
    expect(await attemptSignUp({ email: "mole@example.com", invitation: token })).toMatchObject({
      code: "invitation_invalid",
    });
    // The sign-in is gone with the suspension, so that the cookie names nobody.
    expect((await second.fetch("/api/v1/me")).status).toBe(401);
  });

  test("nobody raises themselves or others above what they may", async () => {
    const { id } = await admin.call<Me>("GET", "/api/v1/me");
    const denied = { status: 403, code: "permission_denied" };
    expect(await refusal(admin, "PATCH", `/api/v1/people/${id}`, { role: "platform_admin" })).toMatchObject(denied);
    expect(await refusal(admin, "PATCH", `/api/v1/people/${id}`, { role: "auditor" })).toMatchObject(denied);
    const upwards = { role: "platform_admin" };
    expect(await refusal(admin, "PATCH", `/api/v1/people/${aliceId}`, upwards)).toMatchObject(denied);
    const inviting = { email: "new@example.com", role: "platform_admin" };
    expect(await refusal(admin, "POST", "/api/v1/invitations", inviting)).toMatchObject(denied);
    expect(await refusal(alice, "PATCH", `/api/v1/people/${aliceId}`, upwards)).toMatchObject(denied);
    expect(await admin.call<Me>("GET", "/api/v1/me")).toMatchObject({ role: "tenant_admin" });
    expect(await alice.call<Me>("GET", "/api/v1/me")).toMatchObject({ role: "member", tenant: { id: team } });
  });
});

describe("A79 another organisation's administrator", () => {
  let group: Group;
  let invitation: CreatedInvitation;
  let knowledgeBaseId: string;
  let connectionId: string;

  beforeAll(async () => {
    group = await admin.call("POST", "/api/v1/groups", { name: "Lens makers" });
    await admin.call("POST", `/api/v1/groups/${group.id}/members`, { person_id: aliceId });
    invitation = await invite(admin, "invited@example.com");
    knowledgeBaseId = (await alice.createKnowledgeBase({ name: "Lens notes", scope: "personal" })).id;
    const connection = { name: "Lens directory", provider: "oidc", organization_id: t1 };
    connectionId = (await root.call<{ id: string }>("POST", "/api/v1/directory-connections", connection)).id;
  });

  test("reaches nothing by id, and changes nothing", async () => {
    const stateOf = async () => ({
      tenant: await root.call("GET", `/api/v1/tenants/${t1}`),
      settings: await root.call("GET", `/api/v1/tenants/${t1}/settings`),
      person: await root.call("GET", `/api/v1/people/${aliceId}`),
      group: await root.call("GET", `/api/v1/groups/${group.id}`),
      members: await root.call("GET", `/api/v1/groups/${group.id}/members`),
      invitations: await root.call("GET", "/api/v1/invitations?state=open"),
      connections: await admin.call("GET", "/api/v1/directory-connections"),
    });
    const before = await stateOf();
    const [groupPath, personPath] = [`/api/v1/groups/${group.id}`, `/api/v1/people/${aliceId}`];
    const { id: own } = await otherAdmin.call<Me>("GET", "/api/v1/me");
    const attempts: [string, string, object?][] = [
      ...[t1, team].flatMap((id): [string, string, object?][] => [
        ["GET", `/api/v1/tenants/${id}`],
        ["PATCH", `/api/v1/tenants/${id}`, { name: "Taken" }],
        ["DELETE", `/api/v1/tenants/${id}`],
        ["GET", `/api/v1/tenants/${id}/settings`],
        ["PATCH", `/api/v1/tenants/${id}/settings`, { "limits.requests_per_minute": { value: 1 } }],
        ["POST", "/api/v1/tenants", { name: "Below", kind: "team", parent_id: id }],
        ["POST", "/api/v1/invitations", { email: "mole@example.com", tenant_id: id }],
        ["PATCH", `/api/v1/people/${own}`, { tenant_id: id }],
      ]),
      ["GET", personPath],
      ["PATCH", personPath, { suspended: true }],
      ["PATCH", personPath, { tenant_id: t2 }],
      ["DELETE", `/api/v1/invitations/${invitation.id}`],
      ["GET", groupPath],
      ["PATCH", groupPath, { name: "Taken" }],
      ["DELETE", groupPath],
      ["GET", `${groupPath}/members`],
      ["POST", `${groupPath}/members`, { person_id: own }],
      ["DELETE", `${groupPath}/members/${aliceId}`],
      ["POST", "/api/v1/groups", { name: "Mole", organization_id: t1 }],
      ["DELETE", `/api/v1/directory-connections/${connectionId}`],
      ["POST", "/api/v1/directory-connections", { name: "Mole", provider: "oidc", organization_id: t1 }],
      ["GET", `/api/v1/knowledge-bases/${knowledgeBaseId}/access`],
      ["POST", "/api/v1/explain/access", { person_id: aliceId, knowledge_base_id: knowledgeBaseId }],
      ["POST", "/api/v1/explain/search", { person_id: aliceId, query: "lens" }],
    ];
    for (const [method, path, body] of attempts) {
      const problem = await refusal(otherAdmin, method, path, body);
      expect(problem, `${method} ${path}`).toMatchObject({ status: 404, code: "not_found" });
    }
    expect(await stateOf()).toEqual(before);
  });

  test("finds nothing in lists and searches, whatever the query names", async () => {
    const found = async (path: string) => JSON.stringify(await otherAdmin.call("GET", path));
    const ids = [t1, team, aliceId, group.id, invitation.id, connectionId, knowledgeBaseId];
    const foreign = [...ids, "alice@example.com", "Lens", "Optics"];
    const paths = [
      "/api/v1/tenants",
      `/api/v1/tenants?parent_id=${t1}`,
      "/api/v1/people",
      `/api/v1/people?tenant_id=${t1}`,
      "/api/v1/people?search=alice",
      "/api/v1/invitations",
      "/api/v1/groups?search=lens",
      "/api/v1/directory?search=alice",
      "/api/v1/directory?search=lens",
      "/api/v1/directory?search=optics",
      "/api/v1/directory?limit=50",
      "/api/v1/directory-connections",
    ];
    for (const path of paths) {
      const answer = await found(path);
      for (const secret of foreign) expect(answer, path).not.toContain(secret);
    }
    expect(await found("/api/v1/people")).toContain("carol@example.com");
  });

  test("reads nothing of the audit log by naming tenant, person or thing", async () => {
    const filters = [`tenant_id=${t1}`, `tenant_id=${team}`, `actor_id=${aliceId}`, `resource_id=${group.id}`];
    for (const filter of filters) {
      // The other way round it is there.
      const own = await root.call<{ data: unknown[] }>("GET", `/api/v1/audit?${filter}`);
      expect(own.data.length, filter).toBeGreaterThan(0);
      // What is there at most are their own refused attempts on it, which their own organisation keeps.
      for (const row of await auditRows(`/api/v1/audit/export?format=jsonl&${filter}`)) {
        expect(row, filter).toMatchObject({ tenant_id: t2, action: "access.refuse" });
      }
    }
    const all = await auditRows("/api/v1/audit/export?format=jsonl");
    expect(new Set(all.map((row) => row.tenant_id))).toEqual(new Set([t2]));
    const { data } = await otherAdmin.call<{ data: AuditEvent[] }>("GET", "/api/v1/audit?limit=200");
    expect(new Set(data.map((row) => row.tenant_id))).toEqual(new Set([t2]));
  });

  async function auditRows(path: string): Promise<AuditEvent[]> {
    const answer = await otherAdmin.fetch(path);
    if (answer.status === 404) return [];
    const lines = (await answer.text()).split("\n").filter((line) => line !== "");
    return lines.map((line) => JSON.parse(line) as AuditEvent);
  }

  test("nor does the administrator of a team reach what is beside or above it", async () => {
    const teamAdmin = await join("team-admin@example.com", "tenant_admin", team);
    for (const path of [`/api/v1/tenants/${t1}`, `/api/v1/tenants/${t1}/settings`, `/api/v1/groups/${group.id}`]) {
      expect(await refusal(teamAdmin, "GET", path)).toMatchObject({ status: 404 });
    }
    await admin.call("PATCH", `/api/v1/tenants/${t1}/settings`, {
      "retention.document_days": { value: 365, locked: true },
    });
    const loosening = { "retention.document_days": { value: 30 } };
    const locked = await refusal(teamAdmin, "PATCH", `/api/v1/tenants/${team}/settings`, loosening);
    expect(locked).toMatchObject({ status: 409, detail: expect.stringContaining("is locked by the tenant") });
    expect((await teamAdmin.call<{ data: Tenant[] }>("GET", "/api/v1/tenants")).data.map(({ id }) => id)).toEqual([
      team,
    ]);
  });
});
