import type { DraftBlock } from "../document.ts";
import type { RecognitionLimits } from "../extract-messages.ts";
import { ExtractionError } from "../extraction-error.ts";
import { joinLines } from "./pdf-lines.ts";
import type { PdfLine } from "./pdf-page.ts";
import { renderGray } from "./pdf-rendering.ts";
import { type Pdfium, withPdfDocument } from "./pdfium.ts";
import { loadRecogniser, type RecognisedLine, type Recogniser } from "./text-recognition.ts";

/** A page that was begun when the time is over is finished. */
export interface Recognition extends RecognitionLimits {
  /** Told before each page. */
  report?(donePages: number, pageCount: number): void;
}

export interface RecognisedPages {
  /** What was read, by page number; nothing on a page without words. */
  blocks: Map<number, DraftBlock[]>;
  /** Not all pages were looked at. */
  ranOutOfTime: boolean;
}

/** @param pageNumbers from 1. @throws ExtractionError where recognition cannot be started */
export async function recognisePdfPages(
  bytes: Uint8Array,
  pageNumbers: readonly number[],
  { languages, timeoutSeconds, report }: Recognition,
): Promise<RecognisedPages> {
  const until = performance.now() + timeoutSeconds * 1000;
  const recogniser = await loadRecogniser(languages);
  return withPdfDocument(bytes, async (pdfium, document) => {
    const blocks = new Map<number, DraftBlock[]>();
    for (const [done, number] of pageNumbers.entries()) {
      if (performance.now() > until) return { blocks, ranOutOfTime: true };
      report?.(done, pageNumbers.length);
      // What was reported leaves the process only between two pages.
      await new Promise((resolve) => setImmediate(resolve));
      blocks.set(number, recognisePage(pdfium, document, number, recogniser));
    }
    return { blocks, ranOutOfTime: false };
  }).catch((error: unknown) => {
    // The other reader had opened the file; this one, which draws the pages, cannot.
    if (error instanceof ExtractionError && error.code === "file_damaged")
      return { blocks: new Map(), ranOutOfTime: false };
    throw error;
  });
}

function recognisePage(pdfium: Pdfium, document: number, number: number, recogniser: Recogniser): DraftBlock[] {
  const page = pdfium.functions.FPDF_LoadPage(document, number - 1);
  if (page === 0) return [];
  try {
    const image = renderGray(pdfium, page);
    if (image === null) return [];
    const paragraphs = recogniser.recognise(image);
    return paragraphs.map((lines) => ({ kind: "paragraph", text: joinLines(lines.map(asPdfLine)), page: number }));
  } finally {
    pdfium.functions.FPDF_ClosePage(page);
  }
}

/** Only for joining lines, where distances count and not their unit. */
function asPdfLine({ text, box: { x0, x1, y0, y1 } }: RecognisedLine): PdfLine {
  return { text, left: x0, right: x1, bottom: -y1, top: -y0, endBottom: -y1, size: y1 - y0, bold: false };
}
