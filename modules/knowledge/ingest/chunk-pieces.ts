import type { Chunking } from "@eai/contract";
import type { Block, ExtractedDocument } from "./document.ts";
import { lineSpans, type Span, sentenceSpans, wordSpans } from "./split-text.ts";

/** The smallest thing chunks are made of: a whole block, or a part of one that is too long for a chunk. */
export interface Piece extends Span {
  tokens: number;
  page: number | null;
  /** Headings above it, its own included when it is one. */
  headingPath: readonly string[];
  /** Of a heading; null for content. */
  level: number | null;
  /** The header of the table that these rows continue. */
  tableHeader: string | null;
  /** Where the section that a heading opens ends: the start of the next heading of any level. */
  sectionEnd: number;
}

export type CountTokens = (text: string) => number;

const headingCharacters = 200;
/** More than its name can need: a heading may be a whole file. */
const headingSourceCharacters = 10_000;
/** No token is longer on average than this, so longer text need not be counted to know that it does not fit. */
export const charactersPerTokenAtMost = 16;
/** Base64, hashes, minified code: a long run of ASCII without a blank. */
const encodedData = /^[!-~]{200,}$/;
/** Of one piece in the fixed strategy, about ten tokens: how exact a chunk's size and overlap are. */
const fixedPieceCharacters = 40;

/** Pieces of a document in order, made one at a time. None has more than `size_tokens`, but for what cannot be cut. */
export function* piecesOf(document: ExtractedDocument, chunking: Chunking, countTokens: CountTokens): Generator<Piece> {
  const { text, blocks } = document;
  const limit = chunking.size_tokens;
  const path = new HeadingPath();
  const sectionEnds = sectionEndsOf(blocks, text.length);
  /** As the last words were, so that the next ones are cut right at once. */
  let charactersPerToken = 2;

  for (const [index, block] of blocks.entries()) {
    const level = block.kind === "heading" ? (block.level ?? 1) : null;
    const headingPath = level === null ? path.current : path.enter(level, block.text);
    const origin = { page: block.page, headingPath, level, sectionEnd: sectionEnds[index] ?? text.length };
    const piece = (span: Span, tokens: number, tableHeader: string | null = null): Piece => ({
      ...origin,
      start: span.start,
      end: span.end,
      tokens,
      tableHeader,
    });
    if (chunking.strategy === "fixed") {
      for (const span of wordSpans(text, block, fixedPieceCharacters)) yield* fitting(span, piece);
    } else if (block.kind === "table" && !fits(block)) {
      yield* tableRows(block, piece);
    } else {
      yield* fitting(block, piece, block.kind);
    }
  }

  function fits(span: Span): boolean {
    return measure(span) <= limit;
  }

  function measure(span: Span): number {
    const length = span.end - span.start;
    if (length > limit * charactersPerTokenAtMost) return Number.POSITIVE_INFINITY;
    const part = text.slice(span.start, span.end);
    // Tokenizers are slow over such runs, and nobody reads them: no token is shorter than a character.
    return encodedData.test(part) ? length : countTokens(part);
  }

  type MakePiece = (span: Span, tokens: number, tableHeader?: string | null) => Piece;

  /** The span as one piece, or its lines, sentences, words: the largest parts that fit. */
  function* fitting(span: Span, piece: MakePiece, kind: Block["kind"] = "paragraph"): Generator<Piece> {
    const tokens = measure(span);
    if (tokens <= limit) {
      yield piece(span, tokens);
      return;
    }
    const byLine = kind === "list" || kind === "code" || kind === "table";
    for (const part of byLine ? lineSpans(text, span) : sentenceSpans(text, span)) {
      const partTokens = measure(part);
      if (partTokens <= limit) yield piece(part, partTokens);
      else if (byLine) yield* fitting(part, piece);
      else yield* words(part, piece, Math.max(1, Math.floor(limit * charactersPerToken * 0.9)));
    }
  }

  /** Runs of words as long as fit, down to single characters: some scripts take several tokens for one. */
  function* words(span: Span, piece: MakePiece, targetCharacters: number): Generator<Piece> {
    for (const part of wordSpans(text, span, targetCharacters)) {
      const tokens = measure(part);
      const length = part.end - part.start;
      charactersPerToken = Math.max(0.25, Math.min(charactersPerTokenAtMost, length / tokens));
      if (tokens <= limit || length <= 2) yield piece(part, tokens);
      else
        yield* words(
          part,
          piece,
          Math.max(1, Math.min(Math.floor(length / 2), Math.floor(limit * charactersPerToken * 0.9))),
        );
    }
  }

  /** Rows one by one; the header goes with the first, and is repeated where a chunk begins in the middle. */
  function* tableRows(block: Block, piece: MakePiece): Generator<Piece> {
    const [top, divider, first] = lineSpans(text, block);
    const hasDivider = divider !== undefined && /^\|?[\s:|-]+$/.test(text.slice(divider.start, divider.end));
    const header = hasDivider ? text.slice(block.start, divider.end) : null;
    const headerTokens = header === null || header.length > limit * 8 ? Number.POSITIVE_INFINITY : countTokens(header);
    const repeated = headerTokens <= limit / 3 ? header : null;
    if (hasDivider) yield* fitting({ start: block.start, end: first?.end ?? block.end }, piece, "table");
    const from = hasDivider ? (first?.end ?? block.end) : (top?.start ?? block.start);
    for (const row of lineSpans(text, { start: from, end: block.end })) {
      const tokens = measure(row);
      if (tokens + (repeated === null ? 0 : headerTokens + 1) <= limit) yield piece(row, tokens, repeated);
      else yield* fitting(row, piece);
    }
  }
}

class HeadingPath {
  current: readonly string[] = [];
  #levels: number[] = [];

  enter(level: number, heading: string): readonly string[] {
    const depth = this.#levels.filter((above) => above < level).length;
    const name = heading
      .slice(0, headingSourceCharacters)
      .replace(/\s+/g, " ")
      .trim()
      .slice(0, headingCharacters)
      .toWellFormed();
    this.#levels = [...this.#levels.slice(0, depth), level];
    this.current = [...this.current.slice(0, depth), name];
    return this.current;
  }
}

function sectionEndsOf(blocks: readonly Block[], textLength: number): number[] {
  let end = textLength;
  const ends = new Array<number>(blocks.length);
  for (let index = blocks.length - 1; index >= 0; index -= 1) {
    const block = blocks[index];
    ends[index] = end;
    if (block?.kind === "heading") end = block.start;
  }
  return ends;
}
