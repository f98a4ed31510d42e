import type { DocumentFailure } from "@eai/contract";
import type { DocumentMediaType } from "./detect-type.ts";
import type { Block, ExtractedDocument } from "./document.ts";

/** To the extraction process. */
export interface ExtractionRequest {
  bytes: Uint8Array;
  mediaType: DocumentMediaType;
  timeoutSeconds: number;
  /** Left out: pictures of text are not read. */
  recognition?: RecognitionLimits;
}

/** How text in pictures is recognised. */
export interface RecognitionLimits {
  /** Tesseract's codes joined with `+`, such as `eng+deu`. */
  languages: string;
  /** For all pages of one document, beside the time its reading may take. */
  timeoutSeconds: number;
}

/** From the extraction process before it recognises a page. */
export interface RecognitionProgress {
  outcome: "recognising";
  donePages: number;
  pageCount: number;
}

/** From the extraction process; blocks travel without their text, which is a slice of the whole. */
export type ExtractionReply = MemoryUse &
  ({ outcome: "extracted"; document: PackedDocument } | { outcome: "refused"; code: DocumentFailure; reason: string });

export interface MemoryUse {
  /** Of the extraction process when it replied. */
  memoryMegabytes: number;
  /** The most it ever held. */
  peakMegabytes: number;
}

export type PackedDocument = Omit<ExtractedDocument, "blocks"> & { blocks: Omit<Block, "text">[] };

export function packDocument(document: ExtractedDocument): PackedDocument {
  return { ...document, blocks: document.blocks.map(({ text: _, ...place }) => place) };
}

export function unpackDocument(packed: PackedDocument): ExtractedDocument {
  const blocks = packed.blocks.map((place) => ({ ...place, text: packed.text.slice(place.start, place.end) }));
  return { ...packed, blocks };
}

/** What the watchdog writes to the error stream before it ends a process that took too much memory. */
export const memoryLimitMark = "extraction-memory-limit";

/** What the watchdog thread is told. */
export interface WatchdogOrders {
  parentProcessId: number;
  memoryMegabytes: number;
  /** One 32-bit integer: the second since the epoch at which the document in work is given up; 0 while there is none. */
  deadline: SharedArrayBuffer;
}
