import type { ChatAnswer, CreatedApiKey, Message, Session, Share, SharedMessage, SharedSession } from "@eai/contract";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type AccessWorld, type Actor, ask, attempt, createAccessWorld, grant, shelf } from "./access-world.ts";

let world: AccessWorld;
beforeAll(async () => {
  world = await createAccessWorld();
});
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(() => world.emulator.reset());

const secret = "The merger with Walrus Industries closes on 14 March at a price of 731 million.";
const question = "When does the merger with Walrus Industries close, and at what price?";
/** Neither stands in an id by chance. */
const marks = /731 million|14 March/;

function share(owner: Actor, sessionId: string, body: object = {}): Promise<Share> {
  return owner.call("PUT", `/api/v1/sessions/${sessionId}/share`, body);
}

/** Both doors to what is shared. */
function doors(shareId: string): string[] {
  return [`/api/v1/shared-sessions/${shareId}`, `/api/v1/shared-sessions/${shareId}/messages`];
}

async function read(reader: Actor, shareId: string): Promise<SharedMessage[]> {
  return (await reader.call<{ data: SharedMessage[] }>("GET", `/api/v1/shared-sessions/${shareId}/messages`)).data;
}

async function expectMissing(reader: Actor, shareId: string): Promise<void> {
  const [missing = ""] = doors("shr_01980f5e-7c1a-7d5e-9a53-0a5b8c2f5d10");
  const { problem } = await attempt(reader, "GET", missing);
  for (const path of doors(shareId)) expect(await attempt(reader, "GET", path)).toMatchObject({ status: 404, problem });
}

