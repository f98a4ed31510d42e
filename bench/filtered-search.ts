import { createPgvectorIndex } from "@eai/adapters/pgvector";
import type { Context, Database } from "@eai/modules/kernel";
import type { IndexQuery } from "@eai/modules/knowledge";
import { createTestDatabase } from "@eai/platform/testing";
import { type SQL, sql } from "drizzle-orm";
import { createRandom } from "../test/faults/random.ts";
import { contextFor } from "../test/people.ts";
import type { Figure } from "./figure.ts";
import { type FilteredCollection, storeCollection } from "./filtered-collection.ts";
import { median } from "./statistics.ts";

const rounds = 5;
const questionCount = 20;
const depth = 10;

/** How one in a hundred documents comes to be readable for someone else than the owner. */
const shapes: readonly {
  name: string;
  scope: "personal" | "organization";
  restricted: boolean;
  subject?: "person" | "group";
}[] = [
  { name: "grants of single documents", scope: "personal", restricted: false, subject: "person" },
  { name: "an open knowledge base, 99 % restricted", scope: "organization", restricted: true },
  { name: "grants to a group", scope: "personal", restricted: false, subject: "group" },
];

/**
 * Search among 50,000 passages of which the asker may read one in a hundred: how much of the exact best ten it finds,
 * and how long it takes against the search of the owner, for whom nothing is filtered. On PGlite, or on the server that
 * TEST_DATABASE_URL names.
 */
export async function measureFilteredSearch(): Promise<Figure[]> {
  await using test = await createTestDatabase();
  const { database } = test;
  const collection = await storeCollection(database);
  const figures: Figure[] = [];
  for (const shape of shapes) {
    await openTo(database, collection, shape);
    figures.push(...(await measureShape(database, collection, shape)));
  }
  return figures;
}

async function openTo(
  database: Database,
  { ids, readable }: FilteredCollection,
  shape: (typeof shapes)[number],
): Promise<void> {
  const isReadable = sql`documents.id = any(${sql`${`{${[...readable].join(",")}}`}::text[]`})`;
  await database.execute(sql`delete from knowledge_grants`);
  await database.execute(sql`update knowledge_bases set scope = ${shape.scope} where id = ${ids.knowledgeBase}`);
  await database.execute(sql`update documents set restricted = ${shape.restricted} and not ${isReadable}`);
  if (shape.subject !== undefined) {
    const subject = shape.subject === "person" ? ids.asker : ids.group;
    await database.execute(sql`
      insert into knowledge_grants (id, knowledge_base_id, document_id, subject_kind, subject_id, effect, "right", created_by)
      select 'grn_' || documents.id, ${ids.knowledgeBase}, documents.id, ${shape.subject}, ${subject}, 'allow', 'read', 'bench'
      from documents where ${isReadable}`);
  }
  await vacuum(database);
}

async function measureShape(
  database: Database,
  collection: FilteredCollection,
  { name }: (typeof shapes)[number],
): Promise<Figure[]> {
  const index = createPgvectorIndex({ database });
  const { ids } = collection;
  const owner = contextFor({ id: ids.owner }, [ids.tenant]);
  const asker = contextFor({ id: ids.asker, groupIds: [ids.group] }, [ids.tenant]);
  const questions = Array.from({ length: questionCount }, (_, place) => collection.question(createRandom(place)));
  const times = {
    owner: [] as number[],
    asker: [] as number[],
    ownerWords: [] as number[],
    askerWords: [] as number[],
  };
  let found = 0;
  async function timed(into: number[], context: Context, query: IndexQuery) {
    const startedAt = performance.now();
    const hits = await index.search(context, query);
    into.push(performance.now() - startedAt);
    return hits;
  }
  for (let round = 0; round < rounds; round++) {
    for (const { vector, words } of questions) {
      const common = { knowledgeBaseIds: [ids.knowledgeBase], limit: depth };
      const byMeaning: IndexQuery = { ...common, words: [], embeddings: [{ model: "bench", vector }] };
      const byWords: IndexQuery = { ...common, words, embeddings: [] };
      await timed(times.owner, owner, byMeaning);
      const { dense } = await timed(times.asker, asker, byMeaning);
      await timed(times.ownerWords, owner, byWords);
      await timed(times.askerWords, asker, byWords);
      if (round > 0) continue;
      const exact = new Set(collection.nearest(vector, depth));
      found += (dense ?? []).filter(({ chunkId }) => exact.has(chunkId)).length / exact.size;
    }
  }
  return [
    { name: `${name}: recall@${depth}`, value: found / questionCount, unit: "", target: "≥ 0.99" },
    { name: `${name}: by meaning, owner`, value: median(times.owner), unit: "ms" },
    { name: `${name}: by meaning, filtered`, value: median(times.asker), unit: "ms" },
    { name: `${name}: by meaning, ratio`, value: median(times.asker) / median(times.owner), unit: "×", target: "< 1" },
    { name: `${name}: by words, ratio`, value: median(times.askerWords) / median(times.ownerWords), unit: "×" },
  ];
}

/** As the worker does on the embedded database, and a server by itself. */
async function vacuum(database: Database): Promise<void> {
  const statement: SQL = sql`vacuum (analyze)`;
  await database.execute(statement);
}
