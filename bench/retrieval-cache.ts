import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createMemoryRetrievalCache } from "@eai/adapters/memory";
import { marksOf, questionHash, type RetrievalCache } from "@eai/modules/knowledge";
import { embedText } from "../ops/dev/model-emulator/embed-text.ts";
import type { Figure } from "./figure.ts";
import { quantile } from "./statistics.ts";

interface Pair {
  origin: string;
  similar: string;
}

const embedding = { model: "text-embedding-3-small", dimensions: 1536 };
const scope = { knowledgeBaseIds: ["kb_bench"], key: "bench" };
const limits = { ttlSeconds: 3600, entryLimit: 20_000 };
const similarities = [0.6, 0.65, 0.7, 0.75, 0.8, 0.92];

/**
 * The cache of searches on pairs of sentences that say the same: all first ones are kept, each second one is looked for.
 * Right is a hit on its own pair. Then the same with the own pair not kept, where every hit is one on another pair; and
 * the time of a look among 1,000 and 10,000 entries. The vectors are the emulator's, which know words and no meaning.
 * @param dataFolder what BENCH_DATA names
 */
export async function measureRetrievalCache(dataFolder: string): Promise<Figure[]> {
  const pairs = JSON.parse(await readFile(join(dataFolder, "semantic-cache", "mock_data.json"), "utf8")) as Pair[];
  const cache = createMemoryRetrievalCache();
  for (const { origin } of pairs) await keep(cache, origin);
  const figures: Figure[] = [];
  for (const similarity of similarities) {
    const found = await Promise.all(pairs.map(({ similar }) => look(cache, similar, similarity)));
    const hits = found.filter((value) => value !== null).length;
    const right = found.filter((value, place) => value === pairs[place]?.origin).length;
    const strangers = await hitsWithoutOwn(pairs, similarity);
    const target = similarity === 0.7 ? { target: "≥ 45" } : {};
    figures.push(
      { name: `similarity ${similarity}: hits`, value: (100 * hits) / pairs.length, unit: "%", ...target },
      {
        name: `similarity ${similarity}: right`,
        value: (100 * right) / hits,
        unit: "%",
        ...(similarity === 0.7 ? { target: "≥ 99" } : {}),
      },
      {
        name: `similarity ${similarity}: hits without the own pair`,
        value: (100 * strangers) / pairs.length,
        unit: "%",
      },
    );
  }
  return [...figures, ...(await lookUpFigures(pairs, 1000, 2)), ...(await lookUpFigures(pairs, 10_000))];
}

async function keep(cache: RetrievalCache, question: string): Promise<void> {
  const entry = {
    questionHash: questionHash(question),
    marks: marksOf(question),
    vector: embedText(question, embedding),
    value: question,
    finding: questionHash(question),
  };
  await cache.put(scope, entry, limits);
}

async function look(cache: RetrievalCache, question: string, similarity: number): Promise<string | null> {
  const probe = { vector: embedText(question, embedding), marks: marksOf(question), similarity };
  return (await cache.nearest(scope, probe, limits))?.value ?? null;
}

/** In two halves: each is looked for where only the other is kept. */
async function hitsWithoutOwn(pairs: readonly Pair[], similarity: number): Promise<number> {
  let hits = 0;
  for (const half of [0, 1]) {
    const cache = createMemoryRetrievalCache();
    for (const [place, { origin }] of pairs.entries()) if (place % 2 === half) await keep(cache, origin);
    for (const [place, { similar }] of pairs.entries()) {
      if (place % 2 !== half && (await look(cache, similar, similarity)) !== null) hits += 1;
    }
  }
  return hits;
}

async function lookUpFigures(pairs: readonly Pair[], count: number, most?: number): Promise<Figure[]> {
  const cache = createMemoryRetrievalCache();
  for (let place = 0; place < count; place += 1) await keep(cache, `${pairs[place % pairs.length]?.origin} ${place}`);
  const durations: number[] = [];
  for (const { similar } of pairs.slice(0, 200)) {
    const probe = { vector: embedText(similar, embedding), marks: marksOf(similar), similarity: 0.92 };
    const startedAt = performance.now();
    await cache.nearest(scope, probe, limits);
    durations.push(performance.now() - startedAt);
  }
  const target = most === undefined ? {} : { target: `≤ ${most}` };
  return [
    { name: `look among ${count} entries, median`, value: quantile(durations, 0.5), unit: "ms", ...target },
    { name: `look among ${count} entries, p95`, value: quantile(durations, 0.95), unit: "ms" },
  ];
}
