import type { KnowledgeBase } from "@eai/contract";

/**
 * What a new conversation is asked of at first: the knowledge base that the address names, or the only one there is.
 * @param bases those the person may see; undefined until that is known
 */
export function initialKnowledgeBases(bases: readonly KnowledgeBase[] | undefined, wanted: string | null): string[] {
  if (wanted) return [wanted];
  const shared = bases?.filter(({ purpose }) => purpose === null) ?? [];
  return shared.length === 1 ? shared.map(({ id }) => id) : [];
}
