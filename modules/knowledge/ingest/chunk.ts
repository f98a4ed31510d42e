import type { Chunking } from "@eai/contract";
import { type CountTokens, type Piece, piecesOf } from "./chunk-pieces.ts";
import type { ExtractedDocument } from "./document.ts";
import { sentenceSpans } from "./split-text.ts";

/** A passage: what is searched, given to the model and cited. */
export interface Chunk {
  /** From 0. */
  ordinal: number;
  /** `document.text.slice(start, end)`; where a table continues, its header stands before that. */
  text: string;
  pageFrom: number | null;
  pageTo: number | null;
  /** The headings that everything in it stands under, topmost first. */
  headingPath: string[];
  start: number;
  end: number;
  tokenCount: number;
}

/** Below this share of the size a section may share a chunk with the next top-level section. */
const tinyShare = 0.1;

/**
 * Cuts a document into passages. Pure, and linear in the length of the text. Together they hold all text that is not blank;
 * none has more than `size_tokens`, except where a single character does.
 *
 * `fixed`: runs of words of one size with overlap. `paragraph`: whole paragraphs up to the size. `structure`: sections stay
 * together, small neighbours under one parent share a chunk, a top-level section begins a new one, a heading is never
 * parted from what follows. Overlap applies where running text is cut between two chunks.
 */
export function chunkDocument(document: ExtractedDocument, chunking: Chunking, countTokens: CountTokens): Chunk[] {
  return [...chunks(document, chunking, countTokens)];
}

const turnMilliseconds = 12;

/**
 * As `chunkDocument`, but lets the event loop turn every few milliseconds: a long document takes seconds.
 * @param signal rejects with its reason
 */
export async function chunkDocumentInTurns(
  document: ExtractedDocument,
  chunking: Chunking,
  countTokens: CountTokens,
  signal: AbortSignal,
): Promise<Chunk[]> {
  const result: Chunk[] = [];
  let turnEnds = performance.now() + turnMilliseconds;
  for (const chunk of chunks(document, chunking, countTokens)) {
    result.push(chunk);
    if (performance.now() < turnEnds) continue;
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
    turnEnds = performance.now() + turnMilliseconds;
  }
  return result;
}

function* chunks(document: ExtractedDocument, chunking: Chunking, countTokens: CountTokens): Generator<Chunk> {
  const limit = chunking.size_tokens;
  const topLevel = topLevelOf(document);
  let ordinal = 0;
  let pieces: Piece[] = [];
  /** How many of `pieces` were already in the chunk before. */
  let repeated = 0;
  let tokens = 0;

  for (const piece of piecesOf(document, chunking, countTokens)) {
    if (pieces.length > repeated) {
      const isFull = tokens + cost(pieces, piece) > limit;
      if (isFull || startsChunk(piece)) yield* flush(isFull ? "full" : "section");
    }
    while (repeated > 0 && tokens + cost(pieces, piece) > limit) dropRepeated();
    tokens += cost(pieces, piece);
    pieces.push(piece);
  }
  while (pieces.length > repeated) yield* flush("end");

  function* flush(reason: "full" | "section" | "end"): Generator<Chunk> {
    const rest: Piece[] = [];
    // A heading at the end belongs to what follows.
    while (reason !== "end" && pieces.length - repeated > 1 && pieces.at(-1)?.level !== null)
      rest.unshift(...pieces.splice(-1));
    if (pieces.every((piece) => piece.level !== null)) pieces.push(...rest.splice(0));
    let chunk = toChunk(pieces);
    // The sum of the pieces is an estimate: together they may have a few tokens more.
    while (chunk.tokenCount > limit && pieces.length - repeated > 1) {
      rest.unshift(...pieces.splice(-1));
      chunk = toChunk(pieces);
    }
    while (chunk.tokenCount > limit && repeated > 0) {
      dropRepeated();
      chunk = toChunk(pieces);
    }
    yield chunk;
    ordinal += 1;
    const overlap = reason === "full" && rest.length === 0 ? overlapOf(pieces) : [];
    pieces = [...overlap, ...rest];
    repeated = overlap.length;
    tokens = 0;
    for (const [index, piece] of pieces.entries()) tokens += cost(pieces.slice(Math.max(0, index - 1), index), piece);
  }

  function startsChunk(piece: Piece): boolean {
    if (chunking.strategy !== "structure" || piece.level === null) return false;
    if (pieces.every((entry) => entry.level !== null)) return false;
    if (piece.level <= topLevel) return tokens >= limit * tinyShare;
    const characters = (pieces.at(-1)?.end ?? 0) - (pieces[0]?.start ?? 0);
    const sectionTokens = ((piece.sectionEnd - piece.start) * tokens) / Math.max(1, characters);
    return tokens + sectionTokens > limit;
  }

  /** Tokens that a piece adds to those before it. */
  function cost(before: readonly Piece[], piece: Piece): number {
    const previous = before.at(-1);
    if (previous === undefined)
      return piece.tokens + (piece.tableHeader === null ? 0 : countTokens(piece.tableHeader) + 1);
    return piece.tokens + (piece.start - previous.end > 1 || document.text[previous.end] === "\n" ? 1 : 0);
  }

  function dropRepeated(): void {
    const [dropped] = pieces.splice(0, 1);
    repeated -= 1;
    tokens -= dropped?.tokens ?? 0;
  }

  function toChunk(parts: readonly Piece[]): Chunk {
    const [first] = parts;
    const start = first?.start ?? 0;
    const end = parts.at(-1)?.end ?? 0;
    const slice = document.text.slice(start, end);
    const text = first?.tableHeader ? `${first.tableHeader}\n${slice}` : slice;
    const pages = parts.flatMap((piece) => piece.page ?? []);
    return {
      ordinal,
      text,
      pageFrom: pages[0] ?? null,
      pageTo: pages.at(-1) ?? null,
      headingPath: commonPath(parts),
      start,
      end,
      tokenCount: countTokens(text),
    };
  }

  /** The end of a full chunk that the next one repeats: whole pieces, or the last sentences of a long one. */
  function overlapOf(parts: readonly Piece[]): Piece[] {
    const overlap: Piece[] = [];
    let room = Math.min(chunking.overlap_tokens, Math.floor(limit / 2));
    for (let index = parts.length - 1; index > 0; index -= 1) {
      const piece = parts[index];
      if (piece === undefined || piece.level !== null || piece.tableHeader !== null) break;
      if (piece.tokens > room) {
        overlap.unshift(...lastSentences(piece, room));
        break;
      }
      overlap.unshift(piece);
      room -= piece.tokens;
    }
    return overlap;
  }

  function lastSentences(piece: Piece, room: number): Piece[] {
    const sentences: Piece[] = [];
    let left = room;
    for (const span of [...sentenceSpans(document.text, piece)].slice(1).reverse()) {
      const count = countTokens(document.text.slice(span.start, span.end));
      if (count > left) break;
      sentences.unshift({ ...piece, ...span, tokens: count });
      left -= count;
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
