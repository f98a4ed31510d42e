/** A knowledge base with versions that wait, and what is being worked on around it. */
export interface WaitingKnowledgeBase {
  knowledgeBaseId: string;
  organizationId: string;
  /** Versions of it that workers hold right now. */
  running: number;
  /** The same for its whole organisation. */
  runningInOrganization: number;
}

/** Remembers whose turn it was last, in this process. */
export interface Turns {
  /** The next knowledge base: of the organisation, then of its own, with the least in work, then served the longest ago. */
  choose(waiting: readonly WaitingKnowledgeBase[]): WaitingKnowledgeBase | undefined;
}

const remembered = 10_000;

/**
 * Turns of a worker. An organisation that uploads a thousand files and one that uploads a single file have a turn each; so
 * have the knowledge bases of one organisation. Other processes are seen by what they hold.
 */
export function createTurns(): Turns {
  const servedAt = new Map<string, number>();
  let turn = 0;

  const last = (id: string) => servedAt.get(id) ?? 0;

  function serve(id: string): void {
    turn += 1;
    // Deleted first, so that the map stays in the order of turns and its first entry is the oldest.
    servedAt.delete(id);
    servedAt.set(id, turn);
    const [oldest] = servedAt.keys();
    if (servedAt.size > remembered && oldest !== undefined) servedAt.delete(oldest);
  }

  return {
    choose(waiting) {
      const [next] = waiting.toSorted(
        (left, right) =>
          left.runningInOrganization - right.runningInOrganization ||
          last(left.organizationId) - last(right.organizationId) ||
          left.running - right.running ||
          last(left.knowledgeBaseId) - last(right.knowledgeBaseId),
      );
      if (next === undefined) return undefined;
      serve(next.organizationId);
      serve(next.knowledgeBaseId);
      return next;
    },
  };
}
