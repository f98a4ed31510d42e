import type {
  AccessExplanation,
  AccessList,
  ChatAnswer,
  CreatedApiKey,
  Document,
  Message,
  QueryResult,
  SearchExplanation,
  Session,
} from "@eai/contract";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type AccessWorld, ask, attempt, createAccessWorld, grant, passagesOf, shelf } from "./access-world.ts";

// Leaks are judged by what reaches the model, not by the answer: an answer can keep quiet about what its prompt held.

let world: AccessWorld;
beforeAll(async () => {
  world = await createAccessWorld();
});
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(() => world.emulator.reset());

const secret = "The merger with Walrus Industries closes on 14 March at a price of 731 million.";
const question = "When does the merger with Walrus Industries close, and at what price?";
const basePath = (id: string) => `/api/v1/knowledge-bases/${id}`;

function exists(body: { data: Message[] }): Message[] {
  return body.data.filter(({ role }) => role === "assistant");
}

describe("A10 a group is left while its member has everything open", () => {
  test("every door is closed at the next request, and nothing old goes to the model again", async () => {
    const { alice, bob, emulator } = world;
    const { id, documentPath } = await shelf(alice, `# Plans\n\n${secret}`);
    const group = await world.makeGroup("Deal team", bob);
    await grant(alice, basePath(id), "group", group.id);
    const key = await bob.call<CreatedApiKey>("POST", "/api/v1/api-keys", {
      name: "Report",
      scopes: ["knowledge.read", "chat.use"],
    });
    const { token } = await bob.call<{ token: string }>("GET", "/api/auth/token");
    const withHeader = (value: string | null) =>
      fetch(world.product.url + documentPath, { headers: { authorization: `Bearer ${value}` } });

    const answered = await ask(bob, question, [id]);
    expect(world.sentToModel()).toContain("731 million");
    expect(passagesOf(answered).join()).toContain("731 million");
    expect([(await withHeader(key.key)).status, (await withHeader(token)).status]).toEqual([200, 200]);
    expect((await attempt(bob, "GET", `${documentPath}/content`)).text).toContain("731 million");

    await world.leaveGroup(group, bob);
    emulator.reset();
    const doors = [basePath(id), documentPath, `${documentPath}/content`, `${documentPath}/chunks`];
    for (const path of doors) expect(await attempt(bob, "GET", path), path).toMatchObject({ status: 404 });
    expect((await attempt(bob, "POST", `${basePath(id)}/query`, { query: question })).status).toBe(404);
    expect([(await withHeader(key.key)).status, (await withHeader(token)).status]).toEqual([404, 404]);
    expect((await attempt(bob, "GET", "/api/v1/knowledge-bases")).text).not.toContain(id);

    const session = answered.session.id;
    const stored = await bob.call<{ data: Message[] }>("GET", `/api/v1/sessions/${session}/messages`);
    for (const citation of exists(stored).flatMap(({ citations }) => citations)) {
      expect(citation).toMatchObject({ available: false, passage: "", heading_path: [] });
    }
    // In the same conversation, whose knowledge bases and history still point there.
    const again = await bob.ask("And what was the price?", { session_id: session });
    expect(again.message).toMatchObject({ citations: [] });
    expect(again.message.notices).toContain("history_withheld");
    expect(world.sentToModel()).toContain("This answer was left out");
    expect(world.sentToModel()).not.toContain("731");
    expect(world.sentToModel()).not.toContain("14 March");
    emulator.reset();
    const renewed = await attempt(bob, "POST", "/api/v1/chat", { message: question, knowledge_base_ids: [id] });
    expect([renewed.status, emulator.requests.length]).toEqual([404, 0]);
  });

  test("a repeat with the same Idempotency-Key does not show again what was lost", async () => {
    const { alice, bob } = world;
    const { id } = await shelf(alice, secret);
    const { id: grantId } = await grant(alice, basePath(id), "person", bob.id);
    const repeat = () =>
      bob.call<ChatAnswer>(
        "POST",
        "/api/v1/chat",
        { message: question, knowledge_base_ids: [id] },
        { "idempotency-key": `a10-${id}` },
      );
    expect(passagesOf(await repeat()).join()).toContain("731");
    await alice.call("DELETE", `${basePath(id)}/access/grants/${grantId}`);
    await expect(repeat()).rejects.toThrow("404");
  });

  test("a stream that is taken up again withholds the passages that were taken away meanwhile", async () => {
    const { alice, bob, emulator } = world;
    const { id } = await shelf(alice, secret);
    const { id: grantId } = await grant(alice, basePath(id), "person", bob.id);
    const { id: session } = await bob.call<Session>("POST", "/api/v1/sessions", {
      title: "Held",
      knowledge_base_ids: [id],
    });
    const barrier = emulator.hold("mid_stream");
    const first = bob.ask(question, { session_id: session });
    await barrier.reached();
    await alice.call("DELETE", `${basePath(id)}/access/grants/${grantId}`);
    const followed = bob.fetch(`/api/v1/sessions/${session}/stream`).then((response) => response.text());
    await new Promise((resolve) => setTimeout(resolve, 200));
    barrier.release();
    const parts = (await followed).split("\n").filter((line) => line.startsWith('data: {"type":"data-citation"'));
    expect(parts.length).toBeGreaterThan(0);
    for (const part of parts) expect(part).toContain('"available":false');
    for (const part of parts) expect(part).not.toContain("731 million");
    expect((await first).message.citations.every(({ passage }) => passage === "")).toBe(true);
  });
});

