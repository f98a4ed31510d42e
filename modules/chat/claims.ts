import { sentencesOf } from "./grounding/sentences.ts";
import type { MarkdownPiece } from "./marker-scanner.ts";

/** A marker with the statement it stands for. */
export interface CitedClaim {
  /** Position among the pieces. */
  index: number;
  /** In the text without markers. */
  offset: number;
  claim: string;
}

const closedEnd = /(?:[.!?…]["'”’“»)*_\]]*|[。！？]["'”’」』)*_]*)\s*$/;
const leastLetters = 12;

/**
 * Finds for each marker the statement it is meant to support: the sentence it stands in, from the marker before it; the
 * sentence before, when it stands after the full stop; the row of a table; and the line before as well, when that says
 * too little.
 */
export function findClaims(pieces: readonly MarkdownPiece[]): { text: string; claims: CitedClaim[] } {
  let text = "";
  const marks: { index: number; offset: number }[] = [];
  for (const [index, piece] of pieces.entries()) {
    if (piece.kind === "text") text += piece.text;
    else marks.push({ index, offset: text.length });
  }
  const claims: CitedClaim[] = [];
  let earlier = 0;
  let previous = 0;
  for (const { index, offset } of marks) {
    if (offset > previous) earlier = previous;
    previous = offset;
    claims.push({ index, offset, claim: claimAt(text, offset, earlier) });
  }
  return { text, claims };
}

/** A sentence longer than this is no sentence: of a hostile text only so much is read at each marker. */
const longestClaim = 2000;

function claimAt(text: string, offset: number, earlierMark: number): string {
  const lineStart = Math.max(text.lastIndexOf("\n", offset - 1) + 1, offset - longestClaim);
  const lineEnd = Math.min(endOfLine(text, offset), offset + longestClaim);
  const before = text.slice(lineStart, offset);
  const after = text.slice(offset, lineEnd);
  if (/^\s*\|/.test(before)) return text.slice(lineStart, lineEnd);
  const last = sentencesOf(before).at(-1);
  const ending = last ? before.slice(last.start) : "";
  const isClosed = closedEnd.test(ending) && sentencesOf(before + after).some(({ end }) => end === last?.end);
  const own = isClosed ? ending : ending + firstSentence(ending + after).slice(ending.length);
  // In "A is 5 [1] and B is 7 [2]" the second marker stands for the second half.
  const sinceEarlier = text.slice(Math.max(earlierMark, lineStart), offset);
  if (!isClosed && earlierMark > offset - ending.length && lettersOf(sinceEarlier) >= leastLetters) return sinceEarlier;
  if (lettersOf(own) >= leastLetters) return own.trim();
  const previousLine = text.slice(Math.max(0, lineStart - longestClaim), lineStart).trimEnd();
  return `${previousLine.slice(previousLine.lastIndexOf("\n") + 1)} ${text.slice(lineStart, lineEnd)}`;
}

function endOfLine(text: string, offset: number): number {
  const found = text.indexOf("\n", offset);
  return found < 0 ? text.length : found;
}

function firstSentence(text: string): string {
  const [first] = sentencesOf(text);
  return first ? text.slice(0, first.end) : text;
}

function lettersOf(text: string): number {
  return text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
}
