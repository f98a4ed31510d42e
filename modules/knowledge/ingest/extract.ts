import { readFile } from "node:fs/promises";
import { type DocumentMediaType, mediaTypes } from "./detect-type.ts";
import type { ExtractedDocument } from "./document.ts";
import { type ExtractionReply, type RecognitionLimits, unpackDocument } from "./extract-messages.ts";
import { ExtractionError } from "./extraction-error.ts";
import { ExtractorProcess, type RecognitionWatch } from "./extractor-process.ts";

export interface ExtractionLimits {
  timeoutSeconds: number;
  /** Of the whole extraction process. */
  memoryMegabytes: number;
  /** Left out: pictures of text are not read. */
  recognition?: RecognitionLimits;
}

export const defaultExtractionLimits: ExtractionLimits = { timeoutSeconds: 60, memoryMegabytes: 512 };

/** What is told while a document is read. */
export interface ExtractionWatch extends RecognitionWatch {
  /** The most memory the process has ever held, once it has replied. */
  measured?(peakMegabytes: number): void;
}

const idleMilliseconds = 20_000;
const idleLimit = 2;
const documentsPerProcess = 50;

interface Idle {
  extractor: ExtractorProcess;
  memoryMegabytes: number;
  timer: NodeJS.Timeout;
}
const idle: Idle[] = [];

/**
 * Reads a document in a process of its own, which is kept for the next one as long as it stays small and healthy.
 * @param file its path on this machine and its media type as `detectFileType` found it
 * @param signal ends the process and rejects with the signal's reason
 * @throws ExtractionError with the reason code and sentence for the person who uploaded it
 */
export async function extractDocument(
  file: { path: string; mediaType: string; name: string },
  limits: ExtractionLimits,
  signal: AbortSignal,
  watch: ExtractionWatch = {},
): Promise<ExtractedDocument> {
  if (!isReadable(file.mediaType)) throw new ExtractionError("file_type_unsupported");
  signal.throwIfAborted();
  const bytes = await readFile(file.path).catch((error: NodeJS.ErrnoException) => {
    throw error.code === "ENOENT" ? new ExtractionError("original_missing") : error;
  });
  if (bytes.length === 0) throw new ExtractionError("empty_document");
  const extractor = takeIdle(limits.memoryMegabytes) ?? new ExtractorProcess(limits.memoryMegabytes);
  const { timeoutSeconds, recognition } = limits;
  const request = { bytes, mediaType: file.mediaType, timeoutSeconds, ...(recognition && { recognition }) };
  const reply = await extractor.run(request, signal, watch).catch((error) => {
    extractor.stop();
    throw error;
  });
  watch.measured?.(reply.peakMegabytes);
  keepOrStop(extractor, limits.memoryMegabytes, reply);
  if (reply.outcome === "refused") throw new ExtractionError(reply.code, reply.reason);
  return unpackDocument(reply.document);
}

/** Ends the processes that wait for more work. They also end by themselves after a while, and with this program. */
export function stopIdleExtractors(): void {
  for (const { extractor, timer } of idle.splice(0)) {
    clearTimeout(timer);
    extractor.stop();
  }
}

function isReadable(mediaType: string): mediaType is DocumentMediaType {
  return Object.values<string>(mediaTypes).includes(mediaType);
}

function takeIdle(memoryMegabytes: number): ExtractorProcess | undefined {
  for (;;) {
    const index = idle.findLastIndex((entry) => entry.memoryMegabytes === memoryMegabytes);
    const [entry] = index < 0 ? [] : idle.splice(index, 1);
    if (entry === undefined) return undefined;
    clearTimeout(entry.timer);
    if (entry.extractor.isAlive) return entry.extractor;
  }
}

function keepOrStop(extractor: ExtractorProcess, memoryMegabytes: number, reply: ExtractionReply): void {
  const isSound =
    reply.outcome === "extracted" || !["extraction_failed", "extraction_out_of_memory"].includes(reply.code);
  const isSmall = extractor.memoryMegabytes < memoryMegabytes * 0.6;
  if (!isSound || !isSmall || extractor.documentCount >= documentsPerProcess || idle.length >= idleLimit) {
    extractor.stop();
    return;
  }
  const timer = setTimeout(() => {
    const index = idle.findIndex((entry) => entry.extractor === extractor);
    if (index >= 0) idle.splice(index, 1);
    extractor.stop();
  }, idleMilliseconds).unref();
  idle.push({ extractor, memoryMegabytes, timer });
}