test("A27 a foreign session is not continued, and nothing of it reaches the model", async () => {
  const { alice, bob, emulator } = world;
  const answered = await ask(alice, "Remember the code word Rhododendron.");
  emulator.reset();
  const body = { message: "What was the code word?", session_id: answered.session.id };
  for (const path of ["/api/v1/chat", "/api/v1/chat/stream"]) {
    expect((await attempt(bob, "POST", path, body)).status).toBe(404);
  }
  expect(world.sentToModel()).toBe("");
  const { data } = await alice.call<{ data: Message[] }>("GET", `/api/v1/sessions/${answered.session.id}/messages`);
  expect(data).toHaveLength(2);
});

test("A28 a foreign stream is neither followed nor stopped", async () => {
  const { alice, bob, carol, emulator } = world;
  const { id } = await alice.call<Session>("POST", "/api/v1/sessions", { title: "Walruses" });
  const barrier = emulator.hold("mid_stream");
  const asked = alice.ask("Tell me about walruses.", { session_id: id });
  await barrier.reached();
  for (const person of [bob, carol, world.admin]) {
    expect((await attempt(person, "GET", `/api/v1/sessions/${id}/stream`)).status).toBe(404);
    expect((await attempt(person, "POST", `/api/v1/sessions/${id}/stop`)).status).toBe(404);
  }
  barrier.release();
  expect((await asked).message.state).toBe("complete");
});

test("A29 foreign knowledge and files named in one's own message are refused before the model is called", async () => {
  const { alice, bob, emulator } = world;
  const { id, document } = await shelf(alice, secret);
  const named = { message: question, knowledge_base_ids: [id] };
  expect((await attempt(bob, "POST", "/api/v1/chat", named)).status).toBe(404);
  expect((await attempt(bob, "POST", "/api/v1/sessions", { knowledge_base_ids: [id] })).status).toBe(404);
  const own = await bob.call<Session>("POST", "/api/v1/sessions", {});
  const changed = await attempt(bob, "PATCH", `/api/v1/sessions/${own.id}`, { knowledge_base_ids: [id] });
  expect(changed.status).toBe(404);
  for (const more of [{ files: [document.id] }, { attachments: [document.id] }, { document_ids: document.id }]) {
    expect((await attempt(bob, "POST", "/api/v1/chat", { message: question, ...more })).status).toBe(400);
  }
  const document_ids = [document.id];
  expect((await attempt(bob, "POST", "/api/v1/chat", { message: question, document_ids })).status).toBe(404);
  expect((await attempt(bob, "PATCH", `/api/v1/sessions/${own.id}`, { document_ids })).status).toBe(404);
  expect(emulator.requests).toHaveLength(0);
});

test("A31 raw retrieval parameters change nothing", async () => {
  const { alice, bob } = world;
  const hers = await shelf(alice, secret);
  const his = await shelf(bob, "The canteen is closed on Mondays.");
  const path = `${basePath(his.id)}/query`;
  const odd = [
    { filter: { should: [{ knowledge_base_id: hers.id }] } },
    { $or: [{}] },
    { tenant_id: null },
    { knowledge_base_ids: [hers.id] },
    { limit: 1_000_000 },
    { limit: "all" },
    { query: [question] },
    { query: { $ne: "" } },
    { filters: { should: [{ knowledge_base_id: hers.id }] } },
    { filters: { tenant_id: null } },
    { filters: { document_ids: hers.document.id } },
    { filters: { document_ids: [] } },
    { filters: { document_ids: Array.from({ length: 101 }, () => hers.document.id) } },
    { filters: { tags: [["a"]] } },
    { filters: { languages: ["en'; --"] } },
    { filters: { dated_from: { $gt: "" } } },
    { filters: null },
    { explain: "yes" },
  ];
  for (const more of odd) expect((await attempt(bob, "POST", path, { query: question, ...more })).status).toBe(400);
  expect((await attempt(bob, "POST", `${basePath(hers.id)}/query`, { query: question })).status).toBe(404);
  const { passages } = await bob.call<QueryResult>("POST", path, { query: question, limit: 100 });
  expect(JSON.stringify(passages)).not.toContain(hers.id);
  // Naming her document finds nothing of it, and an explanation does not tell that it is there.
  const named = await bob.call<QueryResult>("POST", path, {
    query: question,
    filters: { document_ids: [hers.document.id] },
    explain: true,
  });
  expect(named.passages).toEqual([]);
  expect(named.explanation).toMatchObject({ passages: [], dropped: [] });
  expect(JSON.stringify(named)).not.toContain(hers.document.id);
});

