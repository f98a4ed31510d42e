import { readFileSync } from "node:fs";
import { Worker } from "node:worker_threads";
import {
  type ExtractionReply,
  type ExtractionRequest,
  type MemoryUse,
  memoryLimitMark,
  packDocument,
  type RecognitionProgress,
  type WatchdogOrders,
} from "./extract-messages.ts";
import { ExtractionError } from "./extraction-error.ts";
import { extractFile } from "./extractors/extract-file.ts";

/** Beyond the parent's own limit, for the case that the parent cannot act. */
const graceSeconds = 40;

/** The program of the extraction process: one document at a time over the IPC channel, until the parent goes away. */
function main(): void {
  const deadline = new Int32Array(new SharedArrayBuffer(4));
  const orders: WatchdogOrders = {
    parentProcessId: process.ppid,
    memoryMegabytes: Number(process.argv[2]),
    deadline: deadline.buffer,
  };
  new Worker(new URL("./extract-watchdog.ts", import.meta.url), { workerData: orders }).unref();
  process.on("disconnect", () => process.exit(0));
  process.on("message", async (request: ExtractionRequest) => {
    const seconds = request.timeoutSeconds + (request.recognition?.timeoutSeconds ?? 0);
    Atomics.store(deadline, 0, Math.ceil(Date.now() / 1000) + seconds + graceSeconds);
    const reply = await answer(request);
    Atomics.store(deadline, 0, 0);
    process.send?.(reply);
  });
}

async function answer({ bytes, mediaType, recognition }: ExtractionRequest): Promise<ExtractionReply> {
  try {
    const reported = recognition && { ...recognition, report: reportRecognition };
    const document = packDocument(await extractFile(bytes, mediaType, reported));
    return { outcome: "extracted", document, ...memoryUse() };
  } catch (error) {
    const { code, message } = asExtractionError(error);
    return { outcome: "refused", code, reason: message, ...memoryUse() };
  }
}

function reportRecognition(donePages: number, pageCount: number): void {
  process.send?.({ outcome: "recognising", donePages, pageCount } satisfies RecognitionProgress);
}

function memoryUse(): MemoryUse {
  return {
    memoryMegabytes: Math.round(process.memoryUsage.rss() / 1024 / 1024),
    peakMegabytes: Math.round(peakKilobytes() / 1024),
  };
}

/** `maxRSS` begins with the size of the process that started this one: Linux's own count does not. */
function peakKilobytes(): number {
  try {
    const counted = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"));
    if (counted) return Number(counted[1]);
  } catch {}
  return process.resourceUsage().maxRSS;
}

/** What a reader throws of its own says nothing to a person, and may hold text of the file. */
function asExtractionError(error: unknown): ExtractionError {
  if (error instanceof ExtractionError) return error;
  const message = error instanceof Error ? error.message : "";
  if (/allocation failed|out of memory|cannot enlarge memory/i.test(message)) {
    console.error(memoryLimitMark);
    return new ExtractionError("extraction_out_of_memory");
  }
  if (/invalid string length/i.test(message)) return new ExtractionError("too_large_when_unpacked");
  return new ExtractionError("extraction_failed");
}

main();
