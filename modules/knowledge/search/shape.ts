import { mergeNeighbours } from "./merge-neighbours.ts";
import { type Likeness, likenessOf, saysTheSame } from "./near-duplicates.ts";
import type { Passage } from "./passages.ts";

export interface Dropped {
  passage: Passage;
  reason: "duplicate" | "merged" | "document_limit" | "beyond_limit";
  /** The passage that stands for it. */
  into: string | null;
}

export interface Shaped {
  /** Best first. */
  passages: Passage[];
  dropped: Dropped[];
}

/**
 * From what was found to what is given: neighbours become one passage, what says the same stands once, and no document
 * takes more than about half the places while others have something to say. What can be evidence goes before what cannot.
 * @param found best first
 * @param limit how many passages at most
 */
export function shape(found: readonly Passage[], limit: number): Shaped {
  const kept: { passage: Passage; likeness: Likeness; rank: number }[] = [];
  const dropped: Dropped[] = [];
  const likenesses = new Map(found.map((passage) => [passage, likenessOf(passage.text)]));
  const ofDocument = new Map<string, number>();

  /** Whether the passage needs no place of its own. */
  function joins(passage: Passage, likeness: Likeness): boolean {
    for (const entry of kept) {
      if (saysTheSame(entry.likeness, likeness)) {
        dropped.push({ passage, reason: "duplicate", into: entry.passage.chunkId });
        return true;
      }
      const merged = mergeNeighbours(entry.passage, passage);
      if (merged === null) continue;
      entry.passage = merged;
      dropped.push({ passage, reason: "merged", into: entry.passage.chunkId });
      return true;
    }
    return false;
  }

  function take(rank: number, passage: Passage, limitOfDocument: number): "taken" | "later" {
    const likeness = likenesses.get(passage) ?? likenessOf(passage.text);
    if (joins(passage, likeness)) return "taken";
    const count = ofDocument.get(passage.documentId) ?? 0;
    if (kept.length >= limit || count >= limitOfDocument) return "later";
    kept.push({ passage, likeness, rank });
    ofDocument.set(passage.documentId, count + 1);
    return "taken";
  }

  let waiting = [...found.entries()];
  const most = mostOfDocument(limit);
  const rounds = [
    { wanted: ({ relevant }: Passage) => relevant, limitOfDocument: most },
    { wanted: ({ relevant }: Passage) => relevant, limitOfDocument: limit },
    { wanted: () => true, limitOfDocument: limit },
  ];
  for (const { wanted, limitOfDocument } of rounds) {
    waiting = waiting.filter(
      // With every place taken only neighbours of what is there would still come in, from ever further down.
      ([rank, passage]) => kept.length >= limit || !wanted(passage) || take(rank, passage, limitOfDocument) === "later",
    );
  }
  for (const [, passage] of waiting) {
    const isCrowded = passage.relevant && (ofDocument.get(passage.documentId) ?? 0) >= most;
    dropped.push({ passage, reason: isCrowded ? "document_limit" : "beyond_limit", into: null });
  }
  return {
    passages: kept.toSorted((left, right) => left.rank - right.rank).map(({ passage }) => passage),
    dropped,
  };
}

function mostOfDocument(limit: number): number {
  return Math.max(3, Math.ceil(limit / 2));
}