test("A32 no side door to a document is open, with or without a session", async () => {
  const { alice, bob, carol } = world;
  const { id, document, documentPath } = await shelf(alice, secret);
  const own = await shelf(bob, "Nothing to see.");
  const doors = [documentPath, `${documentPath}/content`, `${documentPath}/chunks`, `${documentPath}/access`];
  // Under a knowledge base that is one's own.
  const crossed = [
    `${basePath(own.id)}/documents/${document.id}`,
    `${basePath(own.id)}/documents/${document.id}/content`,
  ];
  for (const path of [...doors, ...crossed]) {
    expect((await fetch(world.product.url + path)).status, path).toBe(401);
    for (const person of [bob, carol]) expect((await attempt(person, "GET", path)).status, path).toBe(404);
  }
  for (const path of ["/files", "/static", "/uploads", "/api/v1/files", "/api/v1/documents"]) {
    expect((await attempt(bob, "GET", `${path}/${document.id}`)).status, path).toBe(404);
  }
  const broken = `/api/v1/documents/${document.id}/break-glass`;
  expect((await attempt(bob, "POST", broken, { reason: "I am curious about it" })).status).toBe(403);
  expect((await attempt(carol, "POST", broken, { reason: "I administer something else" })).status).toBe(404);
  const named = await attempt(bob, "GET", `${basePath(id)}/documents?search=secret`);
  expect(named.status).toBe(404);
});

test("A33 who may read may not write, share or remove, and the bytes stay", async () => {
  const { alice, bob } = world;
  const { id, documentPath } = await shelf(alice, secret);
  await grant(alice, basePath(id), "person", bob.id);
  const given = { subject_kind: "person", subject_id: bob.id, right: "write" };
  const writes: [method: string, path: string, body?: unknown][] = [
    ["DELETE", documentPath],
    ["POST", `${documentPath}/reingest`],
    ["PATCH", basePath(id), { name: "Mine now" }],
    ["PATCH", basePath(id), { scope: "organization" }],
    ["DELETE", basePath(id)],
    ["GET", `${basePath(id)}/access`],
    ["POST", `${basePath(id)}/access/grants`, given],
    ["POST", `${documentPath}/access/grants`, given],
    ["PATCH", `${documentPath}/access`, { restricted: true }],
  ];
  for (const [method, path, body] of writes) expect((await attempt(bob, method, path, body)).status, path).toBe(403);
  expect((await bob.upload(id, "secret.md", "The merger is off.")).status).toBe(403);
  expect((await attempt(alice, "GET", `${documentPath}/content`)).text).toContain("731 million");
  // Also who may write decides neither who else may, nor the scope.
  await grant(alice, basePath(id), "person", bob.id, { right: "write" });
  expect((await attempt(bob, "PATCH", basePath(id), { scope: "team" })).status).toBe(403);
  expect((await attempt(bob, "POST", `${basePath(id)}/access/grants`, given)).status).toBe(403);
  expect((await bob.upload(id, "added.md", "From Bob.")).status).toBe(202);
});

