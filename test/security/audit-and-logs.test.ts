import { Writable } from "node:stream";
import type { AuditChainVerification, AuditEvent, CreatedApiKey, KnowledgeBase } from "@eai/contract";
import { auditEvents } from "@eai/modules/governance";
import { memberships, people, tenants } from "@eai/modules/identity";
import { createLog } from "@eai/platform";
import { asc, eq, sql } from "drizzle-orm";
import type { LightMyRequestResponse } from "fastify";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { multipart } from "../../apps/api/route-matrix/things.ts";
import { createTestApi, password, type TestApi, type TestPerson } from "../../apps/api/testing.ts";
import { startWorker, type Worker } from "../../apps/worker/index.ts";

let api: TestApi;
let worker: Worker;
let root: string;
/** Of the organisation as a whole. */
let admin: TestPerson;
let auditor: TestPerson;
let alice: TestPerson;
let bob: TestPerson;
/** Administers a team. */
let teamAdmin: TestPerson;
/** Administers another organisation. */
let carol: TestPerson;

let logged = "";
const logSink = new Writable({
  write(chunk: Buffer, _encoding, done) {
    logged += chunk.toString();
    done();
  },
});

beforeAll(async () => {
  api = await createTestApi({ log: createLog("trace", logSink) });
  worker = await startWorker(api.platform);
  const { database } = api.platform;
  admin = await api.signUp("admin@example.com");
  [auditor, alice, bob, teamAdmin, carol] = (await Promise.all(
    ["auditor", "alice", "bob", "team-admin", "carol"].map((name) => api.signUp(`${name}@example.com`)),
  )) as [TestPerson, TestPerson, TestPerson, TestPerson, TestPerson];
  const [tenant] = await database.select().from(tenants);
  root = tenant?.id ?? "";
  await database.insert(tenants).values([
    { id: "ten_team", parentId: root, path: [root, "ten_team"], name: "Team", kind: "team" },
    { id: "ten_other", parentId: null, path: ["ten_other"], name: "Other" },
  ]);
  const place = (person: TestPerson, values: Partial<typeof memberships.$inferInsert>) =>
    database.update(memberships).set(values).where(eq(memberships.personId, person.id));
  await place(auditor, { role: "auditor" });
  await place(teamAdmin, { role: "tenant_admin", tenantId: "ten_team" });
  await place(carol, { role: "tenant_admin", tenantId: "ten_other" });
});
afterAll(async () => {
  await worker.stop(1);
  await api[Symbol.asyncDispose]();
});
beforeEach(() => {
  logged = "";
});

const get = (person: TestPerson, url: string, headers: Record<string, string> = {}) =>
  person.request({ method: "GET", url, headers });
const entriesOf = (answer: LightMyRequestResponse) => answer.json<{ data: AuditEvent[] }>().data;

function rows(): Promise<(typeof auditEvents.$inferSelect)[]> {
  return api.platform.database.select().from(auditEvents).orderBy(asc(auditEvents.id));
}

async function makeKnowledgeBase(person: TestPerson, name = "Mine"): Promise<string> {
  const made = await person.request({ method: "POST", url: "/api/v1/knowledge-bases", payload: { name } });
  return made.json<KnowledgeBase>().id;
}

