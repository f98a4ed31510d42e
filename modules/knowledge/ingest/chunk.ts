import type { Chunking } from "@eai/contract";
import { ChunkPacker } from "./chunk-packer.ts";
import type { CountTokens } from "./chunk-pieces.ts";
import type { ExtractedDocument } from "./document.ts";

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
  /** Of long data without blanks an upper bound: its characters. */
  tokenCount: number;
  /** What a model wrote on where it stands; null or left out without. */
  context?: string | null;
}

/**
 * Cuts a document into passages. Pure, and linear in the length of the text. Together they hold all text that is not blank;
 * none has more than `size_tokens`, except where a single character does.
 *
 * `fixed`: runs of words of one size with overlap. `paragraph`: whole paragraphs up to the size. `structure`: sections stay
 * together, small neighbours under one parent share a chunk, a top-level section begins a new one, a heading is never
 * parted from what follows. Overlap applies where running text is cut between two chunks.
 */
export function chunkDocument(document: ExtractedDocument, chunking: Chunking, countTokens: CountTokens): Chunk[] {
  return [...new ChunkPacker(document, chunking, countTokens).chunks()].filter((chunk) => chunk !== null);
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
  for (const chunk of new ChunkPacker(document, chunking, countTokens).chunks()) {
    if (chunk !== null) result.push(chunk);
    if (performance.now() < turnEnds) continue;
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
    turnEnds = performance.now() + turnMilliseconds;
  }
  return result;
}
