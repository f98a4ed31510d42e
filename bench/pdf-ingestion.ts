import { readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { extractText, getDocumentProxy } from "unpdf";
import { startProduct } from "../test/product.ts";
import { hundredPagePdf } from "../test/sample-files.ts";
import type { Figure } from "./figure.ts";
import { median } from "./statistics.ts";

const rounds = 5;
const pageCount = 100;

/**
 * A PDF of 100 pages from the upload to *ready* and found, against pdf.js that only reads its text (in this process,
 * already loaded), in turn.
 */
export async function measurePdfIngestion(): Promise<Figure[]> {
  const path = join(tmpdir(), `eai-bench-${process.pid}.pdf`);
  await writeFile(path, await hundredPagePdf());
  await using product = await startProduct();
  const person = await product.signUp({ name: "Bench", email: "bench@example.com" });
  const ours: number[] = [];
  const baseline: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const knowledgeBase = await person.createKnowledgeBase({ name: `PDF ${round}`, scope: "personal" });
    const bytes = await readFile(path);
    const start = performance.now();
    const document = await person.ingest(knowledgeBase.id, "manual.pdf", bytes);
    const seconds = (performance.now() - start) / 1000;
    if (document.state !== "ready") throw new Error(`The PDF ended ${document.state}: ${document.failure?.reason}`);
    const baselineStart = performance.now();
    await extractText(await getDocumentProxy(Uint8Array.from(bytes)), { mergePages: true });
    // The first round warms both up.
    if (round === 0) continue;
    ours.push(seconds);
    baseline.push((performance.now() - baselineStart) / 1000);
  }
  return [
    { name: "PDF of 100 pages, upload to ready, median", value: median(ours), unit: "s" },
    { name: "pages ingested, median", value: pageCount / median(ours), unit: "pages/s" },
    { name: "pages read by pdf.js alone, median", value: pageCount / median(baseline), unit: "pages/s" },
    { name: "ingestion against pdf.js reading", value: median(baseline) / median(ours), unit: "×" },
  ];
}
