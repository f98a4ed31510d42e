import { createPgvectorIndex } from "@eai/adapters/pgvector";
import type { Context, Database } from "@eai/modules/kernel";
import type { IndexQuery, VectorIndex } from "@eai/modules/knowledge";
import { createTestDatabase } from "@eai/platform/testing";
import { type SQL, sql } from "drizzle-orm";
import { createRandom } from "../test/faults/random.ts";
import { contextFor } from "../test/people.ts";
import type { Figure } from "./figure.ts";
import { type FilteredCollection, type Place, storeCollection } from "./filtered-collection.ts";
import { median, quantile } from "./statistics.ts";

const rounds = 5;
const questionCount = 20;
const depth = 10;

interface Shape {
  name: string;
  /** How one in a hundred documents comes to be readable for someone else than the owner; left out: the owner asks. */
  opened?: { scope: "personal" | "organization"; restricted: boolean; subject?: "person" | "group" };
  /** Which of the knowledge bases are asked. */
  asked: readonly number[];
}

const everything = [0, 1, 2] as const;
const shapes: readonly Shape[] = [
  { name: "a tenant with 1 %", asked: [0] },
  { name: "a tenant with 10 %", asked: [1] },
  { name: "all of it", asked: everything },
  {
    name: "1 % by grants of single documents",
    asked: everything,
    opened: { scope: "personal", restricted: false, subject: "person" },
  },
  { name: "open, 99 % restricted", asked: everything, opened: { scope: "organization", restricted: true } },
  {
    name: "1 % by grants to a group",
    asked: everything,
    opened: { scope: "personal", restricted: false, subject: "group" },
  },
];

/**
 * Search among many passages of which the asker may read few: how much of the exact best ten it finds, and how long it
 * takes. On PGlite, or on the server that BENCH_DATABASE_URL names, in a database of its own.
 * @param given how many passages, and the length of their vectors; default 50,000 and 384
 */
export async function measureFilteredSearch([chunks = "50000", dimensions = "384"]: readonly string[]): Promise<
  Figure[]
> {
  if (process.env.BENCH_DATABASE_URL) process.env.TEST_DATABASE_URL = process.env.BENCH_DATABASE_URL;
  await using test = await createTestDatabase();
  const { database } = test;
  const size = { chunkCount: Number(chunks), dimensions: Number(dimensions) };
  const startedAt = performance.now();
  const collection = await storeCollection(database, size);
  const storedAt = performance.now();
  await vacuum(database);
  const index = createPgvectorIndex({
    database,
    serverUrl: test.queueBackend.kind === "server" ? test.queueBackend.url : undefined,
  });
  await index.maintain?.();
  const figures: Figure[] = [
    { name: "stored", value: (storedAt - startedAt) / 1000, unit: "s" },
    { name: "tidied and indexed", value: (performance.now() - storedAt) / 1000, unit: "s" },
  ];
  for (const shape of shapes) {
    await openTo(database, collection, shape);
    for (const figure of await measureShape(index, collection, shape)) {
      if (process.stderr.isTTY) process.stderr.write(`${figure.name}: ${figure.value}\n`);
      figures.push(figure);
    }
  }
  return figures;
}

async function openTo(database: Database, { ids, readable }: FilteredCollection, { opened }: Shape): Promise<void> {
  if (!opened) return;
  const isReadable = sql`documents.id = any(${sql`${`{${[...readable].join(",")}}`}::text[]`})`;
  await database.execute(sql`delete from knowledge_grants`);
  await database.execute(sql`update knowledge_bases set scope = ${opened.scope}`);
  await database.execute(sql`update documents set restricted = ${opened.restricted} and not ${isReadable}`);
  if (opened.subject !== undefined) {
    const subject = opened.subject === "person" ? ids.asker : ids.group;
    await database.execute(sql`
      insert into knowledge_grants (id, knowledge_base_id, document_id, subject_kind, subject_id, effect, "right", created_by)
      select 'grn_' || documents.id, documents.knowledge_base_id, documents.id, ${opened.subject}, ${subject}, 'allow', 'read', 'bench'
      from documents where ${isReadable}`);
  }
  await vacuum(database);
}

async function measureShape(
  index: VectorIndex,
  { ids, readable, question, nearest }: FilteredCollection,
  { name, asked, opened }: Shape,
): Promise<Figure[]> {
  const owner = contextFor({ id: ids.owner }, [ids.tenant]);
  const asker = contextFor({ id: ids.asker, groupIds: [ids.group] }, [ids.tenant]);
  const context = opened ? asker : owner;
  const knowledgeBaseIds = asked.map((place) => ids.knowledgeBases[place] ?? "");
  const questions = Array.from({ length: questionCount }, (_, place) => question(createRandom(place)));
  const counts = ({ document, knowledgeBase }: Place) =>
    knowledgeBaseIds.includes(knowledgeBase) && (!opened || readable.has(document));
  const times = { meaning: [] as number[], words: [] as number[] };
  let found = 0;
  async function timed(into: number[], by: Context, query: IndexQuery) {
    const startedAt = performance.now();
    const hits = await index.search(by, query);
    into.push(performance.now() - startedAt);
    return hits;
  }
  for (let round = 0; round < rounds; round++) {
    for (const { vector, words } of questions) {
      const common = { knowledgeBaseIds, limit: depth };
      const byMeaning: IndexQuery = { ...common, words: [], embeddings: [{ model: "bench", vector }] };
      const { dense } = await timed(times.meaning, context, byMeaning);
      await timed(times.words, context, { ...common, words, embeddings: [] });
      if (round > 0) continue;
      const exact = new Set(nearest(vector, depth, counts));
      found += (dense ?? []).filter(({ chunkId }) => exact.has(chunkId)).length / exact.size;
    }
  }
  return [
    { name: `${name}: recall@${depth}`, value: found / questionCount, unit: "", target: "≥ 0.99" },
    { name: `${name}: by meaning, p50`, value: median(times.meaning), unit: "ms" },
    { name: `${name}: by meaning, p95`, value: quantile(times.meaning, 0.95), unit: "ms" },
    { name: `${name}: by words, p50`, value: median(times.words), unit: "ms" },
    { name: `${name}: by words, p95`, value: quantile(times.words, 0.95), unit: "ms" },
  ];
}

/** As the worker does on the embedded database, and a server by itself. */
async function vacuum(database: Database): Promise<void> {
  const statement: SQL = sql`vacuum (analyze)`;
  await database.execute(statement);
}