test("A34 who may use a thing is told to nobody who cannot see it", async () => {
  const { alice, bob, carol, admin } = world;
  const { id, documentPath } = await shelf(alice, secret);
  const { id: grantId } = await grant(alice, basePath(id), "person", world.auditor.id);
  const missing = id.replace(/.{12}$/, "000000000000");
  for (const person of [bob, carol, admin]) {
    const hidden = await attempt(person, "GET", `${basePath(id)}/access`);
    expect(hidden.status).toBe(404);
    expect(hidden.problem).toEqual((await attempt(person, "GET", `${basePath(missing)}/access`)).problem);
    expect((await attempt(person, "GET", `${documentPath}/access`)).status).toBe(404);
    expect((await attempt(person, "DELETE", `${basePath(id)}/access/grants/${grantId}`)).status).toBe(404);
  }
  // Nor is it a test of who exists in another organisation.
  const foreign = await attempt(alice, "POST", `${basePath(id)}/access/grants`, {
    subject_kind: "person",
    subject_id: carol.id,
  });
  const nobody = await attempt(alice, "POST", `${basePath(id)}/access/grants`, {
    subject_kind: "person",
    subject_id: "usr_none",
  });
  expect([foreign.status, foreign.problem]).toEqual([400, nobody.problem]);
  const list = await alice.call<AccessList>("GET", `${basePath(id)}/access`);
  expect(list.people.map((person) => person.id).toSorted()).toEqual([alice.id, world.auditor.id].toSorted());
});

test("A39 the identical question of someone else gets nothing of the first one's answer", async () => {
  const { alice, bob, carol, emulator } = world;
  const { id } = await shelf(alice, secret);
  expect(passagesOf(await ask(alice, question, [id])).join()).toContain("731");
  for (const person of [bob, carol]) {
    for (const asked of [question, `${question} `, question.toLowerCase()]) {
      emulator.reset();
      const own = await shelf(person, "The canteen is closed on Mondays.");
      const { message } = await ask(person, asked, [own.id]);
      expect(message.citations).toEqual([]);
      expect(message.text).not.toContain("731");
      expect(emulator.requests.length).toBeGreaterThan(0);
      expect(world.sentToModel()).not.toContain("731");
    }
  }
});

describe("A41 documents of an open knowledge base that are closed to some", () => {
  test("take no place among the results, and a denial wins over every grant", async () => {
    const { admin, alice, bob } = world;
    const { id, document, documentPath } = await shelf(admin, secret, { scope: "organization" });
    for (let place = 0; place < 10; place++) {
      await admin.ingest(
        id,
        `branch-${place}.md`,
        `The merger of branch ${place} with its neighbour closes in ${place + 2} weeks.`,
      );
    }
    await admin.call<AccessList>("PATCH", `${documentPath}/access`, { restricted: true });
    await grant(admin, documentPath, "person", bob.id);
    const found = async (person: typeof bob) =>
      (await person.call<QueryResult>("POST", `${basePath(id)}/query`, { query: secret, limit: 10 })).passages;
    const forAlice = await found(alice);
    expect(forAlice).toHaveLength(10);
    expect(forAlice.map((passage) => passage.document_id)).not.toContain(document.id);
    expect((await found(bob))[0]?.document_id).toBe(document.id);
    world.emulator.reset();
    await ask(alice, question, [id]);
    expect(world.sentToModel()).not.toContain("731");
    // Hers is one document less, wherever documents are counted.
    const counted = await alice.call<{ document_count: number }>("GET", basePath(id));
    expect(counted.document_count).toBe(10);

    await grant(admin, documentPath, "tenant", bob.tenantId, { effect: "deny" });
    expect((await found(bob)).map((passage) => passage.document_id)).not.toContain(document.id);
    expect((await attempt(bob, "GET", documentPath)).status).toBe(404);
    // Its owner keeps it.
    expect((await attempt(admin, "GET", documentPath)).status).toBe(200);
  });

  test("a name that is taken by one of them is no way to read or replace it", async () => {
    const { alice, bob } = world;
    const { id, documentPath } = await shelf(alice, secret);
    await grant(alice, basePath(id), "person", bob.id, { right: "write" });
    await alice.call("PATCH", `${documentPath}/access`, { restricted: true });
    const [same, different] = [await bob.upload(id, "secret.md", secret), await bob.upload(id, "secret.md", "Other.")];
    expect([same.status, different.status]).toEqual([409, 409]);
    const [{ request_id: _, ...first }, { request_id: __, ...second }] = [
      (await same.json()) as Record<string, unknown>,
      (await different.json()) as Record<string, unknown>,
    ];
    expect(first).toEqual(second);
    expect((await attempt(bob, "DELETE", documentPath)).status).toBe(404);
    expect((await attempt(bob, "POST", `${documentPath}/reingest`)).status).toBe(404);
    expect((await attempt(bob, "DELETE", basePath(id))).status).toBe(403);
    expect((await attempt(alice, "GET", `${documentPath}/content`)).text).toContain("731 million");
  });

  test("one granted document opens itself and nothing beside it", async () => {
    const { alice, bob } = world;
    const { id, documentPath } = await shelf(alice, secret);
    const hidden = await alice.ingest(id, "salaries.md", "The salaries of the board are 2 million.");
    await grant(alice, documentPath, "person", bob.id);
    const { data } = await bob.call<{ data: Document[] }>("GET", `${basePath(id)}/documents`);
    expect(data.map((document) => document.name)).toEqual(["secret.md"]);
    expect((await attempt(bob, "GET", `${basePath(id)}/documents/${hidden.id}`)).status).toBe(404);
    await ask(bob, "What are the salaries of the board, and when does the merger close?", [id]);
    expect(world.sentToModel()).toContain("731 million");
    expect(world.sentToModel()).not.toContain("2 million.");
  });
});

