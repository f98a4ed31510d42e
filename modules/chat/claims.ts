import type { MarkdownPiece } from "./marker-scanner.ts";

/** A marker with the statement it stands for. */
export interface CitedClaim {
  /** Position among the pieces. */
  index: number;
  claim: string;
}

const sentenceEnd = /[.!?…](?=["'”’)*_\]]*(?:\s|$))["'”’)*_\]]*|[。！？]/g;
const leastLetters = 12;

/**
 * Finds for each marker the statement it is meant to support: the sentence it stands in, from the marker before it; the
 * sentence before, when it stands after the full stop; and the line before as well, when that says too little.
 */
export function findClaims(pieces: readonly MarkdownPiece[]): CitedClaim[] {
  let text = "";
  const marks: { index: number; offset: number }[] = [];
  for (const [index, piece] of pieces.entries()) {
    if (piece.kind === "text") text += piece.text;
    else marks.push({ index, offset: text.length });
  }
  return marks.map(({ index, offset }) => {
    const earlier = marks.findLast((mark) => mark.offset < offset)?.offset ?? 0;
    return { index, claim: claimAt(text, offset, earlier) };
  });
}

function claimAt(text: string, offset: number, earlierMark: number): string {
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  const lineEnd = endOfLine(text, offset);
  const before = text.slice(lineStart, offset);
  const after = text.slice(offset, lineEnd);
  const sentence = lastSentence(before);
  const closed = sentence.closed && sentence.text !== "";
  const own = closed ? sentence.text : sentence.text + firstSentence(after);
  // In "A is 5 [1] and B is 7 [2]" the second marker stands for the second half.
  const sinceEarlier = text.slice(Math.max(earlierMark, lineStart), offset);
  if (!closed && earlierMark > offset - sentence.text.length && lettersOf(sinceEarlier) >= leastLetters) {
    return sinceEarlier;
  }
  if (lettersOf(own) >= leastLetters) return own;
  const previousLine = text.slice(0, lineStart).trimEnd();
  return `${previousLine.slice(previousLine.lastIndexOf("\n") + 1)} ${text.slice(lineStart, lineEnd)}`;
}

function endOfLine(text: string, offset: number): number {
  const found = text.indexOf("\n", offset);
  return found < 0 ? text.length : found;
}

function lastSentence(before: string): { text: string; closed: boolean } {
  const ends = Array.from(before.matchAll(sentenceEnd), (match) => match.index + match[0].length);
  const last = ends.at(-1) ?? 0;
  if (before.slice(last).trim() !== "") return { text: before.slice(last), closed: false };
  return { text: before.slice(ends.at(-2) ?? 0), closed: ends.length > 0 };
}

function firstSentence(after: string): string {
  for (const match of after.matchAll(sentenceEnd)) return after.slice(0, match.index + match[0].length);
  return after;
}

function lettersOf(text: string): number {
  return text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
}
