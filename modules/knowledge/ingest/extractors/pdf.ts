import { assembleDocument, type ExtractedDocument } from "../document.ts";
import { ExtractionError } from "../extraction-error.ts";
import { layOutPdf } from "./pdf-layout.ts";
import type { PdfContent } from "./pdf-page.ts";
import { readPdfWithPdfium } from "./pdf-with-pdfium.ts";
import { readPdfWithPdfjs } from "./pdf-with-pdfjs.ts";

/**
 * A PDF with its page numbers. PDFium reads it; where that fails or finds no text, pdf.js has a try.
 * @throws ExtractionError `password_protected`, `scanned_document`, `no_text_found`, `file_damaged`
 */
export async function extractPdf(bytes: Uint8Array): Promise<ExtractedDocument> {
  const content = await readWithEither(bytes);
  const document = assembleDocument(layOutPdf(content.pages), {
    title: usefulTitle(content.title),
    pageCount: content.pageCount,
  });
  if (document.text === "") {
    throw new ExtractionError(content.pages.some((page) => page.hasImage) ? "scanned_document" : "no_text_found");
  }
  if (isGibberish(document.text)) {
    throw new ExtractionError(
      "no_text_found",
      "The letters of this PDF cannot be read: its fonts do not say which character each shape is. Run text recognition (OCR) on it and upload the result.",
    );
  }
  return document;
}

async function readWithEither(bytes: Uint8Array): Promise<PdfContent> {
  const first = await readPdfWithPdfium(bytes).catch((error: unknown) => {
    if (error instanceof ExtractionError && error.code !== "file_damaged") throw error;
    return null;
  });
  if (first !== null && hasText(first)) return first;
  const second = await readPdfWithPdfjs(bytes).catch((error: unknown) => {
    if (first !== null) return null;
    throw error;
  });
  // Only the first reader looks for pictures, so without text its finding counts.
  if (second !== null && (hasText(second) || first === null)) return second;
  return first ?? Promise.reject(new ExtractionError("file_damaged"));
}

function hasText(content: PdfContent): boolean {
  return content.pages.some((page) => page.lines.some((line) => line.text.trim() !== ""));
}

/** Programs fill the title with the name of the file or nothing at all; both say less than the first heading. */
function usefulTitle(title: string | null): string | null {
  const plain = title?.trim().replace(/^Microsoft (?:Word|PowerPoint|Excel) - /, "") ?? "";
  return /^untitled$|^(?:document|presentation|slide)\s*\d*$|\.(?:docx?|pptx?|xlsx?|pdf|dvi|tex|indd|qxd)$|^\W*$/i.test(
    plain,
  )
    ? null
    : plain;
}

function isGibberish(text: string): boolean {
  const sample = text.slice(0, 20_000).replace(/\s/g, "");
  const unreadable = sample.match(/[\ufffd\p{Co}\p{Cn}]/gu)?.length ?? 0;
  return unreadable > sample.length * 0.5;
}
