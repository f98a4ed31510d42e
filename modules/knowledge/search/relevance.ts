import type { FusedHit } from "./fuse.ts";

/**
 * From which cosine similarity on a passage speaks of what was asked, by embedding model: models differ in how near
 * they place texts that have nothing in common. The first name that begins the model's counts.
 */
const denseThresholds: readonly [model: string, threshold: number][] = [
  ["text-embedding-3", 0.2],
  ["text-embedding-ada-002", 0.76],
];
const usualThreshold = 0.3;

/** From which share of the question's weight on; measured in `docs/decisions/005-search.md`. */
const coverageFloor = 0.35;

/**
 * Whether a passage can be evidence: near enough in meaning, or with enough of the question's own words by weight.
 * A passage that shares only "capital" with a question about the capital of Mongolia is not.
 * @param embeddingModel of the vector that was near; null when only words found it
 */
export function isRelevant(hit: Pick<FusedHit, "dense" | "coverage">, embeddingModel: string | null): boolean {
  if (hit.coverage >= coverageFloor) return true;
  if (embeddingModel === null || hit.dense === null) return false;
  const known = denseThresholds.find(([prefix]) => embeddingModel.startsWith(prefix));
  return hit.dense >= (known?.[1] ?? usualThreshold);
}
