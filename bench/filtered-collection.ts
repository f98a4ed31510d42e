import { type Database, textArray } from "@eai/modules/kernel";
import type { QuestionWord } from "@eai/modules/knowledge";
import { sql } from "drizzle-orm";
import { createRandom, type Random } from "../test/faults/random.ts";

const clusterCount = 200;
const chunksPerDocument = 10;
const vocabulary = 20_000;
const termsPerChunk = 40;
const batchSize = 500;

/** The knowledge bases hold these shares of all passages, in hundredths. */
export const shares = [1, 10, 89] as const;

export interface FilteredCollection {
  ids: { tenant: string; owner: string; asker: string; group: string; knowledgeBases: readonly string[] };
  /** Ids of the documents the asker may read: one in a hundred of each knowledge base. */
  readable: ReadonlySet<string>;
  /** A question near one of the clusters, and words of very different rarity. */
  question(random: Random): { vector: number[]; words: QuestionWord[] };
  /** The ids of the nearest chunks among those that count: found here, not by a database. */
  nearest(vector: readonly number[], count: number, counts: (place: Place) => boolean): string[];
}

/** Where a chunk stands. */
export interface Place {
  document: string;
  knowledgeBase: string;
}

const ids = {
  tenant: "ten_bench",
  owner: "usr_owner",
  asker: "usr_asker",
  group: "grp_bench",
  knowledgeBases: shares.map((share) => `kb_bench_${share}`),
};

/** Clustered unit vectors, and terms as rare as words are, in documents of ten chunks. */
export async function storeCollection(
  database: Database,
  { chunkCount, dimensions }: { chunkCount: number; dimensions: number },
): Promise<FilteredCollection> {
  const random = createRandom(1);
  const centres = Array.from({ length: clusterCount }, () => unitVector(random, dimensions));
  const documentCount = chunkCount / chunksPerDocument;
  const readable = new Set(
    Array.from({ length: documentCount }, (_, place) => place).flatMap((place) =>
      place % 100 === 50 ? [documentId(place)] : [],
    ),
  );
  const vectors = new Float32Array(chunkCount * dimensions);
  await storeKnowledgeBases(database, documentCount);
  for (let start = 0; start < chunkCount; start += batchSize) {
    const rows = Array.from({ length: batchSize }, (_, place) => {
      const documentPlace = Math.floor((start + place) / chunksPerDocument);
      // As it is stored, so that the exact ranking counts with the same numbers.
      const vector = near(random.pick(centres) ?? [], random).map((value) => Number(value.toFixed(5)));
      vectors.set(vector, (start + place) * dimensions);
      return {
        id: chunkId(start + place),
        document: documentId(documentPlace),
        knowledgeBase: knowledgeBaseOf(documentPlace),
        vector,
        terms: drawTerms(random),
      };
    });
    await storeChunks(database, rows);
  }
  await storeStatistics(database);
  return {
    ids,
    readable,
    question: (seeded) => ({
      vector: near(seeded.pick(centres) ?? [], seeded),
      words: [20, 300, 3000].map((limit) => ({ terms: [1 + seeded.below(limit)], evidence: 1, weight: 1 })),
    }),
    nearest(vector, count, counts) {
      const found: { id: string; similarity: number }[] = [];
      for (let chunk = 0; chunk < chunkCount; chunk++) {
        const place = Math.floor(chunk / chunksPerDocument);
        if (!counts({ document: documentId(place), knowledgeBase: knowledgeBaseOf(place) })) continue;
        const stored = vectors.subarray(chunk * dimensions, (chunk + 1) * dimensions);
        found.push({ id: chunkId(chunk), similarity: cosine(vector, stored) });
      }
      return found
        .toSorted((left, right) => right.similarity - left.similarity)
        .slice(0, count)
        .map(({ id }) => id);
    },
  };
}

function chunkId(place: number): string {
  return `chk_${place}`;
}

function knowledgeBaseOf(documentPlace: number): string {
  const hundredth = documentPlace % 100;
  const place = hundredth < 1 ? 0 : hundredth < 11 ? 1 : 2;
  return ids.knowledgeBases[place] ?? "";
}

