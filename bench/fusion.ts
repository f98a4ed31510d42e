import { join } from "node:path";
import { inverseFrequency, termWeights } from "../adapters/lexical/bm25.ts";
import { fuse } from "../modules/knowledge/search/fuse.ts";
import { questionWords } from "../modules/knowledge/search/question-words.ts";
import { termsOf } from "../modules/knowledge/search/tokenizer.ts";
import type { IndexHits } from "../modules/knowledge/vector-index.ts";
import { embedText } from "../ops/dev/model-emulator/embed-text.ts";
import type { Figure } from "./figure.ts";
import { ndcgAt } from "./retrieval-metrics.ts";
import { readTestCollection, type TestCollection } from "./test-collection.ts";

const folders = ["scifact", "cranfield", "xquad/en", "xquad/zh"] as const;
const depth = 100;
const dimensions = 1536;

type Ranked = { id: string; score: number };
type Fusion = (lexical: readonly Ranked[], dense: readonly Ranked[]) => Ranked[];

/** What was tried; the product has the first. */
const fusions: Record<string, Fusion> = {
  "words alone": (lexical) => [...lexical],
  "meaning alone": (_, dense) => [...dense],
  "the product's": (lexical, dense) =>
    fuse(toHits(lexical, dense)).map(({ chunkId, score }) => ({ id: chunkId, score })),
  "min-max .5/.5": (lexical, dense) => add([minMax(lexical), 0.5], [minMax(dense), 0.5]),
  "min-max .4/.6": (lexical, dense) => add([minMax(lexical), 0.6], [minMax(dense), 0.4]),
  "min-max .2/.8": (lexical, dense) => add([minMax(lexical), 0.8], [minMax(dense), 0.2]),
  "DBSF (±3σ)": (lexical, dense) => add([threeSigma(lexical), 0.5], [threeSigma(dense), 0.5]),
  "RRF, k = 60": (lexical, dense) => add([reciprocal(lexical, 60), 1], [reciprocal(dense, 60), 1]),
  "RRF, k = 10": (lexical, dense) => add([reciprocal(lexical, 10), 1], [reciprocal(dense, 10), 1]),
};

/**
 * Ways of putting both rankings together, over whole documents in memory: BM25 and tokenizer as the product has them,
 * vectors of the emulator, which are hashed words and know no meaning.
 */
export async function measureFusion(dataFolder: string): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const folder of folders) {
    const collection = await readTestCollection(join(dataFolder, folder));
    const rankings = rankBoth(collection, folder.endsWith("zh") ? "zh" : "en");
    for (const [name, combine] of Object.entries(fusions)) {
      const scores = rankings.map(({ lexical, dense, judgements }) =>
        ndcgAt(
          10,
          combine(lexical, dense).map(({ id }) => id),
          judgements,
        ),
      );
      const value = scores.reduce((sum, score) => sum + score, 0) / scores.length;
      figures.push({ name: `${folder}: ${name}, nDCG@10`, value, unit: "" });
    }
  }
  return figures;
}

function rankBoth({ documents, questions }: TestCollection, language: string) {
  const indexed = documents.map(({ id, text }) => ({ id, ...termsOf(text, language), vector: vectorOf(text) }));
  const average = indexed.reduce((sum, { termCount }) => sum + termCount, 0) / indexed.length;
  const containing = new Map<number, number>();
  const weights = new Map(indexed.map((document) => [document.id, termWeights(document, average)]));
  for (const { terms } of indexed) {
    for (const term of terms.keys()) containing.set(term, (containing.get(term) ?? 0) + 1);
  }
  return questions.map(({ text, judgements }) => {
    const asked = questionWords(text, [language]);
    const question = vectorOf(text);
    const lexical = indexed.map(({ id }) => {
      let score = 0;
      for (const { terms, weight } of asked) {
        for (const term of terms) {
          const idf = inverseFrequency(containing.get(term) ?? 0, indexed.length);
          score += weight * idf * (weights.get(id)?.get(term) ?? 0);
        }
      }
      return { id, score };
    });
    const dense = indexed.map(({ id, vector }) => ({ id, score: dot(question, vector) }));
    return { lexical: best(lexical.filter(({ score }) => score > 0)), dense: best(dense), judgements };
  });
}

function vectorOf(text: string): Float32Array {
  return embedText(text, { model: "text-embedding-3-small", dimensions });
}

function dot(left: Float32Array, right: Float32Array): number {
  let sum = 0;
  for (let place = 0; place < left.length; place++) sum += (left[place] ?? 0) * (right[place] ?? 0);
  return sum;
}

function best(ranking: Ranked[]): Ranked[] {
  return ranking.sort((left, right) => right.score - left.score).slice(0, depth);
}

function toHits(lexical: readonly Ranked[], dense: readonly Ranked[]): IndexHits {
  return {
    lexical: lexical.map(({ id, score }) => ({ chunkId: id, score, coverage: 0 })),
    dense: dense.map(({ id, score }) => ({ chunkId: id, score, model: "emulated" })),
  };
}

function minMax(ranking: readonly Ranked[]): Ranked[] {
  const scores = ranking.map(({ score }) => score);
  const [lowest, highest] = [Math.min(...scores), Math.max(...scores)];
  return ranking.map(({ id, score }) => ({
    id,
    score: highest === lowest ? 1 : (score - lowest) / (highest - lowest),
  }));
}

function threeSigma(ranking: readonly Ranked[]): Ranked[] {
  const mean = ranking.reduce((sum, { score }) => sum + score, 0) / ranking.length;
  const deviation = Math.sqrt(ranking.reduce((sum, { score }) => sum + (score - mean) ** 2, 0) / ranking.length) || 1;
  return ranking.map(({ id, score }) => ({ id, score: (score - mean + 3 * deviation) / (6 * deviation) }));
}

function reciprocal(ranking: readonly Ranked[], k: number): Ranked[] {
  return ranking.map(({ id }, place) => ({ id, score: 1 / (k + place + 1) }));
}

function add(...parts: readonly (readonly [readonly Ranked[], number])[]): Ranked[] {
  const sums = new Map<string, number>();
  for (const [ranking, weight] of parts) {
    for (const { id, score } of ranking) sums.set(id, (sums.get(id) ?? 0) + weight * score);
  }
  return best(Array.from(sums, ([id, score]) => ({ id, score })));
}
