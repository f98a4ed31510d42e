import type { KnowledgeBaseScope } from "@eai/contract";
import { actorId, type Context } from "@eai/modules/kernel";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createKnowledgeWorld, type KnowledgeWorld } from "../../test/knowledge-world.ts";
import { addPerson, addTenant } from "../../test/people.ts";

let world: KnowledgeWorld;
let olga: Context;
let rita: Context;
let tess: Context;

beforeAll(async () => {
  world = await createKnowledgeWorld();
  const team = await addTenant(world.database, "Support", "team", world.tenantId);
  olga = await world.person("tenant_admin", "Olga");
  rita = await world.person("member", "Rita");
  tess = await addPerson(world.database, team, "editor", "Tess");
  await addPerson(world.database, team, "member", "Tim");
  await world.stranger("member");
});
afterAll(() => world[Symbol.asyncDispose]());

async function counts(context: Context, id?: string): Promise<[KnowledgeBaseScope, string | null, number][]> {
  const audiences = await world.knowledge.listScopeAudiences(context, id);
  return audiences.map(({ scope, name, people_count }) => [scope, name, people_count]);
}

test("Of one that is to be made: the person, the team with those below it, the whole organisation", async () => {
  expect(await counts(tess)).toEqual([
    ["personal", null, 1],
    ["team", "Support", 2],
    ["organization", "Anchor", 4],
  ]);
  expect(await counts(rita)).toEqual([
    ["personal", null, 1],
    ["team", "Anchor", 4],
    ["organization", "Anchor", 4],
  ]);
});

test("Of one that is there grants and denials count, as the list of who sees it says", async () => {
  const { id } = await world.createKnowledgeBase(tess, { scope: "team" });
  const grant = (context: Context, effect: "allow" | "deny") =>
    world.knowledge.putGrant(
      tess,
      { knowledgeBaseId: id },
      { subject_kind: "person", subject_id: actorId(context.actor), effect, right: "read" },
    );
  await grant(rita, "allow");
  await grant(olga, "deny");
  expect(await counts(tess, id)).toEqual([
    ["personal", null, 2],
    ["team", "Support", 3],
    ["organization", "Anchor", 3],
  ]);
  expect((await world.knowledge.getAccess(tess, { knowledgeBaseId: id })).people_count).toBe(3);
});

test("It is for those who decide who uses it; to others it does not exist", async () => {
  const { id } = await world.createKnowledgeBase(tess, { scope: "organization" });
  await expect(counts(rita, id)).rejects.toMatchObject({ code: "permission_denied" });
  const hidden = await world.createKnowledgeBase(tess, { scope: "personal" });
  await expect(counts(rita, hidden.id)).rejects.toMatchObject({ code: "not_found" });
  await expect(counts(await world.stranger("tenant_admin"), id)).rejects.toMatchObject({ code: "not_found" });
});
