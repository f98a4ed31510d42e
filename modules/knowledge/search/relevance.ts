import type { FusedHit } from "./fuse.ts";

interface Threshold {
  /** What the model's name begins with, without its publisher. */
  model: string;
  /** Only for vectors of this length; left out: any. */
  dimensions?: number;
  minimum: number;
}

/**
 * From which cosine similarity on a passage speaks of what was asked: models differ in how near they place texts that
 * have nothing in common, and so does one model cut to fewer dimensions. The first row that fits counts. A floor against
 * noise, not a proof: the nearest wrong passage of one question can stand above the right one of another.
 * Sources: text-embedding-3 and ada-002 as measured by others on one corpus (right from .23 and .21, and about .72 to
 * .81); bge (v1) and e5 place everything near, as their model cards say. What was not measured takes the usual one.
 */
const thresholds: readonly Threshold[] = [
  // Of short vectors more are near by chance.
  { model: "text-embedding-3", dimensions: 256, minimum: 0.25 },
  { model: "text-embedding-3", minimum: 0.2 },
  { model: "text-embedding-ada-002", minimum: 0.76 },
  { model: "multilingual-e5", minimum: 0.78 },
  { model: "e5-", minimum: 0.78 },
  { model: "bge-m3", minimum: 0.45 },
  { model: "bge-", minimum: 0.6 },
];
const usualMinimum = 0.3;

/** From which share of the question's weight on; measured in `docs/decisions/005-search.md`. */
export const coverageFloor = 0.35;

/** The threshold of an embedding model, for vectors of this length. */
export function minimumSimilarity(model: string, dimensions: number): number {
  const name = model.slice(model.lastIndexOf("/") + 1).toLowerCase();
  const known = thresholds.find(
    (row) => name.startsWith(row.model) && (row.dimensions === undefined || row.dimensions === dimensions),
  );
  return known?.minimum ?? usualMinimum;
}

/**
 * Whether a passage can be evidence: near enough in meaning, or with enough of the question's own words by weight.
 * A passage that shares only "capital" with a question about the capital of Mongolia is not.
 * @param minimum cosine similarity; null when only words were searched
 */
export function isRelevant({ dense, coverage }: Pick<FusedHit, "dense" | "coverage">, minimum: number | null): boolean {
  if (coverage >= coverageFloor) return true;
  return minimum !== null && dense !== null && dense >= minimum;
}
