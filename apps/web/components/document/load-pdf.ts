import type { PDFDocumentLoadingTask } from "pdfjs-dist";

/** Where `scripts/copy-pdf-assets.mjs` puts what pdf.js fetches. */
const assets = "/pdfjs";

export type PdfLibrary = typeof import("pdfjs-dist");

/** pdf.js, fetched when the first PDF is opened; its worker comes from this origin. */
export async function loadPdfLibrary(): Promise<PdfLibrary> {
  const library = await import("pdfjs-dist");
  library.GlobalWorkerOptions.workerSrc = `${assets}/pdf.worker.min.mjs`;
  return library;
}

/** Opens a PDF. It is hostile: pdf.js 6 runs no code of it, and its worker reaches this origin only. */
export function openPdf(library: PdfLibrary, address: string): PDFDocumentLoadingTask {
  return library.getDocument({
    url: address,
    enableXfa: false,
    cMapUrl: `${assets}/cmaps/`,
    cMapPacked: true,
    standardFontDataUrl: `${assets}/standard_fonts/`,
    wasmUrl: `${assets}/wasm/`,
    iccUrl: `${assets}/iccs/`,
  });
}
