import type { Passage } from "./passages.ts";

/** A merged passage has so many chunks at most: one long passage is no help where several short ones were asked. */
const mostChunks = 3;

/**
 * Two passages that touch or overlap in one version of a document as one: exactly the slice of the extracted text from
 * the first's beginning to the second's end. It keeps the id and the scores of the one that stands higher.
 * @returns null when they cannot be joined exactly: of other versions, apart, or not a plain slice (a table that goes on
 * has its header repeated)
 */
export function mergeNeighbours(higher: Passage, lower: Passage): Passage | null {
  if (higher.versionId !== lower.versionId || higher.relevant !== lower.relevant) return null;
  if (higher.mergedFrom.length + lower.mergedFrom.length > mostChunks) return null;
  const [first, second] = higher.start <= lower.start ? [higher, lower] : [lower, higher];
  const overlap = first.end - second.start;
  if (overlap < 0 || second.end < first.end || !isSlice(first) || !isSlice(second)) return null;
  if (overlap > 0 && first.text.slice(-overlap) !== second.text.slice(0, overlap)) return null;
  return {
    ...higher,
    text: first.text + second.text.slice(overlap),
    start: first.start,
    end: second.end,
    pageFrom: first.pageFrom ?? second.pageFrom,
    pageTo: second.pageTo ?? first.pageTo,
    headingPath: commonStart(first.headingPath, second.headingPath),
    mergedFrom: [...first.mergedFrom, ...second.mergedFrom],
  };
}

function isSlice({ text, start, end }: Passage): boolean {
  return text.length === end - start;
}

function commonStart(left: readonly string[], right: readonly string[]): string[] {
  const different = left.findIndex((heading, place) => right[place] !== heading);
  return different === -1 ? [...left] : left.slice(0, different);
}
