import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ChatAnswer, CreatedApiKey, Document, KnowledgeBase } from "@eai/contract";
import { conversations } from "@eai/modules/chat";
import { auditEvents, usageRecords } from "@eai/modules/governance";
import { accounts, directoryProfiles, memberships, people, scimUsers, tenants } from "@eai/modules/identity";
import { newId, rowsOf } from "@eai/modules/kernel";
import { documentVersions, evaluations } from "@eai/modules/knowledge";
import { asc, eq, sql } from "drizzle-orm";
import { unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { multipart } from "../../apps/api/route-matrix/things.ts";
import { createTestApi, password, type TestApi, type TestPerson } from "../../apps/api/testing.ts";
import { startWorker, type Worker } from "../../apps/worker/index.ts";

let api: TestApi;
let worker: Worker;
let admin: TestPerson;
let root: string;

beforeAll(async () => {
  api = await createTestApi();
  worker = await startWorker(api.platform);
  admin = await api.signUp("admin@example.com");
  const [tenant] = await api.platform.database.select().from(tenants);
  root = tenant?.id ?? "";
});
afterAll(async () => {
  await worker.stop(1);
  await api[Symbol.asyncDispose]();
});

async function call<Result>(
  person: TestPerson,
  method: "GET" | "POST",
  url: string,
  payload?: object,
): Promise<Result> {
  const answer = await person.request({ method, url, ...(payload ? { payload } : {}) });
  if (answer.statusCode >= 300) throw new Error(`${url}: ${answer.statusCode} ${answer.body}`);
  return answer.json<Result>();
}

async function ingest(person: TestPerson, baseId: string, name: string, text: string): Promise<Document> {
  const url = `/api/v1/knowledge-bases/${baseId}/documents`;
  const { id } = (await person.request({ method: "POST", url, ...multipart(name, text) })).json<Document>();
  const read = () => call<Document>(person, "GET", `${url}/${id}`);
  await expect.poll(async () => (await read()).state, { timeout: 30_000 }).toBe("ready");
  return read();
}

/** A person of whom something is kept in every place there is, with `canary` in all of it. */
async function plant(canary: string) {
  const { database } = api.platform;
  await call(admin, "POST", "/api/v1/invitations", { email: `${canary}@example.com` });
  const person = await api.signUp(`${canary}@example.com`);
  await database
    .update(people)
    .set({ name: `Name ${canary}`, image: `https://x.example/${canary}` })
    .where(eq(people.id, person.id));
  await database
    .update(people)
    .set({ contactEmail: `${canary}@contact.example.com` })
    .where(eq(people.id, person.id));
  await database.update(memberships).set({ role: "editor" }).where(eq(memberships.personId, person.id));
  const headers = { origin: api.webOrigin, "user-agent": `agent ${canary}` };
  await api.request({
    method: "POST",
    url: "/api/auth/sign-in/email",
    headers,
    payload: { email: `${canary}@example.com`, password },
  });
  const base = await call<KnowledgeBase>(person, "POST", "/api/v1/knowledge-bases", {
    name: `Base ${canary}`,
    description: `About ${canary}`,
  });
  const document = await ingest(person, base.id, `${canary}.txt`, `The ${canary} allowance is 28 days of holiday.`);
  const team = await call<KnowledgeBase>(person, "POST", "/api/v1/knowledge-bases", { name: "Team", scope: "team" });
  const shared = await ingest(person, team.id, "shared.txt", "Everyone has a desk.");
  const questions = `/api/v1/knowledge-bases/${team.id}/golden-questions`;
  await call(person, "POST", questions, { question: `${canary}?`, expected: [], source: "feedback" });
  const expected = [{ document_name: "shared.txt" }];
  await call(person, "POST", questions, { question: `A desk, ${canary}?`, expected, source: "feedback" });
  await call(person, "POST", `/api/v1/knowledge-bases/${team.id}/evaluations`);
  const answer = await call<ChatAnswer>(person, "POST", "/api/v1/chat", {
    message: `How long is the ${canary} allowance?`,
    knowledge_base_ids: [base.id],
  });
  await person.request({
    method: "POST",
    url: "/api/v1/sessions",
    headers: { "idempotency-key": canary },
    payload: { title: `Title ${canary}` },
  });
  await call(person, "POST", "/api/v1/session-folders", { name: `Folder ${canary}` });
  await person.request({ method: "PUT", url: `/api/v1/sessions/${answer.session.id}/share`, payload: {} });
  const key = await call<CreatedApiKey>(person, "POST", "/api/v1/api-keys", { name: canary, scopes: ["chat.use"] });
  await database.insert(directoryProfiles).values({
    personId: person.id,
    providerId: "microsoft",
    issuer: "https://login.example.com/tid/v2.0",
    objectId: canary,
    userName: `${canary}@corp.example.com`,
    appRoles: [],
    groupsState: "known",
    groupsExpireAt: new Date(),
    claimsExpireAt: new Date(),
  });
  await database.insert(accounts).values({
    id: newId("acc"),
    accountId: canary,
    providerId: "microsoft",
    userId: person.id,
    idToken: `token of ${canary}`,
  });
  await database.insert(scimUsers).values({
    personId: person.id,
    organizationId: root,
    connectionId: "dir_1",
    externalId: canary,
    userName: `${canary}@corp.example.com`,
    active: true,
    attributes: { displayName: canary, phoneNumbers: [{ value: canary }] },
  });
  const group = await call<{ id: string }>(admin, "POST", "/api/v1/groups", { name: `Readers of ${base.id}` });
  await call(admin, "POST", `/api/v1/groups/${group.id}/members`, { person_id: person.id });
  await call(admin, "POST", `/api/v1/knowledge-bases/${team.id}/access/grants`, {
    subject_kind: "person",
    subject_id: person.id,
  });
  return { person, base, document, team, shared, answer, key };
}

/** Every place in the database and the file store where a text still stands. */
async function placesOf(text: string): Promise<string[]> {
  const { database, config } = api.platform;
  const columns = await rowsOf<{ table: string; column: string }>(
    database,
    sql`select format('%I.%I', c.table_schema, c.table_name) as table, quote_ident(c.column_name) as column
      from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
      where t.table_type = 'BASE TABLE' and c.table_schema not in ('pg_catalog', 'information_schema')`,
  );
  const places: string[] = [];
  for (const { table, column } of columns) {
    const [found] = await rowsOf<{ count: number }>(
      database,
      sql`select count(*)::int as count from ${sql.raw(table)} where ${sql.raw(column)}::text ilike ${`%${text}%`}`,
    );
    if (found && found.count > 0) places.push(`${table}.${column}`);
  }
  for (const entry of await readdir(config.files.directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    if ((await readFile(path)).includes(text) || entry.name.includes(text)) places.push(path);
  }
  return places.toSorted();
}

function unpack(bytes: Buffer): Record<string, string> {
  return Object.fromEntries(
    Object.entries(unzipSync(new Uint8Array(bytes))).map(([name, content]) => [name, Buffer.from(content).toString()]),
  );
}

const linesOf = (text: string | undefined) =>
  (text ?? "")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe("a person's data", () => {
  test("is handed out whole, to themselves and to an administrator, and to nobody else", async () => {
    const canary = "canary-of-export";
    const { person, document, answer, key } = await plant(canary);
    const own = await person.request({ method: "GET", url: "/api/v1/me/export" });
    expect(own.headers["content-type"]).toBe("application/zip");
    expect(own.headers["content-disposition"]).toMatch(/^attachment; filename="personal-data-/);
    const files = unpack(own.rawPayload);
    const original = `files/${document.knowledge_base_id}/${document.id}/${canary}.txt`;
    expect(Object.keys(files).toSorted()).toEqual(
      [
        "api-keys.json",
        "audit.jsonl",
        "conversation-folders.jsonl",
        "conversations.jsonl",
        "documents.jsonl",
        "knowledge-bases.jsonl",
        "messages.jsonl",
        "profile.json",
        "questions.jsonl",
        "shared-conversations.jsonl",
        "sign-ins.json",
        "usage.jsonl",
        original,
      ].toSorted(),
    );
    expect(files[original]).toBe(`The ${canary} allowance is 28 days of holiday.`);
    expect(JSON.parse(files["profile.json"] ?? "")).toMatchObject({
      id: person.id,
      name: `Name ${canary}`,
      role: "editor",
      groups: [{ source: "administrator" }],
      directory_profile: { object_id: canary },
      provisioned: { attributes: { displayName: canary } },
    });
    expect(files["sign-ins.json"]).toContain(`agent ${canary}`);
    expect(linesOf(files["conversations.jsonl"])).toHaveLength(2);
    expect(linesOf(files["conversation-folders.jsonl"])).toMatchObject([{ name: `Folder ${canary}` }]);
    const [shared] = linesOf(files["shared-conversations.jsonl"]);
    expect(shared).toMatchObject({ session_id: answer.session.id, title: `How long is the ${canary} allowance?` });
    const messages = linesOf(files["messages.jsonl"]);
    expect(messages.map((message) => message.role)).toEqual(["user", "assistant"]);
    expect(messages[1]).toMatchObject({ session_id: answer.session.id, citations: [{ document_id: document.id }] });
    expect(linesOf(files["knowledge-bases.jsonl"]).map((base) => base.scope)).toEqual(["personal", "team"]);
    expect(linesOf(files["documents.jsonl"]).map((one) => one.file)).toEqual([original, null]);
    expect(linesOf(files["questions.jsonl"]).map((one) => one.question)).toEqual([`${canary}?`, `A desk, ${canary}?`]);
    expect(linesOf(files["audit.jsonl"]).every((row) => (row.actor as { id: string }).id === person.id)).toBe(true);
    const everything = Object.values(files).join("\n");
    for (const secret of [key.key, password, "token of"]) expect(everything).not.toContain(secret);
    expect(everything).not.toMatch(/"hash":"[0-9a-f]{64}","previous/);

    const byAdmin = await admin.request({ method: "GET", url: `/api/v1/people/${person.id}/export` });
    expect(Object.keys(unpack(byAdmin.rawPayload)).toSorted()).toEqual(Object.keys(files).toSorted());
    expect((await person.request({ method: "GET", url: `/api/v1/people/${admin.id}/export` })).statusCode).toBe(403);
    const exports = await api.platform.database
      .select()
      .from(auditEvents)
      .where(eq(auditEvents.action, "person.export"))
      .orderBy(asc(auditEvents.sequence));
    expect(exports.map(({ actorId, resourceId }) => [actorId, resourceId])).toEqual([
      [person.id, person.id],
      [admin.id, person.id],
    ]);
  });

  test("stays in the organisation it is of when its person is moved to another one", async () => {
    const canary = "canary-of-move";
    const { person, document, answer } = await plant(canary);
    const organization = { name: "Elsewhere", kind: "organization", parent_id: null };
    const { id: tenant_id } = await call<{ id: string }>(admin, "POST", "/api/v1/tenants", organization);
    const carol = await api.signUp("carol@example.com");
    const place = (id: string, payload: object) =>
      admin.request({ method: "PATCH", url: `/api/v1/people/${id}`, payload });
    expect((await place(carol.id, { role: "tenant_admin", tenant_id })).statusCode).toBe(200);
    expect((await place(person.id, { tenant_id })).statusCode).toBe(200);
    const exported = async (by: TestPerson, url: string) =>
      unpack((await by.request({ method: "GET", url })).rawPayload);

    const theirs = await exported(carol, `/api/v1/people/${person.id}/export`);
    expect(theirs["profile.json"]).toContain(person.id);
    // Nor what the directory of the other one said.
    expect(theirs["profile.json"]).toContain('"provisioned": null');
    for (const name of [
      "conversations",
      "conversation-folders",
      "shared-conversations",
      "messages",
      "knowledge-bases",
      "documents",
      "questions",
      "usage",
      "audit",
    ]) {
      expect([name, theirs[`${name}.jsonl`]]).toEqual([name, ""]);
    }
    expect(Object.keys(theirs).filter((name) => name.startsWith("files/"))).toEqual([]);

    const own = await exported(person, "/api/v1/me/export");
    expect(own["messages.jsonl"]).toContain(answer.session.id);
    expect([own["documents.jsonl"], own["knowledge-bases.jsonl"]]).toEqual(["", ""]);
    const whole = await exported(admin, `/api/v1/people/${person.id}/export`);
    expect(whole["documents.jsonl"]).toContain(document.id);
    // Both are recorded where the person is.
    const rows = await call<{ data: { actor: { id: string } }[] }>(
      carol,
      "GET",
      `/api/v1/audit?action=person.export&resource_id=${person.id}`,
    );
    expect(rows.data.map(({ actor }) => actor.id)).toEqual([admin.id, person.id, carol.id]);
  });

  test("is gone from every table and file after an erasure; what the team has stays, without a name", async () => {
    const canary = "canary-of-erasure";
    const { person, base, team, shared, key } = await plant(canary);
    expect((await placesOf(canary)).length).toBeGreaterThan(15);
    const url = `/api/v1/people/${person.id}/erase`;
    const unconfirmed = await admin.request({ method: "POST", url, payload: { confirm: admin.id } });
    expect(unconfirmed.json()).toMatchObject({ code: "validation_failed", errors: [{ field: "body.confirm" }] });
    expect((await person.request({ method: "POST", url, payload: { confirm: person.id } })).statusCode).toBe(403);
    expect((await admin.request({ method: "POST", url, payload: { confirm: person.id } })).statusCode).toBe(204);

    expect(await placesOf(canary)).toEqual([]);
    const ofTeam = eq(evaluations.knowledgeBaseId, team.id);
    const measured = await api.platform.database.select().from(evaluations).where(ofTeam);
    expect(measured).toMatchObject([{ results: [{ question: "(removed)", recall_at_10: 1 }] }]);
    // Every door is closed.
    expect((await person.request({ method: "GET", url: "/api/v1/me" })).statusCode).toBe(401);
    const byKey = { authorization: `Bearer ${key.key}` };
    expect((await api.request({ method: "GET", url: "/api/v1/sessions", headers: byKey })).statusCode).toBe(401);
    expect((await admin.request({ method: "GET", url: `/api/v1/people/${person.id}` })).statusCode).toBe(404);
    expect((await admin.request({ method: "POST", url, payload: { confirm: person.id } })).statusCode).toBe(404);

    const { database } = api.platform;
    const [row] = await database.select().from(people).where(eq(people.id, person.id));
    expect(row).toMatchObject({
      name: "Erased person",
      email: `erased.${person.id}@erased.invalid`,
      contactEmail: null,
      image: null,
      erasedAt: expect.any(Date),
    });
    expect((await admin.request({ method: "GET", url: `/api/v1/knowledge-bases/${base.id}` })).statusCode).toBe(404);
    const kept = await call<KnowledgeBase>(admin, "GET", `/api/v1/knowledge-bases/${team.id}`);
    expect(kept).toMatchObject({ document_count: 1, owner: { name: "Erased person" } });
    const content = `/api/v1/knowledge-bases/${team.id}/documents/${shared.id}/content`;
    expect((await admin.request({ method: "GET", url: content })).body).toBe("Everyone has a desk.");
    // Usage and audit keep the id and no name.
    expect(await database.select().from(usageRecords).where(eq(usageRecords.actorId, person.id))).not.toEqual([]);
    const log = await call<{ data: { actor: { name: string | null } }[] }>(
      admin,
      "GET",
      `/api/v1/audit?actor_id=${person.id}`,
    );
    expect(log.data.length).toBeGreaterThan(3);
    expect(log.data.every((event) => event.actor.name === null)).toBe(true);
    const [erasure] = await database.select().from(auditEvents).where(eq(auditEvents.action, "person.erase"));
    expect(erasure).toMatchObject({ actorId: admin.id, resourceId: person.id, changes: null });
    // The same address signs up as somebody new.
    const again = await api.signUp(`${canary}@example.com`);
    expect(again.id).not.toBe(person.id);
  });

  test("that an erasure left, as a killed process would, is removed by the worker", async () => {
    const canary = "canary-of-crash";
    const { person } = await plant(canary);
    const { database, oversight } = api.platform;
    await database.update(people).set({ erasedAt: new Date() }).where(eq(people.id, person.id));
    expect(await oversight.finishErasures()).toBeGreaterThan(0);
    const left = await placesOf(canary);
    expect(
      left.filter((place) =>
        /conversation|messages|knowledge|questions|evaluations|\.documents|chunk|\/files\/|idempotency/.test(place),
      ),
    ).toEqual([]);
    expect(await oversight.finishErasures()).toBe(0);
  });

  test("of the last platform administrator and of oneself is not erased", async () => {
    const url = `/api/v1/people/${admin.id}/erase`;
    const self = await admin.request({ method: "POST", url, payload: { confirm: admin.id } });
    expect(self.json()).toMatchObject({ status: 403, code: "permission_denied" });
    const other = await api.signUp("other-admin@example.com");
    await api.platform.database
      .update(memberships)
      .set({ role: "tenant_admin" })
      .where(eq(memberships.personId, other.id));
    const above = await other.request({ method: "POST", url, payload: { confirm: admin.id } });
    expect(above.json()).toMatchObject({ status: 403, code: "permission_denied" });
    // Nor one whose role a directory gave while what it said does not count: that is back at the next sign-in.
    const { person } = await plant("canary-of-rank");
    await api.platform.database
      .update(memberships)
      .set({ role: "platform_admin", roleSource: "directory" })
      .where(eq(memberships.personId, person.id));
    const theirs = `/api/v1/people/${person.id}`;
    expect((await other.request({ method: "GET", url: `${theirs}/export` })).statusCode).toBe(403);
    const erased = await other.request({ method: "POST", url: `${theirs}/erase`, payload: { confirm: person.id } });
    expect(erased.statusCode).toBe(403);
  });
});

describe("retention", () => {
  test("removes old conversations, pinned too, and old documents, personal too, with their files", async () => {
    const canary = "canary-of-retention";
    const { person, base, document, team, shared, answer } = await plant(canary);
    const { database, oversight } = api.platform;
    const young = await ingest(person, base.id, "young.txt", "This one was uploaded today.");
    await database.update(conversations).set({ pinned: true }).where(eq(conversations.id, answer.session.id));
    const ago = (days: number) => sql`now() - make_interval(days => ${days}::int)`;
    await database
      .update(conversations)
      .set({ updatedAt: ago(31) })
      .where(eq(conversations.id, answer.session.id));
    await database
      .update(documentVersions)
      .set({ uploadedAt: ago(91) })
      .where(eq(documentVersions.documentId, document.id));
    await database
      .update(documentVersions)
      .set({ uploadedAt: ago(89) })
      .where(eq(documentVersions.documentId, shared.id));
    const signal = new AbortController().signal;
    expect(await oversight.applyRetention(signal)).toEqual({ conversations: 0, documents: 0 });
    const settings = await admin.request({
      method: "PATCH",
      url: `/api/v1/tenants/${root}/settings`,
      payload: { "retention.conversation_days": { value: 30 }, "retention.document_days": { value: 90 } },
    });
    expect(settings.statusCode).toBe(200);
    expect(await oversight.applyRetention(signal)).toEqual({ conversations: 1, documents: 1 });

    const places = await placesOf(`${canary} allowance is`);
    expect(places).toEqual([]);
    const left = await call<{ data: Document[] }>(person, "GET", `/api/v1/knowledge-bases/${base.id}/documents`);
    expect(left.data.map(({ id }) => id)).toEqual([young.id]);
    expect(
      await call<Document>(person, "GET", `/api/v1/knowledge-bases/${team.id}/documents/${shared.id}`),
    ).toBeTruthy();
    const log = await database
      .select()
      .from(auditEvents)
      .where(eq(auditEvents.action, "retention.apply"))
      .orderBy(asc(auditEvents.sequence));
    expect(log.map(({ actorId, resourceId, changes }) => [actorId, resourceId, changes])).toEqual([
      ["system:retention", root, { conversations: 1, before: expect.any(String) }],
      ["system:retention", root, { documents: 1, before: expect.any(String) }],
    ]);
    expect(await oversight.applyRetention(signal)).toEqual({ conversations: 0, documents: 0 });
  });

  test("reaches what was said in a tenant that is gone, by the rules of where its person is now", async () => {
    const { database, oversight } = api.platform;
    const person = await api.signUp("moved@example.com");
    const team = await call<{ id: string }>(admin, "POST", "/api/v1/tenants", {
      name: "T",
      kind: "team",
      parent_id: root,
    });
    const place = (tenant_id: string) =>
      admin.request({ method: "PATCH", url: `/api/v1/people/${person.id}`, payload: { tenant_id } });
    await place(team.id);
    const session = await call<{ id: string }>(person, "POST", "/api/v1/sessions", { title: "Of the team" });
    await place(root);
    expect((await admin.request({ method: "DELETE", url: `/api/v1/tenants/${team.id}` })).statusCode).toBe(204);
    const then = new Date(Date.now() - 31 * 86_400_000);
    await database.update(conversations).set({ updatedAt: then }).where(eq(conversations.id, session.id));
    const signal = new AbortController().signal;
    expect(await oversight.applyRetention(signal)).toEqual({ conversations: 1, documents: 0 });
  });

  test("counts from the upload: preparing a document again does not keep it longer", async () => {
    const { person, base, document } = await plant("canary-of-reingest");
    const { database } = api.platform;
    const then = new Date(Date.now() - 50 * 86_400_000);
    await database
      .update(documentVersions)
      .set({ uploadedAt: then })
      .where(eq(documentVersions.documentId, document.id));
    await call(person, "POST", `/api/v1/knowledge-bases/${base.id}/documents/${document.id}/reingest`);
    const versions = await database.select().from(documentVersions).where(eq(documentVersions.documentId, document.id));
    expect(versions.every((version) => version.uploadedAt.getTime() === then.getTime())).toBe(true);
  });
});
