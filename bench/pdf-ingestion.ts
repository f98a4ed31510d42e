import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { extractText, getDocumentProxy } from "unpdf";
import { type Person, startProduct } from "../test/product.ts";
import { hundredPagePdf } from "../test/sample-files.ts";
import type { Figure } from "./figure.ts";
import { measurePdfReading } from "./pdf-reading.ts";
import { median } from "./statistics.ts";

const rounds = 5;
const pollMilliseconds = 10;
/** Real pages, with fonts of their own: a thesis and two handbooks, below BENCH_DATA. */
const realDocuments = [
  "documents/pdf/GeoTopo-komprimiert.pdf",
  "documents/docling/pdf/sources/redp5110_sampled.pdf",
  "documents/docling/pdf/sources/normal_4pages.pdf",
];

/**
 * PDFs from the upload to *ready* and found, against pdf.js that only reads their text (in this process, already loaded),
 * in turn: a plain one of 100 pages made here, and real ones where there are some.
 * @param dataFolder what BENCH_DATA names
 */
export async function measurePdfIngestion(dataFolder: string | undefined): Promise<Figure[]> {
  await using product = await startProduct();
  const person = await product.signUp({ name: "Bench", email: "bench@example.com" });
  const plain = [await hundredPagePdf()];
  const figures = [...(await measure(person, "plain", plain)), ...(await measurePdfReading("plain", plain))];
  if (!dataFolder) return figures;
  const real = await Promise.all(realDocuments.map((path) => readFile(join(dataFolder, path))));
  return [...figures, ...(await measure(person, "real", real)), ...(await measurePdfReading("real", real))];
}

async function measure(person: Person, kind: string, documents: readonly Uint8Array[]): Promise<Figure[]> {
  const ours: number[] = [];
  const baseline: number[] = [];
  let pages = 0;
  for (let round = 0; round <= rounds; round++) {
    const knowledgeBase = await person.createKnowledgeBase({ name: `PDF ${kind} ${round}`, scope: "personal" });
    let [seconds, baselineSeconds] = [0, 0];
    pages = 0;
    for (const [index, bytes] of documents.entries()) {
      const start = performance.now();
      pages += await ingest(person, knowledgeBase.id, `${index}.pdf`, bytes);
      const between = performance.now();
      await extractText(await getDocumentProxy(Uint8Array.from(bytes), { verbosity: 0 }), { mergePages: true });
      seconds += (between - start) / 1000;
      baselineSeconds += (performance.now() - between) / 1000;
    }
    // The first round warms both up.
    if (round === 0) continue;
    ours.push(seconds);
    baseline.push(baselineSeconds);
  }
  return [
    { name: `${kind} PDF of ${pages} pages, upload to ready, median`, value: median(ours), unit: "s" },
    { name: `${kind} pages ingested, median`, value: pages / median(ours), unit: "pages/s" },
    { name: `${kind} pages read by pdf.js alone, median`, value: pages / median(baseline), unit: "pages/s" },
    { name: `${kind} PDF: ingestion against pdf.js`, value: median(baseline) / median(ours), unit: "×", target: "≥ 2" },
  ];
}

/** @returns its number of pages */
async function ingest(person: Person, knowledgeBaseId: string, name: string, bytes: Uint8Array): Promise<number> {
  const response = await person.upload(knowledgeBaseId, name, bytes);
  const { id } = (await response.json()) as { id: string };
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, pollMilliseconds));
    const path = `/api/v1/knowledge-bases/${knowledgeBaseId}/documents/${id}`;
    const document = await person.call<{ state: string; page_count: number | null }>("GET", path);
    if (document.state === "failed") throw new Error(`${name} failed`);
    if (document.state === "ready") return document.page_count ?? 0;
  }
}
