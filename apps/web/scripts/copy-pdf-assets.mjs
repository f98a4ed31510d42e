// Puts what pdf.js fetches at run time (worker, character maps, fonts, decoders) under `public/pdfjs`,
// so that the document viewer needs no other origin.
import { cp, mkdir, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";

const source = path.dirname(createRequire(import.meta.url).resolve("pdfjs-dist/package.json"));
const target = path.resolve(import.meta.dirname, "../public/pdfjs");

await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });
await cp(path.join(source, "build/pdf.worker.min.mjs"), path.join(target, "pdf.worker.min.mjs"));
for (const folder of ["cmaps", "iccs", "standard_fonts", "wasm"]) {
  await cp(path.join(source, folder), path.join(target, folder), { recursive: true });
}
