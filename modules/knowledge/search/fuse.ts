import type { IndexHits } from "../vector-index.ts";

export interface FusedHit {
  chunkId: string;
  /** 0 to 1, comparable within one answer only */
  score: number;
  /** Cosine similarity; null when the dense search did not find it or was not asked. */
  dense: number | null;
  /** Whose vectors were near; null when the dense search did not find it. */
  model: string | null;
  /** BM25; null when the words did not find it. */
  lexical: number | null;
  /** 0 to 1: how much of the question's weight stands in the chunk. */
  coverage: number;
}

/** How much the dense ranking counts beside the lexical one; measured in `docs/decisions/014-search-stages.md`. */
const denseShare = 0.5;

/**
 * Joins both rankings: scores of each are brought to 0–1 by their minimum and maximum and added with weights (convex
 * combination; Bruch, Gai and Ingber 2023 found it to beat reciprocal rank fusion). Best first; without a dense ranking
 * the order is BM25's.
 */
export function fuse({ lexical, dense }: IndexHits): FusedHit[] {
  const hits = new Map<string, FusedHit>();
  const normalLexical = normalizer(lexical.map(({ score }) => score));
  const lexicalShare = dense === null ? 1 : 1 - denseShare;
  for (const { chunkId, score, coverage } of lexical) {
    hits.set(chunkId, {
      chunkId,
      score: lexicalShare * normalLexical(score),
      dense: null,
      model: null,
      lexical: score,
      coverage,
    });
  }
  // Each embedding model places texts at distances of its own.
  for (const [model, ranking] of Map.groupBy(dense ?? [], (hit) => hit.model)) {
    const normalDense = normalizer(ranking.map(({ score }) => score));
    for (const { chunkId, score } of ranking) {
      const hit = hits.get(chunkId) ?? { chunkId, score: 0, dense: null, model: null, lexical: null, coverage: 0 };
      hits.set(chunkId, { ...hit, dense: score, model, score: hit.score + denseShare * normalDense(score) });
    }
  }
  return [...hits.values()].sort(
    (left, right) =>
      right.score - left.score || (right.lexical ?? 0) - (left.lexical ?? 0) || (left.chunkId < right.chunkId ? -1 : 1),
  );
}

/**
 * Brings scores to 0–1. The worst of a ranking keeps a little, so that having been found counts for more than not
 * having been.
 */
function normalizer(scores: readonly number[]): (score: number) => number {
  const highest = Math.max(...scores);
  const lowest = Math.min(...scores);
  const floor = 0.05;
  if (highest === lowest) return () => 1;
  return (score) => floor + (1 - floor) * ((score - lowest) / (highest - lowest));
}
