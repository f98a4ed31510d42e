import type { Role } from "@eai/contract";
import { auditEvents } from "@eai/modules/governance";
import type { Context } from "@eai/modules/kernel";
import { createTestDatabase } from "@eai/platform/testing";
import { desc } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createKnowledgeWorld, type KnowledgeWorld } from "../../test/knowledge-world.ts";

describe("knowledge bases", () => {
  let world: KnowledgeWorld;
  let editor: Context;
  let member: Context;
  let stranger: Context;
  beforeAll(async () => {
    world = await createKnowledgeWorld({}, await createTestDatabase());
    editor = await world.person("editor");
    member = await world.person("member");
    stranger = await world.stranger("platform_admin");
  });
  afterAll(() => world[Symbol.asyncDispose]());

  test("a new one is described in full, and recorded", async () => {
    const made = await world.createKnowledgeBase(member, { name: "Mine", description: "For me" });
    expect(made).toMatchObject({
      name: "Mine",
      description: "For me",
      scope: "personal",
      search: "keyword",
      may_write: true,
      document_count: 0,
      ready_count: 0,
      failed_count: 0,
      size_bytes: 0,
      owner: { name: "member" },
    });
    expect(await world.knowledge.getKnowledgeBase(member, made.id)).toEqual(made);
    const [event] = await world.database.select().from(auditEvents).orderBy(desc(auditEvents.sequence)).limit(1);
    expect(event).toMatchObject({ action: "knowledge_base.create", resourceId: made.id, tenantId: world.tenantId });
  });

  const scopeRules: readonly [Role, "personal" | "team" | "organization", "made" | "permission_denied"][] = [
    ["member", "personal", "made"],
    ["member", "team", "permission_denied"],
    ["member", "organization", "permission_denied"],
    ["auditor", "team", "permission_denied"],
    ["editor", "team", "made"],
    ["editor", "organization", "made"],
    ["tenant_admin", "team", "made"],
  ];
  test.each(scopeRules)("as %s a %s one is %s", async (role, scope, outcome) => {
    const context = await world.person(role);
    const attempt = world.createKnowledgeBase(context, { scope });
    if (outcome === "made") await expect(attempt).resolves.toMatchObject({ scope, may_write: true });
    else await expect(attempt).rejects.toMatchObject({ code: "permission_denied", status: 403 });
  });

  test("who may not see one cannot tell it from one that is not there", async () => {
    const { id } = await world.createKnowledgeBase(editor, { scope: "organization" });
    const missing = { code: "not_found", message: "There is no such knowledge base, or you may not see it." };
    for (const wrong of [id, "kb_01980f5e-7c1a-7d5e-9a53-0a5b8c2f5d10"]) {
      await expect(world.knowledge.getKnowledgeBase(stranger, wrong)).rejects.toMatchObject(missing);
      await expect(world.knowledge.updateKnowledgeBase(stranger, wrong, { name: "x" })).rejects.toMatchObject(missing);
      await expect(world.knowledge.deleteKnowledgeBase(stranger, wrong)).rejects.toMatchObject(missing);
      await expect(world.knowledge.listDocuments(stranger, wrong, { limit: 10 })).rejects.toMatchObject(missing);
      await expect(world.upload(stranger, wrong, "a.txt", "text")).rejects.toMatchObject(missing);
    }
    const mine = await world.createKnowledgeBase(member);
    await expect(world.knowledge.getKnowledgeBase(editor, mine.id)).rejects.toMatchObject(missing);
    expect(await world.knowledge.visibleKnowledgeBases(editor, [id, mine.id])).toEqual(new Set([id]));
  });

  test("who may only read it is refused to change it, and it stays as it was", async () => {
    const made = await world.createKnowledgeBase(editor, { scope: "team", name: "Team" });
    expect(await world.knowledge.getKnowledgeBase(member, made.id)).toEqual({
      ...made,
      may_write: false,
      may_manage: false,
    });
    const denied = { code: "permission_denied" };
    await expect(world.knowledge.updateKnowledgeBase(member, made.id, { name: "x" })).rejects.toMatchObject(denied);
    await expect(world.knowledge.deleteKnowledgeBase(member, made.id)).rejects.toMatchObject(denied);
    await expect(world.upload(member, made.id, "a.txt", "text")).rejects.toMatchObject(denied);
    expect(await world.knowledge.getKnowledgeBase(editor, made.id)).toEqual(made);
  });

  test("a change of scope needs the right to the new one, and only the owner may take it back", async () => {
    const mine = await world.createKnowledgeBase(member);
    await expect(world.knowledge.updateKnowledgeBase(member, mine.id, { scope: "team" })).rejects.toMatchObject({
      code: "permission_denied",
    });
    const theirs = await world.createKnowledgeBase(editor, { scope: "organization" });
    const other = await world.person("editor");
    await expect(world.knowledge.updateKnowledgeBase(other, theirs.id, { scope: "personal" })).rejects.toMatchObject({
      code: "permission_denied",
    });
    await expect(world.knowledge.getKnowledgeBase(member, theirs.id)).resolves.toBeDefined();
    const changed = await world.knowledge.updateKnowledgeBase(editor, theirs.id, { scope: "personal", name: "New" });
    expect(changed).toMatchObject({ scope: "personal", name: "New" });
    await expect(world.knowledge.getKnowledgeBase(member, theirs.id)).rejects.toMatchObject({ code: "not_found" });
  });

  test("the list has every visible one once, page by page", async () => {
    const owner = await world.person("member");
    const made: string[] = [];
    for (let number = 0; number < 5; number += 1) made.push((await world.createKnowledgeBase(owner)).id);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await world.knowledge.listKnowledgeBases(owner, { limit: 2, cursor });
      seen.push(...page.data.filter((entry) => entry.scope === "personal").map((entry) => entry.id));
      cursor = page.next_cursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(made.toReversed());
    await expect(world.knowledge.listKnowledgeBases(owner, { limit: 2, cursor: "nonsense" })).rejects.toMatchObject({
      code: "validation_failed",
    });
  });

  test("an Idempotency-Key makes one, also when twenty calls race", async () => {
    const owner = { ...(await world.person("member")), idempotencyKey: "same" };
    const made = await Promise.all(Array.from({ length: 20 }, () => world.createKnowledgeBase(owner)));
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    await expect(world.createKnowledgeBase(owner, { name: "Another" })).rejects.toMatchObject({
      code: "idempotency_key_reused",
    });
  });
});