describe("A81 a conversation that was shared", () => {
  test("is read by the organisation, and by nobody else: not elsewhere, not without a sign-in, not by guessing", async () => {
    const { alice, bob, carol, product } = world;
    const { session } = await ask(alice, "Remember the code word Rhododendron.");
    const { id, link } = await share(alice, session.id);
    expect(link).toBe(`/shared/${id}`);
    const [head] = doors(id);
    expect(await bob.call<SharedSession>("GET", head ?? "")).toMatchObject({ title: "Asked", owner_name: "alice" });
    expect((await read(bob, id))[0]).toMatchObject({ text: "Remember the code word Rhododendron.", withheld: false });
    // An administrator of another organisation, to whom it is as an id that was never given.
    await expectMissing(carol, id);
    for (const path of doors(id)) expect((await fetch(product.url + path)).status).toBe(401);
    const guesses = [session.id, id.toUpperCase(), `${id.slice(0, -1)}_`, `${id.slice(0, -1)}%25`, "%27%20or%20true--"];
    for (const guess of guesses) await expectMissing(bob, guess);
    // Whoever may read it may not do more: the conversation itself is still its owner's alone.
    const path = `/api/v1/sessions/${session.id}`;
    for (const [method, address, body] of [
      ["GET", path],
      ["GET", `${path}/messages`],
      ["GET", `${path}/share`],
      ["PUT", `${path}/share`, {}],
      ["DELETE", `${path}/share`],
      ["PATCH", path, { title: "Taken" }],
      ["POST", "/api/v1/chat", { message: "What was the code word?", session_id: session.id }],
    ] as const) {
      expect(await attempt(bob, method, address, body), `${method} ${address}`).toMatchObject({ status: 404 });
    }
    const { data } = await alice.call<{ data: Message[] }>("GET", `${path}/messages`);
    expect(data).toHaveLength(2);
  });

  test("shows no answer that rests on what the reader may not read, and no word of it elsewhere", async () => {
    const { admin, alice, bob, emulator } = world;
    const { id: baseId, documentPath } = await shelf(alice, `# Plans\n\n${secret}`);
    // Without a title of her own: a model writes one, which says what the answer says.
    emulator.use({ match: { promptIncludes: "Write a title" }, reply: "Merger on 14 March for 731 million" });
    const grounded = await alice.ask(question, { knowledge_base_ids: [baseId] });
    const session_id = grounded.session.id;
    expect(grounded.message.citations[0]?.passage).toMatch(marks);
    const path = `/api/v1/sessions/${session_id}`;
    await expect.poll(async () => (await alice.call<Session>("GET", path)).title).toMatch(marks);
    // The next answer cites nothing, but was told of what came before.
    await alice.ask("Say that again in your own words.", { session_id, knowledge_base_ids: [] });
    const { id, title } = await share(alice, session_id);
    expect(title).toBe("When does the merger with Walrus Industries close, and at…");

    const everything = async (reader: Actor) =>
      (await Promise.all(doors(id).map(async (door) => (await attempt(reader, "GET", door)).text))).join("\n");
    for (const reader of [bob, admin]) {
      const [first, second, third, fourth] = await read(reader, id);
      const withheld = { withheld: true, text: "", citations: [], unsupported: [], notices: [], usage: null };
      expect([first?.text, third?.text]).toEqual([question, "Say that again in your own words."]);
      expect([second, fourth]).toMatchObject([withheld, withheld]);
      expect(await everything(reader)).not.toMatch(marks);
    }
    // Whoever is let in sees all of it, but for what is its owner's alone.
    await grant(alice, `/api/v1/knowledge-bases/${baseId}`, "person", bob.id);
    const answer = (await read(bob, id))[1];
    expect(answer).toMatchObject({ withheld: false, text: grounded.message.text, usage: null, feedback: null });
    expect(answer?.citations[0]).toMatchObject({ available: true, passage: grounded.message.citations[0]?.passage });
    // A key of hers that may chat but not read knowledge opens no more than it does elsewhere.
    const key = await bob.call<CreatedApiKey>("POST", "/api/v1/api-keys", { name: "Chat", scopes: ["chat.use"] });
    const byKey = await fetch(`${world.product.url}${doors(id)[1]}`, { headers: { "x-api-key": key.key ?? "" } });
    expect([byKey.status, marks.test(await byKey.text())]).toEqual([200, false]);

    // The document is withdrawn after it was shared.
    await alice.call("DELETE", documentPath);
    expect(await everything(bob)).not.toMatch(marks);
    expect(await everything(alice)).not.toMatch(marks);
  });

  test("shows nothing of what a document said before, to who may read what it says now", async () => {
    const { alice, bob } = world;
    const { id: baseId } = await shelf(alice, secret);
    const grounded = await alice.ask(question, { knowledge_base_ids: [baseId] });
    const session_id = grounded.session.id;
    await alice.ask("Say that again in your own words.", { session_id, knowledge_base_ids: [] });
    const { id } = await share(alice, session_id);
    await grant(alice, `/api/v1/knowledge-bases/${baseId}`, "person", bob.id);
    expect((await read(bob, id)).map(({ withheld }) => withheld)).toEqual([false, false, false, false]);
    await alice.ingest(baseId, "secret.md", "The merger with Walrus Industries is not public.");
    const now = await read(bob, id);
    expect(now.map(({ withheld }) => withheld)).toEqual([false, true, false, true]);
    expect(JSON.stringify(now)).not.toMatch(marks);
  });

  test("shows one branch up to one answer, whatever is asked afterwards, until it is renewed", async () => {
    const { alice, bob } = world;
    const first = await ask(alice, "First");
    const session_id = first.session.id;
    const say = (message: string, parent_message_id?: string) =>
      alice.ask(message, { session_id, parent_message_id }) as Promise<ChatAnswer>;
    const beside = await say("On the branch beside");
    const shown = await say("On the branch that is shown", first.message.id);
    const later = await say("Later on that branch");
    const { id } = await share(alice, session_id, { message_id: shown.message.id });
    const texts = async () => (await read(bob, id)).filter(({ role }) => role === "user").map(({ text }) => text);
    expect(await texts()).toEqual(["First", "On the branch that is shown"]);
    await say("Later still");
    expect(await texts()).toEqual(["First", "On the branch that is shown"]);
    const cursor = Buffer.from(JSON.stringify([-1])).toString("base64url");
    const page = await attempt(bob, "GET", `${doors(id)[1]}?limit=200&cursor=${cursor}`);
    expect(page.text).not.toContain("beside");
    const renewed = await share(alice, session_id, { message_id: later.message.id });
    expect(renewed.id).toBe(id);
    expect(await texts()).toEqual(["First", "On the branch that is shown", "Later on that branch"]);
    // What is no answer of this conversation cannot be its end.
    const foreign = await ask(bob, "Bob's");
    for (const message_id of [foreign.message.id, "msg_none"]) {
      expect(await attempt(alice, "PUT", `/api/v1/sessions/${session_id}/share`, { message_id })).toMatchObject({
        status: 404,
      });
    }
    const questionId = beside.message.parent_id;
    expect(
      await attempt(alice, "PUT", `/api/v1/sessions/${session_id}/share`, { message_id: questionId }),
    ).toMatchObject({ status: 400 });
  });

  test("is gone at once when it is revoked, and with its conversation; an old link never comes back", async () => {
    const { alice, bob } = world;
    const { session } = await ask(alice, "For a while");
    const path = `/api/v1/sessions/${session.id}`;
    const { id } = await share(alice, session.id);
    expect(await read(bob, id)).toHaveLength(2);
    expect(await alice.call<Session>("GET", path)).toMatchObject({ shared: true });
    await alice.call("DELETE", `${path}/share`);
    await expectMissing(bob, id);
    expect(await alice.call<Session>("GET", path)).toMatchObject({ shared: false });
    const again = await share(alice, session.id);
    expect(again.id).not.toBe(id);
    await expectMissing(bob, id);
    await alice.call("DELETE", path);
    await expectMissing(bob, again.id);
  });

  test("is closed while its owner is suspended or in another organisation; nothing comes along to the new one", async () => {
    const { admin, bob, carol, product } = world;
    const dave = await joined("dave");
    const { session } = await ask(dave, "Dave's plans");
    const { id } = await share(dave, session.id);
    expect(await read(bob, id)).toHaveLength(2);
    const patch = (body: object) => admin.call("PATCH", `/api/v1/people/${dave.id}`, body);
    await patch({ suspended: true });
    await expectMissing(bob, id);
    for (const door of doors(id)) expect((await attempt(dave, "GET", door)).status).not.toBe(200);
    await patch({ suspended: false });
    expect(await read(bob, id)).toHaveLength(2);

    await patch({ tenant_id: carol.tenantId });
    await expectMissing(bob, id);
    await expectMissing(carol, id);
    const moved = await product.signIn("dave@example.com");
    // The conversation was had in the organisation before, which is where it stays.
    const refused = await attempt(moved, "PUT", `/api/v1/sessions/${session.id}/share`, {});
    expect(refused).toMatchObject({ status: 409, problem: { code: "conflict" } });
    await expectMissing(carol, id);
    await patch({ tenant_id: admin.tenantId });
    expect(await read(bob, id)).toHaveLength(2);
    await admin.call("POST", `/api/v1/people/${dave.id}/erase`, { confirm: dave.id });
    await expectMissing(bob, id);
  });

  test("is closed to a suspended reader", async () => {
    const { admin, alice } = world;
    const eve = await joined("eve");
    const { session } = await ask(alice, "For everybody here");
    const { id } = await share(alice, session.id);
    expect(await read(eve, id)).toHaveLength(2);
    const key = await eve.call<CreatedApiKey>("POST", "/api/v1/api-keys", { name: "Chat", scopes: ["chat.use"] });
    await admin.call("PATCH", `/api/v1/people/${eve.id}`, { suspended: true });
    for (const door of doors(id)) {
      expect([401, 403]).toContain((await attempt(eve, "GET", door)).status);
      const byKey = await fetch(world.product.url + door, { headers: { "x-api-key": key.key ?? "" } });
      expect(byKey.status).toBe(403);
    }
  });

  test("leaves a row of each change and each opening, without a word of it", async () => {
    const { admin, alice, bob } = world;
    const { session, message } = await ask(alice, "Keep the word Larkspur to yourself.");
    const { id } = await share(alice, session.id);
    await share(alice, session.id, { message_id: message.id });
    const pages: SharedMessage[] = [];
    const [, messages] = doors(id);
    for (let cursor: string | null = ""; cursor !== null; ) {
      const address: string = `${messages}?limit=1${cursor && `&cursor=${cursor}`}`;
      const page = await bob.call<{ data: SharedMessage[]; next_cursor: string | null }>("GET", address);
      pages.push(...page.data);
      cursor = page.next_cursor;
    }
    expect(pages).toHaveLength(2);
    // Who begins with a cursor of their own making leaves a row too.
    await admin.call("GET", `${messages}?cursor=${Buffer.from(JSON.stringify([0])).toString("base64url")}`);
    await alice.call("DELETE", `/api/v1/sessions/${session.id}/share`);
    await expectMissing(bob, id);
    const { data } = await admin.call<{ data: { action: string; decision: string; actor: { id: string } }[] }>(
      "GET",
      `/api/v1/audit?resource_id=${id}`,
    );
    const names = new Map(Object.entries({ alice, bob, admin }).map(([name, { id: personId }]) => [personId, name]));
    expect(data.map(({ action, actor }) => `${action} ${names.get(actor.id)}`).toReversed()).toEqual([
      "share.create alice",
      "share.update alice",
      "share.read bob",
      "share.read admin",
      "share.delete alice",
      "access.refuse bob",
      "access.refuse bob",
    ]);
    expect(JSON.stringify(data)).not.toContain("Larkspur");
  });
});

async function joined(name: string): Promise<Actor> {
  const { admin, product } = world;
  const invitation = { email: `${name}@example.com`, role: "member", tenant_id: admin.tenantId };
  const { token } = await admin.call<{ token: string }>("POST", "/api/v1/invitations", invitation);
  const person = await product.signUp({ name, email: `${name}@example.com`, invitation: token });
  const { id } = await person.call<{ id: string }>("GET", "/api/v1/me");
  return { ...person, id, tenantId: admin.tenantId };
}