describe("A55 formulas in an exported audit log", () => {
  test("cells that a spreadsheet would run begin with an apostrophe; JSON Lines are exact", async () => {
    const hostile = ["=1+1", "+1", "-1", "@sum(A1)", "\t=1", "\r=1", '=cmd|"/c calc"!A0'];
    const { database } = api.platform;
    for (const name of hostile) {
      await database.update(people).set({ name }).where(eq(people.id, alice.id));
      const csv = await get(auditor, `/api/v1/audit/export?format=csv&actor_id=${alice.id}`);
      expect(csv.headers["content-type"]).toBe("text/csv; charset=utf-8; header=present");
      expect(csv.headers["content-disposition"]).toMatch(/^attachment; filename="audit-\d{4}-\d\d-\d\d\.csv"/);
      const [, first] = parseCsv(csv.body);
      expect(first?.[5]).toBe(`'${name}`);
      expect(parseCsv(csv.body).every((cells) => cells.every((cell) => !/^[=+\-@\t\r]/.test(cell)))).toBe(true);
      const lines = await get(auditor, `/api/v1/audit/export?format=jsonl&actor_id=${alice.id}`);
      const events = lines.body
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as AuditEvent);
      expect(events[0]?.actor.name).toBe(name);
    }
    await database.update(people).set({ name: "alice" }).where(eq(people.id, alice.id));
  });

  test("the export has every row up to its moment, once, and leaves one of its own", async () => {
    const before = (await rows()).filter((row) => row.tenantId === root).map((row) => row.id);
    const answer = await get(auditor, `/api/v1/audit/export?format=jsonl&tenant_id=${root}`);
    const events = answer.body
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as AuditEvent);
    expect(events.map(({ id }) => id)).toEqual(before);
    const last = (await rows()).at(-1);
    expect(last).toMatchObject({
      action: "audit.export",
      actorId: auditor.id,
      changes: { format: "jsonl", filters: { tenant_id: root } },
    });
  });
});

/** RFC 4180, written for this test alone. */
function parseCsv(text: string): string[][] {
  const lines: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    lines.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? "");
    if (end === "\r\n") lines.push([]);
  }
  return lines.filter((cells) => cells.length > 1);
}

describe("A79 the audit log of another tenant", () => {
  test("is not there for its administrators, by list, filter, export or verification", async () => {
    await makeKnowledgeBase(alice);
    await makeKnowledgeBase(carol);
    await makeKnowledgeBase(teamAdmin);
    for (const [person, own] of [
      [carol, "ten_other"],
      [teamAdmin, "ten_team"],
    ] as const) {
      const listed = entriesOf(await get(person, "/api/v1/audit?limit=200"));
      expect(listed.length).toBeGreaterThan(0);
      expect(new Set(listed.map((event) => event.tenant_id))).toEqual(new Set([own]));
      for (const path of ["/api/v1/audit", "/api/v1/audit/export"]) {
        const foreign = await get(person, `${path}?tenant_id=${root}`);
        const missing = await get(person, `${path}?tenant_id=ten_missing`);
        expect([foreign.statusCode, missing.statusCode]).toEqual([404, 404]);
        expect(foreign.json()).toEqual({ ...missing.json<object>(), request_id: foreign.headers["x-request-id"] });
        expect(entriesOf(await get(person, `/api/v1/audit?actor_id=${alice.id}`))).toEqual([]);
      }
      const exported = await get(person, "/api/v1/audit/export?format=jsonl");
      expect(exported.body).not.toContain(root);
      expect(exported.body).not.toContain(alice.id);
      const verified = await get(person, "/api/v1/audit/verification");
      const chains = verified.json<{ data: AuditChainVerification[] }>().data;
      expect(chains.map(({ tenant, ok }) => [tenant.id, ok])).toEqual([[own, true]]);
    }
    expect((await get(bob, "/api/v1/audit")).statusCode).toBe(403);
  });

  test("its own administrators and auditors see it with all below, newest first, page by page", async () => {
    const all: AuditEvent[] = [];
    for (let url: string | null = "/api/v1/audit?limit=7"; url !== null; ) {
      const page: { data: AuditEvent[]; next_cursor: string | null } = (await get(auditor, url)).json();
      all.push(...page.data);
      url = page.next_cursor === null ? null : `/api/v1/audit?limit=7&cursor=${page.next_cursor}`;
    }
    const expected = (await rows()).filter((row) => row.tenantId !== "ten_other").map((row) => row.id);
    expect(all.map(({ id }) => id)).toEqual(expected.toReversed());
    expect(new Set(all.map((event) => event.tenant_id))).toEqual(new Set([root, "ten_team"]));
    expect(all.find((event) => event.actor.id === alice.id)?.actor.name).toBe("alice");
    const refused = entriesOf(await get(auditor, "/api/v1/audit?decision=refused&action=access.refuse&limit=200"));
    expect(refused.every((event) => event.action === "access.refuse" && event.decision === "refused")).toBe(true);
  });

  test("a verification names the row that was changed", async () => {
    const { database } = api.platform;
    await database.execute(sql`alter table audit_events disable trigger user`);
    await database.execute(sql`update audit_events set reason = 'forged' where tenant_id = ${root} and sequence = 3`);
    const answer = await get(admin, "/api/v1/audit/verification");
    const chains = answer.json<{ data: AuditChainVerification[] }>().data;
    expect(chains.find(({ tenant }) => tenant.id === root)).toMatchObject({
      ok: false,
      broken: { kind: "changed", sequence: 3 },
    });
    expect(chains.filter(({ tenant }) => tenant.id !== root).every(({ ok }) => ok)).toBe(true);
    await database.execute(sql`update audit_events set reason = null where tenant_id = ${root} and sequence = 3`);
    expect(
      (await get(admin, "/api/v1/audit/verification")).json<{ data: { ok: boolean }[] }>().data,
    ).not.toContainEqual(expect.objectContaining({ ok: false }));
    await database.execute(sql`alter table audit_events enable trigger user`);
  });
});

