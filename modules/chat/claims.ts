import { type Span, sentencesOf } from "./grounding/sentences.ts";
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
  let line: Line | undefined;
  for (const { index, offset } of marks) {
    const before = claims.at(-1);
    if (offset > previous) earlier = previous;
    previous = offset;
    // Markers in a row have one statement.
    if (!line || offset > line.end) line = lineAt(text, offset);
    const claim = before?.offset === offset ? before.claim : claimAt(text, offset, earlier, line);
    claims.push({ index, offset, claim });
  }
  return { text, claims };
}

/** A sentence longer than this is no sentence: of a hostile text only so much is read at each marker. */
const longestClaim = 2000;

/** The sentences of a line, read once for all markers in it. */
interface Line extends Span {
  sentences: readonly Span[];
}

function lineAt(text: string, offset: number): Line {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const end = endOfLine(text, offset);
  return { start, end, sentences: sentencesOf(text.slice(start, end), start) };
}

function claimAt(text: string, offset: number, earlierMark: number, line: Line): string {
  const lineStart = Math.max(line.start, offset - longestClaim);
  const lineEnd = Math.min(line.end, offset + longestClaim);
  if (/^\s*\|/.test(text.slice(line.start, line.start + 20))) return text.slice(lineStart, lineEnd);
  const last = line.sentences.findLast(({ start }) => start < offset);
  const start = Math.max(last?.start ?? lineStart, lineStart);
  const own = text.slice(start, Math.min(last?.end ?? lineEnd, lineEnd));
  const isClosed = last !== undefined && last.end <= offset && closedEnd.test(own);
  // In "A is 5 [1] and B is 7 [2]" the second marker stands for the second half.
  const sinceEarlier = text.slice(Math.max(earlierMark, lineStart), offset);
  if (!isClosed && earlierMark > start && lettersOf(sinceEarlier) >= leastLetters) return sinceEarlier;
  if (lettersOf(own) >= leastLetters) return own.trim();
  const previousLine = text.slice(Math.max(0, lineStart - longestClaim), lineStart).trimEnd();
  return `${previousLine.slice(previousLine.lastIndexOf("\n") + 1)} ${text.slice(lineStart, lineEnd)}`;
}

function endOfLine(text: string, offset: number): number {
  const found = text.indexOf("\n", offset);
  return found < 0 ? text.length : found;
}

function lettersOf(text: string): number {
  return text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
}
