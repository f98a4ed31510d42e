import { chunkingSchema } from "@eai/contract";
import { countTokens } from "@eai/modules/models";
import { extractText, getDocumentProxy } from "unpdf";
import { chunkDocumentInTurns } from "../modules/knowledge/ingest/chunk.ts";
import { mediaTypes } from "../modules/knowledge/ingest/detect-type.ts";
import { extractFile } from "../modules/knowledge/ingest/extractors/extract-file.ts";
import { toIndexEntry } from "../modules/knowledge/search/index-entry.ts";
import type { Figure } from "./figure.ts";
import { median } from "./statistics.ts";

const rounds = 3;

/**
 * The work of ingestion without its writing: extraction, cutting and counting of words, in seconds of the processor,
 * against those of pdf.js for the text alone. Unlike time by the clock it hardly depends on what else the machine does.
 */
export async function measurePdfReading(kind: string, documents: readonly Uint8Array[]): Promise<Figure[]> {
  const ours: number[] = [];
  const baseline: number[] = [];
  let pages = 0;
  for (let round = 0; round <= rounds; round++) {
    pages = 0;
    const seconds = await processorSeconds(async () => {
      for (const bytes of documents) pages += await prepare(bytes);
    });
    const baselineSeconds = await processorSeconds(async () => {
      for (const bytes of documents)
        await extractText(await getDocumentProxy(Uint8Array.from(bytes), { verbosity: 0 }), { mergePages: true });
    });
    // The first round warms both up.
    if (round === 0) continue;
    ours.push(seconds);
    baseline.push(baselineSeconds);
  }
  return [
    { name: `${kind} PDF, read, cut and counted`, value: pages / median(ours), unit: "pages/s of processor" },
    { name: `${kind} PDF, read by pdf.js`, value: pages / median(baseline), unit: "pages/s of processor" },
    {
      name: `${kind} PDF, processor, pdf.js against ours`,
      value: median(baseline) / median(ours),
      unit: "×",
      target: "≥ 2",
    },
  ];
}

/** @returns the number of pages */
async function prepare(bytes: Uint8Array): Promise<number> {
  const document = await extractFile(bytes, mediaTypes.pdf);
  const { signal } = new AbortController();
  const chunks = await chunkDocumentInTurns(document, chunkingSchema.parse({}), countTokens, signal);
  const facts = { name: "bench.pdf", title: document.title, language: document.language };
  for (const { text, headingPath } of chunks) toIndexEntry({ id: "chk", text, headingPath, embedding: null }, facts);
  return document.pageCount ?? 0;
}

async function processorSeconds(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}
