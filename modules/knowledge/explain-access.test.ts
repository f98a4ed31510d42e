import type { AccessExplanation, AccessRule, PutGrant } from "@eai/contract";
import type { PersonView } from "@eai/modules/identity";
import { actorId, type Context } from "@eai/modules/kernel";
import { createTestDatabase } from "@eai/platform/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createKnowledgeWorld, type KnowledgeWorld } from "../../test/knowledge-world.ts";

let world: KnowledgeWorld;
let owner: Context;
let reader: Context;
let auditor: Context;
beforeAll(async () => {
  world = await createKnowledgeWorld(await createTestDatabase());
  [owner, reader, auditor] = [
    await world.person("editor"),
    await world.person("member"),
    await world.person("auditor"),
  ];
});
afterAll(() => world[Symbol.asyncDispose]());

const seen = (context: Context, changes: Partial<PersonView> = {}): PersonView => ({
  context,
  suspended: false,
  groupsUnavailable: null,
  ...changes,
});

const effectOf = ({ reasons }: AccessExplanation, rule: AccessRule) =>
  reasons.filter((reason) => reason.rule === rule).map(({ effect }) => effect);

test("each rule says what it does to the person, and together they come to the decision", async () => {
  const { knowledge } = world;
  const team = (await world.createKnowledgeBase(owner, { scope: "team" })).id;
  const document = await world.upload(owner, team, "plans.txt", "words");
  const target = { knowledgeBaseId: team, documentId: document.id };
  const explain = (person: PersonView) =>
    knowledge.explainAccess(auditor, person, { knowledge_base_id: team, document_id: document.id });
  const rule: PutGrant = { subject_kind: "person", subject_id: actorId(reader.actor), effect: "allow", right: "read" };

  const inScope = await explain(seen(reader));
  expect([inScope.allowed, inScope.may_write, effectOf(inScope, "scope")]).toEqual([true, false, ["allow"]]);

  await knowledge.restrictDocument(owner, target, true);
  const restricted = await explain(seen(reader));
  expect([restricted.allowed, effectOf(restricted, "scope")]).toEqual([false, ["none"]]);
  expect(effectOf(restricted, "document_restricted")).toEqual(["deny"]);

  await knowledge.putGrant(owner, target, rule);
  const granted = await explain(seen(reader));
  expect([granted.allowed, effectOf(granted, "document_grant")]).toEqual([true, ["allow"]]);
  expect(effectOf(granted, "document_restricted")).toEqual(["none"]);

  await knowledge.putGrant(owner, { knowledgeBaseId: team }, { ...rule, effect: "deny" });
  const denied = await explain(seen(reader));
  expect([denied.allowed, effectOf(denied, "knowledge_base_denial")]).toEqual([false, ["deny"]]);

  const byOwner = await explain(seen(owner));
  expect([byOwner.allowed, byOwner.may_write, effectOf(byOwner, "owner")]).toEqual([true, true, ["allow"]]);
  const suspended = await explain(seen(owner, { suspended: true }));
  expect([suspended.allowed, suspended.may_write, effectOf(suspended, "account")]).toEqual([false, false, ["deny"]]);
  const stranger = await explain(seen(await world.stranger("platform_admin")));
  expect([stranger.allowed, effectOf(stranger, "organization")]).toEqual([false, ["deny"]]);
  const closedGroups = await explain(seen(reader, { groupsUnavailable: "Graph does not answer." }));
  expect(JSON.stringify(closedGroups)).toContain("Graph does not answer.");
});

test("one granted document is named as what opens a knowledge base that is closed", async () => {
  const { knowledge } = world;
  const base = (await world.createKnowledgeBase(owner)).id;
  const document = await world.upload(owner, base, "plans.txt", "words");
  const explain = () => knowledge.explainAccess(auditor, seen(reader), { knowledge_base_id: base });
  expect(await explain()).toMatchObject({ allowed: false });
  const rule: PutGrant = { subject_kind: "person", subject_id: actorId(reader.actor), effect: "allow", right: "read" };
  await knowledge.putGrant(owner, { knowledgeBaseId: base, documentId: document.id }, rule);
  const opened = await explain();
  expect([opened.allowed, effectOf(opened, "single_documents")]).toEqual([true, ["allow"]]);
  const elsewhere = { knowledge_base_id: base.replace(/.{12}$/, "000000000000") };
  await expect(knowledge.explainAccess(auditor, seen(reader), elsewhere)).rejects.toMatchObject({ code: "not_found" });
  await expect(knowledge.explainAccess(owner, seen(reader), { knowledge_base_id: base })).rejects.toMatchObject({
    code: "permission_denied",
  });
});
