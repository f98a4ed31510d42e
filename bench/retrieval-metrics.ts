/** Graded relevance of documents for one question; above 0 is relevant. */
export type Judgements = ReadonlyMap<string, number>;

/** Normalised discounted cumulative gain with linear gains, as trec_eval computes `ndcg_cut` (Järvelin and Kekäläinen 2002). */
export function ndcgAt(depth: number, ranking: readonly string[], judgements: Judgements): number {
  const gains = ranking.slice(0, depth).map((id) => Math.max(0, judgements.get(id) ?? 0));
  const ideal = [...judgements.values()].filter((gain) => gain > 0).sort((left, right) => right - left);
  const best = discounted(ideal.slice(0, depth));
  return best === 0 ? 0 : discounted(gains) / best;
}

function discounted(gains: readonly number[]): number {
  return gains.reduce((sum, gain, index) => sum + gain / Math.log2(index + 2), 0);
}

/** Share of the relevant documents among the first so many. */
export function recallAt(depth: number, ranking: readonly string[], judgements: Judgements): number {
  const relevant = [...judgements].filter(([, gain]) => gain > 0).map(([id]) => id);
  const found = new Set(ranking.slice(0, depth));
  return relevant.length === 0 ? 0 : relevant.filter((id) => found.has(id)).length / relevant.length;
}
