import { createPgvectorIndex } from "@eai/adapters/pgvector";
import { type Context, rowsOf, textArray } from "@eai/modules/kernel";
import { createTestDatabase, type TestDatabase } from "@eai/platform/testing";
import { type SQL, sql } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { accessPlan, idOf, type Plan, type World, worldOf } from "../../test/access-plan.ts";
import { type Decided, decide } from "../../test/access-policy.ts";
import { storeWorld } from "../../test/access-store.ts";
import {
  entersKnowledgeBase,
  knowledgeBasesInReach,
  managesKnowledgeBase,
  readableDocuments,
  readsDocument,
  readsKnowledgeBase,
  writesKnowledgeBase,
} from "./access.ts";
import { everyAsker } from "./asker.ts";
import { knowledgeBases } from "./tables.ts";

// All the ways the database decides, against the policy in plain words.

let opened: TestDatabase;
beforeAll(async () => {
  opened = await createTestDatabase();
});
afterAll(() => opened.close());

type Row = Omit<Decided, "documents"> & { id: string };

async function readDecisions(context: Context, ids: readonly string[]): Promise<Row[]> {
  return rowsOf<Row>(
    opened.database,
    sql`select id, ${readsKnowledgeBase(context)} as reads, ${entersKnowledgeBase(context)} as enters,
        ${writesKnowledgeBase(context)} as writes, ${managesKnowledgeBase(context)} as manages
      from knowledge_bases where id = any(${textArray(ids)})`,
  );
}

async function idsOf(query: SQL): Promise<string[]> {
  return (await rowsOf<{ id: string }>(opened.database, query)).map(({ id }) => id).toSorted();
}

async function check(world: World): Promise<void> {
  const { database } = opened;
  const { contexts, knowledgeBaseIds, documentIds, plan: drawn } = world;
  const index = createPgvectorIndex({ database });
  for (const [personPlace, context] of contexts.entries()) {
    const decided = knowledgeBaseIds.map((_, base) => decide(world, personPlace, base));
    const rows = new Map((await readDecisions(context, knowledgeBaseIds)).map((row) => [row.id, row]));
    for (const [base, id] of knowledgeBaseIds.entries()) {
      const { documents: _, ...expected } = decided[base] ?? { documents: [] };
      expect(rows.get(id)).toEqual({ id, ...expected });
    }
    const readable = documentIds
      .flatMap((ids, base) => ids.filter((_, document) => decided[base]?.documents[document]))
      .toSorted();
    const join = sql`from documents join knowledge_bases on knowledge_bases.id = documents.knowledge_base_id
      where knowledge_bases.id = any(${textArray(knowledgeBaseIds)})`;
    expect(await idsOf(sql`select documents.id ${join} and ${readsDocument(context)}`)).toEqual(readable);
    const isInReach = sql`documents.knowledge_base_id in (${knowledgeBasesInReach(context)})`;
    expect(await idsOf(sql`select documents.id ${join} and ${isInReach} and ${readsDocument(context)}`)).toEqual(
      readable,
    );
    // Through Drizzle's builder, which drops the names of tables where it can.
    const built = await database
      .select({ id: knowledgeBases.id })
      .from(knowledgeBases)
      .where(entersKnowledgeBase(context));
    const entered = knowledgeBaseIds.filter((_, base) => decided[base]?.enters).toSorted();
    expect(
      built
        .map(({ id }) => id)
        .filter((id) => knowledgeBaseIds.includes(id))
        .toSorted(),
    ).toEqual(entered);

    const cut = readableDocuments(context, knowledgeBaseIds);
    const open = sql`select documents.id from documents where documents.knowledge_base_id in (${cut.openKnowledgeBases})
      and documents.id not in (${cut.closedDocuments})`;
    const byCut = [...(await idsOf(open)), ...(await idsOf(sql`select id from (${cut.singleDocuments}) single`))];
    expect(byCut.toSorted()).toEqual(readable);

    const query = { knowledgeBaseIds, words: [], embeddings: [{ model: "test", vector: [1, 0] }], limit: 100 };
    const { dense } = await index.search(context, query);
    expect((dense ?? []).map(({ chunkId }) => chunkId.replace("chk_", "")).toSorted()).toEqual(readable);
  }
  await checkAudience(world, drawn);
}

/** The same rules asked for all people at once. */
async function checkAudience(world: World, drawn: Plan): Promise<void> {
  const { asker, from } = everyAsker;
  const rows = await rowsOf<{ person: string; document: string; reads: boolean; writes: boolean; manages: boolean }>(
    opened.database,
    sql`select asker.id as person, documents.id as document, ${readsDocument(asker)} as reads,
        ${writesKnowledgeBase(asker)} as writes, ${managesKnowledgeBase(asker)} as manages
      from documents join knowledge_bases on knowledge_bases.id = documents.knowledge_base_id cross join ${from}
      where knowledge_bases.id = any(${textArray(world.knowledgeBaseIds)}) and asker.id like ${`%${world.run}%`}`,
  );
  const found = new Map(rows.map(({ person, document, ...decided }) => [`${person}/${document}`, decided]));
  for (const [personPlace, { suspended }] of drawn.people.entries()) {
    for (const [base, ids] of world.documentIds.entries()) {
      const { documents: readable, writes, manages } = decide(world, personPlace, base);
      for (const [document, id] of ids.entries()) {
        const expected = suspended ? undefined : { reads: readable[document], writes, manages };
        expect(found.get(`${idOf(world.run, "usr", personPlace)}/${id}`)).toEqual(expected);
      }
    }
  }
}

test("every way of deciding comes to what the policy says, whatever the people, tenants, groups and grants", async () => {
  await fc.assert(
    fc.asyncProperty(accessPlan, async (drawn) => {
      const world = worldOf(drawn);
      await storeWorld(opened.database, world);
      await check(world);
    }),
    { numRuns: 40 },
  );
}, 300_000);
