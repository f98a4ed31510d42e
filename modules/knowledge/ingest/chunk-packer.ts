import type { Chunking } from "@eai/contract";
import type { Chunk } from "./chunk.ts";
import { type CountTokens, charactersPerTokenAtMost, type Piece, piecesOf } from "./chunk-pieces.ts";
import type { ExtractedDocument } from "./document.ts";
import { sentenceSpans } from "./split-text.ts";

/** Below this share of the size a section may share a chunk with the next top-level section. */
const tinyShare = 0.1;

/** Why a chunk ends: no room for more running text, a new section, or the end of the document. */
type Reason = "full" | "section" | "end";

/** Puts the pieces of one document together to chunks, one after the other. */
export class ChunkPacker {
  readonly #document: ExtractedDocument;
  readonly #chunking: Chunking;
  readonly #countTokens: CountTokens;
  readonly #topLevel: number;
  #ordinal = 0;
  /** Of the chunk in work. */
  #pieces: Piece[] = [];
  /** How many of them, at the beginning, repeat the end of the chunk before. */
  #repeated = 0;
  /** An estimate: the sum of the pieces. */
  #tokens = 0;

  constructor(document: ExtractedDocument, chunking: Chunking, countTokens: CountTokens) {
    this.#document = document;
    this.#chunking = chunking;
    this.#countTokens = countTokens;
    this.#topLevel = topLevelOf(document);
  }

  /** Null after each piece that completes no chunk: a place to rest, as a chunk may take thousands of pieces. */
  *chunks(): Generator<Chunk | null> {
    const limit = this.#chunking.size_tokens;
    for (const piece of piecesOf(this.#document, this.#chunking, this.#countTokens)) {
      if (this.#hasOwn()) {
        const isFull = this.#tokens + this.#cost(this.#pieces.at(-1), piece) > limit;
        const isText = piece.level === null || this.#chunking.strategy === "fixed";
        if (isFull || this.#startsChunk(piece)) yield this.#finish(isFull && isText ? "full" : "section");
      }
      while (this.#repeated > 0 && this.#tokens + this.#cost(this.#pieces.at(-1), piece) > limit) this.#dropRepeated();
      this.#tokens += this.#cost(this.#pieces.at(-1), piece);
      this.#pieces.push(piece);
      yield null;
    }
    while (this.#hasOwn()) yield this.#finish("end");
  }

  #hasOwn(): boolean {
    return this.#pieces.length > this.#repeated;
  }

  /** Gives the chunk in work; what does not fit in it, and what is repeated, begins the next one. */
  #finish(reason: Reason): Chunk {
    const rest = reason === "end" ? [] : this.#takeTrailingHeadings();
    let chunk = this.#toChunk(this.#pieces);
    const isTooLong = () => chunk.tokenCount > this.#chunking.size_tokens;
    // Together the pieces may have a few tokens more than each for itself.
    while (isTooLong() && this.#pieces.length - this.#repeated > 1) {
      rest.unshift(...this.#takeLast(chunk.tokenCount - this.#chunking.size_tokens));
      chunk = this.#toChunk(this.#pieces);
    }
    while (isTooLong() && this.#repeated > 0) {
      this.#dropRepeated();
      chunk = this.#toChunk(this.#pieces);
    }
    this.#begin(reason === "full" && rest.length === 0 ? this.#overlap() : [], rest);
    return chunk;
  }

  /** As many pieces as have so many tokens, but never all: to count what is left after each takes quadratic time. */
  #takeLast(tokens: number): Piece[] {
    let from = this.#pieces.length;
    let taken = 0;
    while (from - this.#repeated > 1 && taken < tokens) {
      from -= 1;
      const piece = this.#pieces[from];
      if (piece) taken += this.#cost(this.#pieces[from - 1], piece);
    }
    return this.#pieces.splice(from);
  }

  #begin(overlap: readonly Piece[], rest: readonly Piece[]): void {
    this.#ordinal += 1;
    this.#pieces = [...overlap, ...rest];
    this.#repeated = overlap.length;
    this.#tokens = this.#pieces.reduce((sum, piece, index) => sum + this.#cost(this.#pieces[index - 1], piece), 0);
  }

  /** A heading at the end belongs to what follows, unless there is nothing but headings. */
  #takeTrailingHeadings(): Piece[] {
    const lastText = this.#pieces.findLastIndex((piece) => piece.level === null);
    return lastText < this.#repeated ? [] : this.#pieces.splice(lastText + 1);
  }

