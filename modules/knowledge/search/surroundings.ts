import type { Passage } from "./passages.ts";

/** A passage of a version as it stands beside others, without its text. */
export interface Neighbour {
  chunkId: string;
  versionId: string;
  /** Its place among the passages of the version. */
  ordinal: number;
  start: number;
  end: number;
  pageFrom: number | null;
  pageTo: number | null;
  headingPath: string[];
  tokenCount: number;
}

export interface Room {
  /** A passage of so many tokens is not short. */
  belowTokens: number;
  /** What a widened passage may have. */
  mostTokens: number;
}

/** A place in the extracted text around a passage. */
export type Surroundings = Pick<Passage, "start" | "end" | "mergedFrom">;

/**
 * The place a short passage stands in: it grows by whole neighbours of the same section, what follows first, until it is
 * short no more. Sections beside it do not come in, its own subsections and the introduction above it do. It stays on its
 * pages: a citation names no page that its passage was not found on.
 * @param tokens of the passage
 * @param taken chunks that stand somewhere else already
 * @returns null where nothing fits
 */
export function surroundingsOf(
  passage: Passage,
  tokens: number,
  neighbours: readonly Neighbour[],
  { belowTokens, mostTokens }: Room,
  taken: ReadonlySet<string>,
): Surroundings | null {
  const byOrdinal = new Map(
    neighbours.filter(({ versionId }) => versionId === passage.versionId).map((entry) => [entry.ordinal, entry]),
  );
  const own = [...byOrdinal.values()].filter(({ chunkId }) => passage.mergedFrom.includes(chunkId));
  if (own.length === 0) return null;
  let first = Math.min(...own.map(({ ordinal }) => ordinal));
  let last = Math.max(...own.map(({ ordinal }) => ordinal));
  let total = tokens;
  const added: Neighbour[] = [];

  function take(ordinal: number): boolean {
    const entry = byOrdinal.get(ordinal);
    if (!entry || taken.has(entry.chunkId) || !isOnPagesOf(passage, entry)) return false;
    if (!isOfSection(passage.headingPath, entry.headingPath)) return false;
    if (total + entry.tokenCount > mostTokens) return false;
    total += entry.tokenCount;
    added.push(entry);
    return true;
  }

  while (total < belowTokens) {
    if (take(last + 1)) last += 1;
    else if (take(first - 1)) first -= 1;
    else break;
  }
  if (added.length === 0) return null;
  const all = [passage, ...added];
  return {
    start: Math.min(...all.map(({ start }) => start)),
    end: Math.max(...all.map(({ end }) => end)),
    mergedFrom: [...passage.mergedFrom, ...added.map(({ chunkId }) => chunkId)],
  };
}

function isOnPagesOf(passage: Passage, { pageFrom, pageTo }: Neighbour): boolean {
  if (passage.pageFrom === null || passage.pageTo === null) return pageFrom === null;
  return pageFrom !== null && pageTo !== null && pageFrom >= passage.pageFrom && pageTo <= passage.pageTo;
}

/** The same section, one below it, or the one above it. Without headings everything is one section. */
function isOfSection(own: readonly string[], other: readonly string[]): boolean {
  if (other.length < own.length - 1 || (own.length > 0 && other.length === 0)) return false;
  return own.slice(0, other.length).every((heading, depth) => other[depth] === heading);
}
