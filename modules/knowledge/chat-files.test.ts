import { actorId, type Context, rowsOf } from "@eai/modules/kernel";
import { createTestDatabase } from "@eai/platform/testing";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createKnowledgeWorld, type KnowledgeWorld } from "../../test/knowledge-world.ts";

let world: KnowledgeWorld;
let alice: Context;
let admin: Context;

beforeAll(async () => {
  world = await createKnowledgeWorld(await createTestDatabase());
  alice = await world.person("member", "Alice");
  admin = await world.person("tenant_admin", "Tom");
});
afterAll(() => world[Symbol.asyncDispose]());

async function* bytes(text: string): AsyncIterable<Uint8Array> {
  yield Buffer.from(text);
}

function put(context: Context, fileName: string, text: string) {
  return world.knowledge.uploadMyFile(context, { fileName, content: bytes(text) });
}

test("many first files at once make one knowledge base, which is the person's alone", async () => {
  const eve = await world.person("member", "Eve");
  expect(await world.knowledge.getMyFiles(eve)).toEqual({ knowledge_base: null });
  const made = await Promise.all(["a.txt", "b.txt", "c.txt", "d.txt"].map((name) => put(eve, name, `This is ${name}`)));
  expect(new Set(made.map((document) => document.knowledge_base_id)).size).toBe(1);
  const { knowledge_base: files } = await world.knowledge.getMyFiles(eve);
  expect(files).toMatchObject({
    id: made[0]?.knowledge_base_id,
    purpose: "chat_files",
    scope: "personal",
    document_count: 4,
    may_write: true,
    may_manage: false,
  });
  const audits = await rowsOf(
    world.database,
    sql`select id from audit_events where action = 'knowledge_base.create' and resource_id = ${files?.id}`,
  );
  expect(audits).toHaveLength(1);
  await expect(world.knowledge.getKnowledgeBase(admin, files?.id ?? "")).rejects.toMatchObject({ code: "not_found" });
  await expect(world.knowledge.getKnowledgeBase(alice, files?.id ?? "")).rejects.toMatchObject({ code: "not_found" });
});

test("the same file is kept once, and another of its name beside it", async () => {
  const first = await put(alice, "report.txt", "The first report.");
  expect((await put(alice, "report.txt", "The first report.")).id).toBe(first.id);
  const second = await put(alice, "report.txt", "The second report.");
  expect(second).toMatchObject({ name: "report (2).txt", version: 1 });
  expect((await put(alice, "report.txt", "The second report.")).id).toBe(second.id);
  const racing = await Promise.all(["third", "fourth"].map((word) => put(alice, "report.txt", `The ${word} report.`)));
  expect(racing.map(({ name }) => name).toSorted()).toEqual(["report (3).txt", "report (4).txt"]);
});

test("many files of one name cost the next one no more than a few looks: none of them is locked", async () => {
  const ivy = await world.person("member", "Ivy");
  const names: string[] = [];
  for (let place = 1; place <= 6; place++) names.push((await put(ivy, "scan.pdf.txt", `Scan ${place}.`)).name);
  expect(names.slice(1)).toEqual([2, 3, 4, 5, 6].map((number) => `scan.pdf (${number}).txt`));
  const locks = async () =>
    new Map(
      (
        await rowsOf<{ name: string; lock: string }>(
          world.database,
          sql`select name, documents.xmax::text as lock from documents where created_by = ${actorId(ivy.actor)}`,
        )
      ).map(({ name, lock }) => [name, lock]),
    );
  const before = await locks();
  expect((await put(ivy, "scan.pdf.txt", "Scan 7.")).name).toBe("scan.pdf (7).txt");
  expect((await put(ivy, "scan.pdf.txt", "Scan 5.")).name).toBe("scan.pdf (5).txt");
  const after = await locks();
  const locked = [...before].filter(([name, lock]) => after.get(name) !== lock).map(([name]) => name);
  expect(locked.toSorted()).toEqual(["scan.pdf (5).txt", "scan.pdf.txt"]);
});

test("they are shared with nobody, whoever asks and however", async () => {
  const { knowledge, database } = world;
  const { id: documentId, knowledge_base_id: knowledgeBaseId } = await put(alice, "salary.txt", "What I earn.");
  const grant = { subject_kind: "person" as const, subject_id: actorId(admin.actor), effect: "allow" as const };
  const refused = { code: "conflict" };
  await expect(knowledge.putGrant(alice, { knowledgeBaseId }, { ...grant, right: "read" })).rejects.toMatchObject(
    refused,
  );
  await expect(
    knowledge.putGrant(alice, { knowledgeBaseId, documentId }, { ...grant, right: "read" }),
  ).rejects.toMatchObject(refused);
  await expect(knowledge.updateKnowledgeBase(alice, knowledgeBaseId, { scope: "team" })).rejects.toMatchObject(refused);
  await expect(knowledge.updateKnowledgeBase(alice, knowledgeBaseId, { name: "Mine" })).rejects.toMatchObject(refused);
  // Nor by a way around the verbs.
  await expect(
    database.execute(sql`update knowledge_bases set scope = 'organization' where id = ${knowledgeBaseId}`),
  ).rejects.toThrow();
  expect(await knowledge.updateKnowledgeBase(alice, knowledgeBaseId, { description: "Mine" })).toMatchObject({
    description: "Mine",
    scope: "personal",
  });
});

test("they are deleted like any other, and begin anew", async () => {
  const before = await put(alice, "old.txt", "Old words.");
  await world.knowledge.deleteKnowledgeBase(alice, before.knowledge_base_id);
  expect(await world.knowledge.getMyFiles(alice)).toEqual({ knowledge_base: null });
  const after = await put(alice, "new.txt", "New words.");
  expect(after.knowledge_base_id).not.toBe(before.knowledge_base_id);
});