describe("explaining", () => {
  test("says why, rule by rule, and is recorded; what the asker may not read stays without name and text", async () => {
    const { admin, alice, bob, auditor, carol } = world;
    const { id, document, documentPath } = await shelf(alice, secret);
    const why = (person = auditor) =>
      attempt(person, "POST", "/api/v1/explain/access", {
        person_id: bob.id,
        knowledge_base_id: id,
        document_id: document.id,
      });
    const before = JSON.parse((await why()).text) as AccessExplanation;
    expect(before.allowed).toBe(false);
    expect(before.reasons.every(({ effect }) => effect === "none")).toBe(true);
    const { id: grantId } = await grant(alice, documentPath, "person", bob.id);
    const after = JSON.parse((await why()).text) as AccessExplanation;
    expect(after).toMatchObject({ allowed: true, may_write: false });
    expect(after.reasons.find(({ rule }) => rule === "document_grant")).toMatchObject({
      effect: "allow",
      grant_id: grantId,
    });
    await grant(alice, basePath(id), "tenant", bob.tenantId, { effect: "deny" });
    const denied = JSON.parse((await why()).text) as AccessExplanation;
    expect(denied.allowed).toBe(false);
    expect(denied.reasons.find(({ effect }) => effect === "deny")?.rule).toBe("knowledge_base_denial");
    expect(JSON.stringify([before, after, denied])).not.toContain(document.name);
    expect([(await why(carol)).status, (await why(alice)).status]).toEqual([404, 403]);

    const team = await shelf(admin, secret, { scope: "team" });
    await admin.call("PATCH", `${team.documentPath}/access`, { restricted: true });
    await grant(admin, team.documentPath, "person", alice.id);
    const asked = { person_id: alice.id, query: question, knowledge_base_ids: [team.id, id] };
    const found = await auditor.call<SearchExplanation>("POST", "/api/v1/explain/search", asked);
    // Nothing of what is hers alone: words that find something would tell what is in it.
    expect(found.passages).toMatchObject([{ document_id: team.document.id, document_name: null, text: null }]);
    const none = await auditor.call<SearchExplanation>("POST", "/api/v1/explain/search", {
      ...asked,
      person_id: bob.id,
    });
    expect(none.passages).toEqual([]);
    const recorded = await auditor.call<{ data: unknown[] }>("GET", "/api/v1/audit?action=access.explain");
    expect(recorded.data).toHaveLength(5);
    expect(JSON.stringify(recorded)).not.toContain("Walrus");
  });
});

test("break-glass gives the original to an administrator, whose reason is in the audit log", async () => {
  const { alice, admin, carol } = world;
  const { document, documentPath } = await shelf(alice, secret);
  expect((await attempt(admin, "GET", documentPath)).status).toBe(404);
  const path = `/api/v1/documents/${document.id}/break-glass`;
  expect((await attempt(admin, "POST", path, { reason: "short" })).status).toBe(400);
  const reason = "Ordered by the court on 3 May";
  const read = await admin.fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ reason }),
  });
  expect(read.status).toBe(200);
  expect(read.headers.get("content-disposition")).toContain("attachment");
  expect(await read.text()).toContain("731 million");
  const list = await admin.call<{ data: { resource: { id: string }; reason: string }[] }>(
    "GET",
    "/api/v1/audit?action=document.break_glass_read",
  );
  const { data } = list;
  expect(data).toMatchObject([{ resource: { id: document.id }, reason }]);
  // Recorded where the document is: the platform's administrator looks into no organisation behind its back.
  const theirs = (await shelf(carol, secret)).document.id;
  expect((await attempt(admin, "POST", `/api/v1/documents/${theirs}/break-glass`, { reason })).status).toBe(200);
  const seen = await carol.call<typeof list>("GET", "/api/v1/audit?action=document.break_glass_read");
  expect(seen.data).toMatchObject([{ resource: { id: theirs }, actor: { id: admin.id }, reason }]);
});
