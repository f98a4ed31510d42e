import { type Database, intArray, textArray } from "@eai/modules/kernel";
import type { QuestionWord } from "@eai/modules/knowledge";
import { sql } from "drizzle-orm";
import { createRandom, type Random } from "../test/faults/random.ts";

const dimensions = 384;
const clusterCount = 200;
const documentCount = 5000;
const chunksPerDocument = 10;
const readableShare = 0.01;
const vocabulary = 20_000;
const termsPerChunk = 40;
const batchSize = 500;

export interface FilteredCollection {
  ids: { tenant: string; owner: string; asker: string; group: string; knowledgeBase: string };
  /** Ids of the documents the asker may read. */
  readable: ReadonlySet<string>;
  /** A question near one of the clusters, and words of very different rarity. */
  question(random: Random): { vector: number[]; words: QuestionWord[] };
  /** The ids of the nearest chunks the asker may read: counted here, not by a database. */
  nearest(vector: readonly number[], count: number): string[];
}

const ids = {
  tenant: "ten_bench",
  owner: "usr_owner",
  asker: "usr_asker",
  group: "grp_bench",
  knowledgeBase: "kb_bench",
};

/** 50,000 chunks of 5,000 documents in one knowledge base: clustered unit vectors, and terms as rare as words are. */
export async function storeCollection(database: Database): Promise<FilteredCollection> {
  const random = createRandom(1);
  const centres = Array.from({ length: clusterCount }, () => unitVector(random));
  const readable = new Set(
    Array.from({ length: documentCount * readableShare }, (_, place) => documentId(Math.floor(place / readableShare))),
  );
  const readableChunks: { id: string; vector: number[] }[] = [];
  await storeKnowledgeBase(database);
  for (let start = 0; start < documentCount * chunksPerDocument; start += batchSize) {
    const rows = Array.from({ length: batchSize }, (_, place) => {
      const document = documentId(Math.floor((start + place) / chunksPerDocument));
      // As it is stored, so that the exact ranking counts with the same numbers.
      const vector = near(random.pick(centres) ?? [], random).map((value) => Number(value.toFixed(5)));
      const chunk = { id: `chk_${start + place}`, document, vector, terms: drawTerms(random) };
      if (readable.has(document)) readableChunks.push({ id: chunk.id, vector });
      return chunk;
    });
    await storeChunks(database, rows);
  }
  await storeStatistics(database);
  return {
    ids,
    readable,
    question: (seeded) => ({
      vector: near(seeded.pick(centres) ?? [], seeded),
      words: [20, 300, 3000].map((limit) => ({ terms: [1 + seeded.below(limit)], evidence: 1 })),
    }),
    nearest: (vector, count) =>
      readableChunks
        .map(({ id, vector: other }) => ({ id, similarity: cosine(vector, other) }))
        .toSorted((left, right) => right.similarity - left.similarity)
        .slice(0, count)
        .map(({ id }) => id),
  };
}

function documentId(place: number): string {
  return `doc_${String(place).padStart(5, "0")}`;
}

async function storeKnowledgeBase(database: Database): Promise<void> {
  await database.execute(
    sql`insert into tenants (id, path, name) values (${ids.tenant}, ${textArray([ids.tenant])}, 'Bench')`,
  );
  await database.execute(sql`
    insert into people (id, name, email) select id, id, id || '@example.com' from unnest(${textArray([ids.owner, ids.asker])}) id`);
  await database.execute(sql`
    insert into knowledge_bases (id, tenant_id, owner_id, scope, name, chunking)
    values (${ids.knowledgeBase}, ${ids.tenant}, ${ids.owner}, 'personal', 'Bench', '{}'::jsonb)`);
  const documents = Array.from({ length: documentCount }, (_, place) => documentId(place));
  await database.execute(sql`
    insert into documents (id, knowledge_base_id, name, current_version_id, latest_version_id, created_by)
    select id, ${ids.knowledgeBase}, id, 'ver_' || id, 'ver_' || id, 'bench' from unnest(${textArray(documents)}) id`);
}

async function storeChunks(
  database: Database,
  rows: readonly { id: string; document: string; vector: number[]; terms: number[] }[],
): Promise<void> {
  const termsOf = rows.map(({ terms }) => `{${terms.join(",")}}`);
  const weightsOf = rows.map(({ terms }) => `{${terms.map((term) => `${term}:1.2`).join(",")}}/1000000000`);
  await database.execute(sql`
    insert into chunk_index (chunk_id, version_id, document_id, knowledge_base_id, terms, lexical, term_count, language,
      embedding_model, embedding)
    select id, 'ver_' || document, document, ${ids.knowledgeBase}, terms::int[], weights::sparsevec, ${termsPerChunk}::int,
      'en', 'bench', embedding::vector
    from unnest(${textArray(rows.map(({ id }) => id))}, ${textArray(rows.map(({ document }) => document))},
      ${textArray(termsOf)}, ${textArray(weightsOf)}, ${textArray(rows.map(({ vector }) => `[${vector.join(",")}]`))})
      as new (id, document, terms, weights, embedding)`);
}

async function storeStatistics(database: Database): Promise<void> {
  await database.execute(sql`
    insert into term_statistics (knowledge_base_id, term, chunk_count)
    select ${ids.knowledgeBase}, term, count(*)::int from chunk_index, unnest(terms) term group by term`);
  const totals = intArray([documentCount * chunksPerDocument]);
  await database.execute(sql`
    insert into index_statistics (knowledge_base_id, language, chunk_count, term_total)
    select ${ids.knowledgeBase}, 'en', total, total::bigint * ${termsPerChunk}::int from unnest(${totals}) total`);
}

/** Low numbers often, high ones rarely, as words are used. */
function drawTerms(random: Random): number[] {
  const terms = new Set<number>();
  while (terms.size < termsPerChunk)
    terms.add(1 + Math.floor(vocabulary ** (random.below(1_000_000) / 1_000_000)) - 1 || 1);
  return [...terms].toSorted((left, right) => left - right);
}

function unitVector(random: Random): number[] {
  return normalise(Array.from({ length: dimensions }, () => gaussian(random)));
}

/** A unit vector some way off a centre: about 0.8 alike. */
function near(centre: readonly number[], random: Random): number[] {
  return normalise(centre.map((value) => value + (0.75 * gaussian(random)) / Math.sqrt(dimensions)));
}

function normalise(vector: readonly number[]): number[] {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

/** Box and Muller. */
function gaussian(random: Random): number {
  const [first, second] = [(1 + random.below(1_000_000)) / 1_000_001, random.below(1_000_000) / 1_000_000];
  return Math.sqrt(-2 * Math.log(first)) * Math.cos(2 * Math.PI * second);
}

function cosine(left: readonly number[], right: readonly number[]): number {
  let [dot, leftLength, rightLength] = [0, 0, 0];
  for (const [place, value] of left.entries()) {
    const other = right[place] ?? 0;
    dot += value * other;
    leftLength += value * value;
    rightLength += other * other;
  }
  return dot / Math.sqrt(leftLength * rightLength);
}
