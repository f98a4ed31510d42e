import { type IndexQuery, type MetadataFilters, searchedPlaces } from "@eai/modules/knowledge";

/** One look into the index: at these knowledge bases, as far as the filters let through. */
export interface Look {
  knowledgeBaseIds: readonly string[];
  filters: MetadataFilters | undefined;
}

/**
 * Named documents are looked at on their own: they are few and looked up by their ids, while what is searched whole keeps
 * its approximate index. Each look has the access filter in it.
 */
export function looksOf(query: Pick<IndexQuery, "knowledgeBaseIds" | "filters">): Look[] {
  const { whole, filters, named } = searchedPlaces(query);
  return [
    ...(whole.length > 0 ? [{ knowledgeBaseIds: whole, filters }] : []),
    ...(named.length > 0 ? [{ knowledgeBaseIds: query.knowledgeBaseIds, filters: { documentIds: named } }] : []),
  ];
}

/** The best of all looks, best first, each chunk once. Scores of one ranking do not depend on where it was looked. */
export function bestOf<Hit extends { chunkId: string; score: number }>(found: readonly Hit[][], limit: number): Hit[] {
  const [first = [], ...more] = found;
  if (more.length === 0) return first;
  const each = new Map(found.flat().map((hit) => [hit.chunkId, hit]));
  return [...each.values()]
    .sort((left, right) => right.score - left.score || (left.chunkId < right.chunkId ? -1 : 1))
    .slice(0, limit);
}
