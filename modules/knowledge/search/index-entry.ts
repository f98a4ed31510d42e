import type { IndexEntry } from "../vector-index.ts";
import { termsOf } from "./tokenizer.ts";

export interface IndexableChunk {
  id: string;
  text: string;
  headingPath: readonly string[];
  /** What a model wrote on where it stands: found by, never shown. */
  context?: string | null;
  embedding: number[] | null;
}

/** What all chunks of a document are found by beside their own text. */
export interface IndexableDocument {
  /** The file name */
  name: string;
  title: string | null;
  /** ISO 639-1 */
  language: string | null;
}

/** A chunk as the index takes it: its terms are those of its text and of where it stands. */
export function toIndexEntry(chunk: IndexableChunk, document: IndexableDocument): IndexEntry {
  const { terms, termCount } = termsOf(indexedText(chunk, document), document.language);
  return { chunkId: chunk.id, terms, termCount, embedding: chunk.embedding };
}

/**
 * The text a chunk is found by: the document's name without its ending, its title, the headings above the chunk,
 * what a model wrote on where it stands, then the chunk. What the chunk says itself is not said twice.
 */
export function indexedText(
  chunk: Pick<IndexableChunk, "text" | "headingPath" | "context">,
  document: IndexableDocument,
): string {
  const name = document.name.replace(/\.[a-z0-9]{1,5}$/i, "");
  const context = new Set([name, document.title ?? "", ...chunk.headingPath, chunk.context ?? ""]);
  const own = chunk.text.slice(0, 2000);
  return [...[...context].filter((part) => part !== "" && !own.includes(part)), chunk.text].join("\n");
}
