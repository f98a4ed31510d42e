import type { Passage, StoredPassage } from "./passages.ts";
import type { RankedHit } from "./rank.ts";
import { isRelevant } from "./relevance.ts";

/**
 * Hits with what stands in them; those that are gone meanwhile, or may not be read any more, are left out.
 * @param minimumOf from which cosine similarity on a passage is near enough; null where that is not known
 */
export function rankedPassages(
  hits: readonly RankedHit[],
  stored: ReadonlyMap<string, StoredPassage>,
  minimumOf: (knowledgeBaseId: string, model: string) => number | null,
): Passage[] {
  // Those the reranking model was not asked for stand behind the others, also by their number.
  const lowest = Math.min(1, ...hits.flatMap(({ rerank }) => (rerank === null ? [] : [toShare(rerank)])));
  return hits.flatMap((hit): Passage[] => {
    const passage = stored.get(hit.chunkId);
    if (passage === undefined) return [];
    const { score: fused, dense, lexical, rerank, coverage, model } = hit;
    const minimum = model === null ? null : minimumOf(passage.knowledgeBaseId, model);
    return [
      {
        ...passage,
        score: rerank === null ? Math.min(fused, lowest) : toShare(rerank),
        scores: { dense, lexical, fused, rerank },
        model,
        coverage,
        minimumSimilarity: minimum,
        relevant: isRelevant(hit, minimum),
        mergedFrom: [hit.chunkId],
      },
    ];
  });
}

/** Some servers give scores beyond 0 to 1. */
function toShare(score: number): number {
  return Math.min(1, Math.max(0, score));
}
