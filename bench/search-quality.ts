import { join } from "node:path";
import type { Document, KnowledgeBase, QueryResult } from "@eai/contract";
import { type Person, startProduct } from "../test/product.ts";
import type { Figure } from "./figure.ts";
import { ndcgAt, recallAt } from "./retrieval-metrics.ts";
import { median, quantile } from "./statistics.ts";
import { readTestCollection, type TestCollection } from "./test-collection.ts";

/** What each collection is to reach by words alone, without any model: what a plain BM25 with stems does, or better. */
const collections: readonly { folder: string; ndcg?: number; passes?: Record<number, number> }[] = [
  { folder: "scifact", ndcg: 0.676 },
  { folder: "cranfield", ndcg: 0.365 },
  { folder: "xquad/en", ndcg: 0.965 },
  { folder: "xquad/zh", ndcg: 0.85 },
  { folder: "anthropic-codebase", passes: { 5: 71.8, 10: 80.6, 20: 84.3 } },
];

const uploadsAtOnce = 4;
const questionsAtOnce = 1;
const rankingDepth = 100;

/**
 * Search quality and speed through the product's own API: each entry of a collection is uploaded as a text file, and
 * each question asked. A document stands where its best passage stands.
 * @param dataFolder what BENCH_DATA names
 * @param only names of collections; empty for all
 */
export async function measureSearchQuality(dataFolder: string, only: readonly string[]): Promise<Figure[]> {
  const figures: Figure[] = [];
  await using product = await startProduct();
  const person = await product.signUp({ name: "Bench", email: "bench@example.com" });
  for (const { folder, ndcg, passes } of collections) {
    if (only.length > 0 && !only.includes(folder)) continue;
    const collection = await readTestCollection(join(dataFolder, folder));
    const { knowledgeBase, idOf, seconds } = await ingest(person, folder, collection);
    const { rankings, durations } = await ask(person, knowledgeBase, collection, idOf);
    const mean = (score: (ranking: string[], index: number) => number) =>
      rankings.reduce((sum, ranking, index) => sum + score(ranking, index), 0) / rankings.length;
    const judgements = collection.questions.map((question) => question.judgements);
    figures.push(
      figure(
        `${folder}: nDCG@10`,
        mean((ranking, index) => ndcgAt(10, ranking, judgements[index] ?? new Map())),
        "",
        ndcg,
      ),
      ...Object.entries(passes ?? {}).map(([depth, least]) =>
        figure(
          `${folder}: Pass@${depth}`,
          100 * mean((ranking, index) => recallAt(Number(depth), ranking, judgements[index] ?? new Map())),
          "%",
          least,
        ),
      ),
      figure(`${folder}: ingestion`, collection.documents.length / seconds, "documents/s"),
      figure(`${folder}: search of 10, median`, median(durations), "ms"),
      figure(`${folder}: search of 10, p95`, quantile(durations, 0.95), "ms"),
    );
  }
  return figures;
}

function figure(name: string, value: number, unit: string, least?: number): Figure {
  return least === undefined ? { name, value, unit } : { name, value, unit, target: `≥ ${least}` };
}

async function ingest(person: Person, name: string, { documents }: TestCollection) {
  const knowledgeBase = await person.createKnowledgeBase({ name });
  const idOf = new Map<string, string>();
  const start = performance.now();
  await inParallel(uploadsAtOnce, documents.entries(), async ([index, { id, text }]) => {
    const response = await person.upload(knowledgeBase.id, `${index}.txt`, text);
    if (response.status !== 202) throw new Error(`Upload of ${id}: ${response.status} ${await response.text()}`);
    idOf.set(((await response.json()) as Document).id, id);
  });
  await untilReady(person, knowledgeBase.id, documents.length);
  return { knowledgeBase, idOf, seconds: (performance.now() - start) / 1000 };
}

async function untilReady(person: Person, knowledgeBaseId: string, count: number): Promise<void> {
  let seen = -1;
  let seenAt = Date.now();
  for (;;) {
    const path = `/api/v1/knowledge-bases/${knowledgeBaseId}`;
    const { ready_count, failed_count } = await person.call<KnowledgeBase>("GET", path);
    if (failed_count > 0) throw new Error(`${failed_count} documents failed`);
    if (ready_count === count) {
      if (process.stderr.isTTY) process.stderr.write("\n");
      return;
    }
    if (ready_count !== seen) {
      [seen, seenAt] = [ready_count, Date.now()];
      if (process.stderr.isTTY) process.stderr.write(`\r${ready_count} of ${count} documents ready`);
    }
    if (Date.now() - seenAt > 120_000) throw new Error(`Stuck with ${ready_count} of ${count} documents ready`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function ask(
  person: Person,
  knowledgeBase: KnowledgeBase,
  { questions }: TestCollection,
  idOf: ReadonlyMap<string, string>,
): Promise<{ rankings: string[][]; durations: number[] }> {
  const path = `/api/v1/knowledge-bases/${knowledgeBase.id}/query`;
  const rankings: string[][] = [];
  const durations: number[] = [];
  await inParallel(questionsAtOnce, questions.entries(), async ([index, { text }]) => {
    const startedAt = performance.now();
    await person.call<QueryResult>("POST", path, { query: text, limit: 10 });
    durations.push(performance.now() - startedAt);
    const deep = await person.call<QueryResult>("POST", path, { query: text, limit: rankingDepth });
    rankings[index] = [...new Set(deep.passages.map((passage) => idOf.get(passage.document_id) ?? ""))];
  });
  return { rankings, durations };
}

async function inParallel<Item>(
  count: number,
  items: Iterator<Item> & Iterable<Item>,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, async () => {
      // Workers share the one iterator, so each item is taken once.
      for (let next = items.next(); !next.done; next = items.next()) await work(next.value);
    }),
  );
}