function documentId(place: number): string {
  return `doc_${String(place).padStart(5, "0")}`;
}

async function storeKnowledgeBases(database: Database, documentCount: number): Promise<void> {
  await database.execute(
    sql`insert into tenants (id, path, name) values (${ids.tenant}, ${textArray([ids.tenant])}, 'Bench')`,
  );
  await database.execute(sql`
    insert into people (id, name, email) select id, id, id || '@example.com' from unnest(${textArray([ids.owner, ids.asker])}) id`);
  await database.execute(sql`
    insert into knowledge_bases (id, tenant_id, owner_id, scope, name, chunking)
    select id, ${ids.tenant}, ${ids.owner}, 'personal', 'Bench', '{}'::jsonb from unnest(${textArray(ids.knowledgeBases)}) id`);
  const places = Array.from({ length: documentCount }, (_, place) => place);
  await database.execute(sql`
    insert into documents (id, knowledge_base_id, name, current_version_id, latest_version_id, created_by)
    select id, base, id, 'ver_' || id, 'ver_' || id, 'bench'
    from unnest(${textArray(places.map(documentId))}, ${textArray(places.map(knowledgeBaseOf))}) new (id, base)`);
}

async function storeChunks(
  database: Database,
  rows: readonly { id: string; document: string; knowledgeBase: string; vector: number[]; terms: number[] }[],
): Promise<void> {
  const termsOf = rows.map(({ terms }) => `{${terms.join(",")}}`);
  const weightsOf = rows.map(({ terms }) => `{${terms.map((term) => `${term}:1.2`).join(",")}}/1000000000`);
  await database.execute(sql`
    insert into chunk_index (chunk_id, version_id, document_id, knowledge_base_id, terms, lexical, term_count, language,
      embedding_model, embedding)
    select id, 'ver_' || document, document, base, terms::int[], weights::sparsevec, ${termsPerChunk}::int,
      'en', 'bench', embedding::vector
    from unnest(${textArray(rows.map(({ id }) => id))}, ${textArray(rows.map(({ document }) => document))},
      ${textArray(rows.map(({ knowledgeBase }) => knowledgeBase))},
      ${textArray(termsOf)}, ${textArray(weightsOf)}, ${textArray(rows.map(({ vector }) => `[${vector.join(",")}]`))})
      as new (id, document, base, terms, weights, embedding)`);
}

async function storeStatistics(database: Database): Promise<void> {
  await database.execute(sql`
    insert into term_statistics (knowledge_base_id, term, chunk_count)
    select knowledge_base_id, term, count(*)::int from chunk_index, unnest(terms) term group by 1, 2`);
  await database.execute(sql`
    insert into index_statistics (knowledge_base_id, language, chunk_count, term_total)
    select knowledge_base_id, language, count(*)::int, sum(term_count)::bigint from chunk_index group by 1, 2`);
}

/** Low numbers often, high ones rarely, as words are used. */
function drawTerms(random: Random): number[] {
  const terms = new Set<number>();
  while (terms.size < termsPerChunk)
    terms.add(1 + Math.floor(vocabulary ** (random.below(1_000_000) / 1_000_000)) - 1 || 1);
  return [...terms].toSorted((left, right) => left - right);
}

function unitVector(random: Random, dimensions: number): number[] {
  return normalise(Array.from({ length: dimensions }, () => gaussian(random)));
}

/** A unit vector some way off a centre: about 0.8 alike. */
function near(centre: readonly number[], random: Random): number[] {
  return normalise(centre.map((value) => value + (0.75 * gaussian(random)) / Math.sqrt(centre.length)));
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

function cosine(left: readonly number[], right: Float32Array): number {
  let [dot, leftLength, rightLength] = [0, 0, 0];
  for (let place = 0; place < right.length; place++) {
    const [one, other] = [left[place] ?? 0, right[place] ?? 0];
    dot += one * other;
    leftLength += one * one;
    rightLength += other * other;
  }
  return dot / Math.sqrt(leftLength * rightLength);
}