  #startsChunk(piece: Piece): boolean {
    if (this.#chunking.strategy !== "structure" || piece.level === null) return false;
    if (this.#pieces.every((entry) => entry.level !== null)) return false;
    const limit = this.#chunking.size_tokens;
    if (piece.level <= this.#topLevel) return this.#tokens >= limit * tinyShare;
    const characters = (this.#pieces.at(-1)?.end ?? 0) - (this.#pieces[0]?.start ?? 0);
    const sectionTokens = ((piece.sectionEnd - piece.start) * this.#tokens) / Math.max(1, characters);
    return this.#tokens + sectionTokens > limit;
  }

  /** Tokens that a piece adds after another one. */
  #cost(previous: Piece | undefined, piece: Piece): number {
    if (previous === undefined) {
      return piece.tokens + (piece.tableHeader === null ? 0 : this.#countTokens(piece.tableHeader) + 1);
    }
    return piece.tokens + this.#gapTokens(previous.end, piece.start);
  }

  /** Of the blanks between two pieces: few, but the indentation of a deep list may be longer than what it says. */
  #gapTokens(start: number, end: number): number {
    const length = end - start;
    if (length > this.#chunking.size_tokens * charactersPerTokenAtMost) return this.#chunking.size_tokens + 1;
    if (length > 2) return Math.max(1, this.#countTokens(this.#document.text.slice(start, end)));
    return length > 1 || this.#document.text[start] === "\n" ? 1 : 0;
  }

  #dropRepeated(): void {
    const [dropped] = this.#pieces.splice(0, 1);
    this.#repeated -= 1;
    this.#tokens -= dropped?.tokens ?? 0;
  }

  #toChunk(pieces: readonly Piece[]): Chunk {
    const [first] = pieces;
    const start = first?.start ?? 0;
    const end = pieces.at(-1)?.end ?? 0;
    const slice = this.#document.text.slice(start, end);
    const withHeader = first?.tableHeader ? `${first.tableHeader}\n${slice}` : slice;
    // A row that only fits without its header.
    const isTooMuch =
      withHeader !== slice && pieces.length === 1 && this.#countTokens(withHeader) > this.#chunking.size_tokens;
    const text = isTooMuch ? slice : withHeader;
    const pages = pieces.flatMap((piece) => piece.page ?? []);
    return {
      ordinal: this.#ordinal,
      text,
      pageFrom: pages[0] ?? null,
      pageTo: pages.at(-1) ?? null,
      headingPath: commonPath(pieces),
      start,
      end,
      tokenCount: pieces.length === 1 && text === slice ? (first?.tokens ?? 0) : this.#countTokens(text),
    };
  }

  /** The end of the chunk in work that the next one repeats: whole pieces, or the last sentences of a long one. */
  #overlap(): Piece[] {
    const overlap: Piece[] = [];
    let room = Math.min(this.#chunking.overlap_tokens, Math.floor(this.#chunking.size_tokens / 2));
    for (const piece of this.#pieces.toReversed()) {
      if (piece.level !== null || piece.tableHeader !== null) break;
      const [next] = overlap;
      if (next) room -= this.#gapTokens(piece.end, next.start);
      if (piece.tokens > room || piece === this.#pieces[0]) {
        overlap.unshift(...this.#lastSentences(piece, room));
        break;
      }
      overlap.unshift(piece);
      room -= piece.tokens;
    }
    return overlap;
  }

  /** Never all of them: a chunk does not repeat another one whole. */
  #lastSentences(piece: Piece, room: number): Piece[] {
    const sentences: Piece[] = [];
    let left = room;
    for (const span of [...sentenceSpans(this.#document.text, piece)].slice(1).toReversed()) {
      const tokens = this.#countTokens(this.#document.text.slice(span.start, span.end));
      if (tokens > left) break;
      sentences.unshift({ ...piece, ...span, tokens });
      left -= tokens;
    }
    return sentences;
  }
}

/** The level that divides the document: the topmost that has more than one heading, as a single one is its title. */
function topLevelOf(document: ExtractedDocument): number {
  const counts = new Map<number, number>();
  for (const block of document.blocks) {
    if (block.kind === "heading") counts.set(block.level ?? 1, (counts.get(block.level ?? 1) ?? 0) + 1);
  }
  const levels = [...counts.keys()].sort((left, right) => left - right);
  return levels.find((level) => (counts.get(level) ?? 0) > 1) ?? levels[0] ?? 1;
}

function commonPath(pieces: readonly Piece[]): string[] {
  let common = pieces[0]?.headingPath ?? [];
  for (const { headingPath } of pieces) {
    if (headingPath === common) continue;
    const differs = common.findIndex((heading, depth) => heading !== headingPath[depth]);
    if (differs >= 0) common = common.slice(0, differs);
  }
  return [...common];
}
