import type { Passage, SearchReport } from "@eai/contract";

export type ScoreName = "dense" | "lexical" | "fused" | "rerank";

/** A score of a passage, as a part of a bar. */
export interface ScoreBar {
  name: ScoreName;
  value: number;
  /** Of the bar, 0 to 1. */
  share: number;
  /** Of the bar: from here on it counts as near enough; null where nothing is measured so. */
  needed: number | null;
}

function bounded(share: number): number {
  return Math.min(Math.max(share, 0), 1);
}

/**
 * Scores by stage, in the order of the stages. Similarity and the fused rank have a scale of their own (0 to 1); BM25 and a
 * reranking model's scores say something only beside those of the other passages, so the best of them fills the bar.
 */
export function scoreBars(
  { chunk_id: chunkId, scores }: Pick<Passage, "chunk_id" | "scores">,
  passages: readonly Pick<Passage, "scores">[],
  report: Pick<SearchReport, "passages"> | undefined,
): ScoreBar[] {
  const best = (name: ScoreName) => Math.max(0, ...passages.map((passage) => passage.scores[name] ?? 0));
  const needed = report?.passages.find((entry) => entry.chunk_id === chunkId)?.minimum_similarity ?? null;
  const bars: ScoreBar[] = [];
  for (const name of ["dense", "lexical", "fused", "rerank"] as const) {
    const value = scores[name];
    if (value === null) continue;
    const full = name === "dense" || name === "fused" ? 1 : best(name);
    bars.push({
      name,
      value,
      share: full > 0 ? bounded(value / full) : 0,
      needed: name === "dense" && needed !== null ? bounded(needed) : null,
    });
  }
  return bars;
}
