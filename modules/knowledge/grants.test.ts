import { groups } from "@eai/modules/identity";
import { actorId, type Context, newId, rowsOf } from "@eai/modules/kernel";
import { createTestDatabase } from "@eai/platform/testing";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createKnowledgeWorld, type KnowledgeWorld } from "../../test/knowledge-world.ts";

let world: KnowledgeWorld;
let owner: Context;
let reader: Context;
let admin: Context;
let knowledgeBaseId: string;

beforeAll(async () => {
  world = await createKnowledgeWorld(await createTestDatabase());
  owner = await world.person("editor", "Olga");
  reader = await world.person("member", "Rita");
  admin = await world.person("tenant_admin", "Tom");
  knowledgeBaseId = (await world.createKnowledgeBase(owner)).id;
});
afterAll(() => world[Symbol.asyncDispose]());

const personGrant = (context: Context) => ({
  subject_kind: "person" as const,
  subject_id: actorId(context.actor),
  effect: "allow" as const,
  right: "read" as const,
});

async function revision(): Promise<number> {
  const [row] = await rowsOf<{ revision: number }>(
    world.database,
    sql`select revision from knowledge_bases where id = ${knowledgeBaseId}`,
  );
  return row?.revision ?? -1;
}

describe("grants", () => {
  test("there is one for each subject; each change counts up the revision and is recorded without names", async () => {
    const { knowledge, database } = world;
    const before = await revision();
    const given = await knowledge.putGrant(owner, { knowledgeBaseId }, personGrant(reader));
    expect(given).toMatchObject({ subject: { kind: "person", name: "Rita" }, effect: "allow", right: "read" });
    const again = await knowledge.putGrant(owner, { knowledgeBaseId }, { ...personGrant(reader), right: "write" });
    expect(again).toMatchObject({ id: given.id, right: "write" });
    await knowledge.putGrant(owner, { knowledgeBaseId }, { ...personGrant(reader), right: "write" });
    const list = await knowledge.getAccess(owner, { knowledgeBaseId });
    expect(list.grants).toHaveLength(1);
    expect(list.people.map(({ name, may_write }) => [name, may_write])).toEqual([
      ["Olga", true],
      ["Rita", true],
    ]);
    await knowledge.deleteGrant(owner, { knowledgeBaseId }, given.id);
    expect(await revision()).toBe(before + 3);
    const audits = await rowsOf<{ action: string; changes: Record<string, unknown> }>(
      database,
      sql`select action, changes from audit_events where action like 'access.%' order by sequence`,
    );
    expect(audits.map(({ action, changes }) => [action, changes.before, changes.after])).toEqual([
      ["access.grant", null, { effect: "allow", right: "read" }],
      ["access.grant", { effect: "allow", right: "read" }, { effect: "allow", right: "write" }],
      ["access.revoke", { effect: "allow", right: "write" }, null],
    ]);
    expect(JSON.stringify(audits)).not.toContain("Rita");
    await expect(knowledge.deleteGrant(owner, { knowledgeBaseId }, given.id)).rejects.toMatchObject({
      code: "not_found",
    });
  });

  test("what makes no sense is refused with a sentence", async () => {
    const { knowledge } = world;
    const put = (changes: object, documentId?: string) =>
      knowledge.putGrant(owner, { knowledgeBaseId, documentId }, { ...personGrant(reader), ...changes });
    const document = await world.upload(owner, knowledgeBaseId, "a.txt", "words");
    await expect(put({ subject_id: actorId(owner.actor), effect: "deny" })).rejects.toThrow(/owner keeps access/);
    await expect(put({ right: "write" }, document.id)).rejects.toThrow(/only be read/);
    await expect(put({ subject_id: "grp_none", subject_kind: "group" })).rejects.toThrow(/no such group/);
    const stranger = await world.stranger("member");
    await expect(put({ subject_id: actorId(stranger.actor) })).rejects.toThrow(/no such person/);
    // An id of one kind is not another's.
    await expect(put({ subject_kind: "tenant" })).rejects.toThrow(/no such tenant/);
  });

  test("a group that is gone stays as a grant that lets nobody in", async () => {
    const { knowledge, database } = world;
    const groupId = newId("grp");
    await database
      .insert(groups)
      .values({ id: groupId, organizationId: world.tenantId, name: "Gone", source: "local" });
    const made = await knowledge.putGrant(
      owner,
      { knowledgeBaseId },
      { subject_kind: "group", subject_id: groupId, effect: "allow", right: "read" },
    );
    await database.execute(sql`delete from groups where id = ${groupId}`);
    const { grants, people_count } = await knowledge.getAccess(owner, { knowledgeBaseId });
    expect(grants).toMatchObject([{ id: made.id, subject: { name: "(removed)" } }]);
    expect(people_count).toBe(1);
    await knowledge.deleteGrant(owner, { knowledgeBaseId }, made.id);
  });

  test("a document's list names its own grants and those above, and who will see it", async () => {
    const { knowledge } = world;
    const team = (await world.createKnowledgeBase(owner, { scope: "team", name: "Team" })).id;
    const document = await world.upload(owner, team, "a.txt", "words");
    const target = { knowledgeBaseId: team, documentId: document.id };
    await knowledge.putGrant(owner, { knowledgeBaseId: team }, { ...personGrant(reader), effect: "deny" });
    await knowledge.putGrant(owner, target, personGrant(admin));
    const open = await knowledge.getAccess(admin, target);
    expect(open).toMatchObject({
      restricted: false,
      grants: [{ effect: "allow" }],
      inherited_grants: [{ effect: "deny" }],
    });
    expect(open.people.map(({ name }) => name)).toEqual(["Olga", "Tom"]);
    const other = await world.person("member", "Nina");
    const closed = await knowledge.restrictDocument(admin, target, true);
    expect([closed.restricted, closed.people.map(({ name }) => name)]).toEqual([true, ["Olga", "Tom"]]);
    await expect(knowledge.getDocument(other, target)).rejects.toMatchObject({ code: "not_found" });
    await expect(knowledge.getAccess(other, target)).rejects.toMatchObject({ code: "not_found" });
    await knowledge.restrictDocument(admin, target, false);
    await expect(knowledge.getAccess(other, target)).rejects.toMatchObject({ code: "permission_denied" });
    const page = await knowledge.getKnowledgeBase(admin, team);
    expect(page).toMatchObject({ may_manage: true, shared: true });
    expect(await knowledge.getKnowledgeBase(other, team)).toMatchObject({ may_manage: false, shared: false });
  });

  test("a repeated request after the right was lost is refused", async () => {
    const { knowledge } = world;
    const team = (await world.createKnowledgeBase(owner, { scope: "team", name: "Team" })).id;
    const keyed = { ...admin, idempotencyKey: "grant-once" };
    await knowledge.putGrant(keyed, { knowledgeBaseId: team }, personGrant(reader));
    await knowledge.putGrant(owner, { knowledgeBaseId: team }, { ...personGrant(admin), effect: "deny" });
    const repeat = knowledge.putGrant(keyed, { knowledgeBaseId: team }, personGrant(reader));
    await expect(repeat).rejects.toMatchObject({ code: "not_found" });
  });
});