describe("L3 refusals", () => {
  test("each leaves one row with who, what, decision, reason and request id, there or not", async () => {
    const knowledgeBaseId = await makeKnowledgeBase(alice);
    const session = (await alice.request({ method: "POST", url: "/api/v1/sessions", payload: {} })).json<{
      id: string;
    }>();
    const attempts = [
      ["GET", `/api/v1/knowledge-bases/${knowledgeBaseId}`, 404, ["knowledge_base", knowledgeBaseId, "not_found"]],
      ["GET", "/api/v1/knowledge-bases/kb_missing", 404, ["knowledge_base", "kb_missing", "not_found"]],
      ["DELETE", `/api/v1/knowledge-bases/${knowledgeBaseId}/documents/doc_1`, 404, ["document", "doc_1", "not_found"]],
      ["GET", `/api/v1/sessions/${session.id}/stream`, 404, ["session", session.id, "not_found"]],
      ["GET", "/api/v1/audit", 403, ["route", "GET /api/v1/audit", "permission_denied"]],
    ] as const;
    for (const [method, url, status, [resourceKind, resourceId, reason]] of attempts) {
      const before = await rows();
      const answer = await bob.request({ method, url, headers: { "x-request-id": "req-of-bob-1" } });
      expect(answer.statusCode, url).toBe(status);
      const left = (await rows()).slice(before.length);
      expect(left).toHaveLength(1);
      expect(left[0]).toMatchObject({
        tenantId: root,
        actorId: bob.id,
        action: "access.refuse",
        decision: "refused",
        resourceKind,
        resourceId,
        reason,
        requestId: "req-of-bob-1",
      });
    }
  });

  test("ids out of an address are kept short and printable, and nobody's requests are counted only", async () => {
    const before = await rows();
    const url = `/api/v1/sessions/${encodeURIComponent(`\u001b[31m\r\n"},{\u202e${"x".repeat(40)}`)}`;
    expect((await bob.request({ method: "GET", url })).statusCode).toBe(404);
    expect((await bob.request({ method: "GET", url: "/api/v1/sessions/a%00b" })).statusCode).toBe(404);
    expect((await api.request({ method: "GET", url: "/api/v1/sessions/ses_1" })).statusCode).toBe(401);
    const left = (await rows()).slice(before.length).map((row) => row.resourceId);
    expect(left).toEqual([`\ufffd[31m\ufffd\ufffd"},{\ufffd${"x".repeat(40)}`, "a\ufffdb"]);
    const metrics = await api.request({ method: "GET", url: "/metrics" });
    expect(metrics.body).toMatch(/eai_requests_refused_total\{code="unauthenticated"\} [1-9]/);
  });

  test("a suspended person's requests are theirs in the log too, and do not fill it", async () => {
    const dora = await api.signUp("dora@example.com");
    const { database } = api.platform;
    await database.update(memberships).set({ suspendedAt: new Date() }).where(eq(memberships.personId, dora.id));
    const before = await rows();
    expect((await get(dora, "/api/v1/sessions")).statusCode).toBe(403);
    for (let index = 0; index < 20; index++) await get(dora, `/api/v1/sessions/ses_${index}`);
    const left = (await rows()).slice(before.length);
    expect(left.map(({ actorId, reason, resourceId }) => [actorId, reason, resourceId])).toEqual([
      [dora.id, "suspended", "GET /api/v1/sessions"],
    ]);
  });

  test("a refusal that cannot be recorded is refused all the same, and logged", async () => {
    const { database } = api.platform;
    await database.execute(sql`alter table audit_events rename to audit_events_away`);
    expect((await get(bob, "/api/v1/sessions/ses_missing")).statusCode).toBe(404);
    await database.execute(sql`alter table audit_events_away rename to audit_events`);
    expect(logged).toContain('"message":"refusal not recorded"');
  });

  test("no role can change or delete rows: there is no route for it", async () => {
    for (const method of ["DELETE", "PATCH", "POST"] as const) {
      const [last] = (await rows()).slice(-1);
      for (const url of ["/api/v1/audit", `/api/v1/audit/${last?.id}`]) {
        expect([404, 405]).toContain((await admin.request({ method, url })).statusCode);
      }
    }
  });
});

describe("L1 canaries", () => {
  test("in prompt, document, token, cookie and headers stay out of log, audit, metrics and error bodies", async () => {
    const canaries = ["prompt", "document", "token", "cookie", "agent", "query", "title", "filename", "keyname"].map(
      (name) => `canary-${name}-7f3a91`,
    );
    const canary = (name: string) => canaries.find((one) => one.includes(name)) ?? "";
    const bodies: string[] = [];
    const keep = (answer: LightMyRequestResponse) => {
      if (answer.statusCode >= 400) bodies.push(answer.body);
      return answer;
    };
    const id = await makeKnowledgeBase(alice, canary("title"));
    const url = `/api/v1/knowledge-bases/${id}/documents`;
    const upload = multipart(`${canary("filename")}.txt`, `The ${canary("document")} is secret.`);
    keep(await alice.request({ method: "POST", url, ...upload }));
    await expect.poll(async () => (await get(alice, url)).body, { timeout: 20_000 }).toContain('"state":"ready"');
    const payload = { message: `What is ${canary("prompt")} document?`, knowledge_base_ids: [id] };
    const answered = await alice.request({ method: "POST", url: "/api/v1/chat", payload });
    expect(answered.statusCode).toBe(200);
    keep(await alice.request({ method: "POST", url: "/api/v1/chat", payload: { ...payload, session_id: "ses_none" } }));
    keep(
      await alice.request({ method: "POST", url: "/api/v1/chat", payload: { message: { text: canary("prompt") } } }),
    );
    keep(await get(alice, "/api/v1/sessions/ses_none", { "user-agent": canary("agent") }));
    keep(await get(alice, `/api/v1/sessions?${canary("query")}=1`));
    keep(await get(alice, "/api/v1/me", { authorization: `Bearer ${canary("token")}` }));
    const keyInput = { name: canary("keyname"), scopes: ["chat.use"] };
    const made = await alice.request({ method: "POST", url: "/api/v1/api-keys", payload: keyInput });
    const key = made.json<CreatedApiKey>().key ?? "";
    expect(key).toMatch(/^eai_/);
    const byKey = (headers: Record<string, string>) => api.request({ method: "GET", url: "/api/v1/audit", headers });
    keep(await byKey({ "x-api-key": key }));
    keep(await byKey({ authorization: `Bearer ${key}` }));
    keep(await byKey({ authorization: `Bearer ${key.slice(0, -1)}x` }));
    const cookie = `eai.session_token=${canary("cookie")}.${canary("cookie")}`;
    keep(await api.request({ method: "GET", url: "/api/v1/me", headers: { cookie } }));
    keep(
      await api.request({
        method: "POST",
        url: "/api/auth/sign-in/email",
        headers: { origin: api.webOrigin },
        payload: { email: `${canary("prompt")}@example.com`, password: canary("token") },
      }),
    );
    const places = {
      log: logged,
      audit: JSON.stringify(await rows()),
      metrics: (await api.request({ method: "GET", url: "/metrics" })).body,
      // What is not known is told by its name, which is the caller's own.
      errors: bodies.filter((body) => !body.includes("query")).join("\n"),
    };
    expect(bodies.length).toBeGreaterThan(5);
    for (const [place, text] of Object.entries(places)) {
      for (const one of canaries) expect(text.includes(one), `${one} in ${place}`).toBe(false);
      expect(text.includes(key.slice(0, -1)), `API key in ${place}`).toBe(false);
      for (const [, value = ""] of alice.cookie.matchAll(/=([^;]{8,})/g)) {
        expect(text.includes(value) || text.includes(decodeURIComponent(value)), `cookie in ${place}`).toBe(false);
      }
    }
  });
});

describe("L2 breaks in names", () => {
  test("CRLF, ANSI and JSON in user agent, file name and title give one valid line each", async () => {
    const hostile = '\u001b[2J\u001b[31m"},"level":"fatal","message":"forged\r\n{"level":"fatal"}\u2028\u0085';
    const id = await makeKnowledgeBase(bob, hostile);
    const url = `/api/v1/knowledge-bases/${id}/documents`;
    await bob.request({ method: "POST", url, ...multipart('x%0d%0a"},{.txt', "words") });
    await bob.request({ method: "POST", url: "/api/v1/sessions", payload: { title: hostile } });
    const agent = '\u001b[31m"},"level":"fatal","message":"forged';
    await get(bob, "/api/v1/sessions", { "user-agent": agent });
    await get(bob, `/api/v1/sessions/${encodeURIComponent(hostile.slice(0, 60))}`);
    const lines = logged.trimEnd().split("\n");
    expect(lines.length).toBeGreaterThanOrEqual(5);
    for (const line of lines) {
      const entry = JSON.parse(line) as { level: string; message: string };
      expect(["trace", "debug", "info"]).toContain(entry.level);
      expect(entry.message).not.toBe("forged");
    }
    for (const control of ["\u001b", "\r", "\u2028", "\u0085"]) expect(logged).not.toContain(control);
    const exported = await get(auditor, `/api/v1/audit/export?format=jsonl&actor_id=${bob.id}`);
    for (const line of exported.body.trimEnd().split("\n")) expect(() => JSON.parse(line)).not.toThrow();
  });
});

describe("L4 what errors reveal", () => {
  test("no stack, SQL, host name or path in any refusal or failure", async () => {
    const answers: LightMyRequestResponse[] = [];
    const urls = [
      "/api/v1/sessions/%00",
      "/api/v1/sessions?cursor=bm90LWEtY3Vyc29y",
      "/api/v1/audit?from=yesterday",
      "/api/v1/audit?actor_id=%00",
      "/api/v1/audit?cursor=WyJcdTAwMDAiXQ",
      "/api/v1/knowledge-bases/%27%3B--",
      "/api/v1/%2e%2e/%2e%2e/etc/passwd",
      "/api/v1/nowhere",
      "/.env",
    ];
    for (const url of urls) answers.push(await get(admin, url));
    await using lost = await createTestApi();
    const person = await lost.signUp("lost@example.com");
    await lost.loseDatabase();
    const printed = vi.spyOn(console, "error");
    for (const url of ["/api/v1/me", "/api/v1/sessions", "/api/v1/audit", "/health/ready"]) {
      answers.push(await person.request({ method: "GET", url }));
    }
    const signIn = { email: "lost@example.com", password };
    const headers = { origin: lost.webOrigin };
    answers.push(await lost.request({ method: "POST", url: "/api/auth/sign-in/email", headers, payload: signIn }));
    expect(printed.mock.calls).toEqual([]);
    printed.mockRestore();
    for (const answer of answers) {
      expect(answer.statusCode, answer.body).toBeGreaterThanOrEqual(400);
      const shown = `${answer.body}\n${JSON.stringify(answer.headers)}`;
      expect(shown).not.toMatch(/\bat .*[:(]\d+|\.[jt]s\b|node_modules|node:|file:\/\//);
      expect(shown).not.toMatch(/\bselect\b.*\bfrom\b|Failed query|relation "|drizzle|pglite|postgres|SQLSTATE/i);
      expect(shown).not.toMatch(/\/(tmp|home|work|usr|var)\/|127\.0\.0\.1|localhost/);
    }
  });
});
