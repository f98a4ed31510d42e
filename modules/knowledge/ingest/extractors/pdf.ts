import { assembleDocument, type DraftBlock, type ExtractedDocument } from "../document.ts";
import { ExtractionError } from "../extraction-error.ts";
import { layOutPdf } from "./pdf-layout.ts";
import { isPicture, type PdfContent } from "./pdf-page.ts";
import { type RecognisedPages, type Recognition, recognisePdfPages } from "./pdf-recognition.ts";
import { readPdfWithPdfium } from "./pdf-with-pdfium.ts";
import { readPdfWithPdfjs } from "./pdf-with-pdfjs.ts";

/**
 * A PDF with its page numbers. PDFium reads it; where that fails or finds no text, pdf.js has a try. Pages that are pictures
 * are read by text recognition where that is on, and counted as unread where not.
 * @throws ExtractionError `password_protected`, `scanned_document`, `no_text_found`, `file_damaged`, `extraction_timed_out`
 */
export async function extractPdf(bytes: Uint8Array, recognition?: Recognition): Promise<ExtractedDocument> {
  const content = await readWithEither(bytes);
  const printed = layOutPdf(content.pages);
  const isUnreadable = isGibberish(printed);
  const pictures = content.pages.filter((page) => isUnreadable || isPicture(page)).map((page) => page.number);
  const recognised =
    recognition === undefined || pictures.length === 0 ? null : await recognisePdfPages(bytes, pictures, recognition);
  const read = new Map([...(recognised?.blocks ?? [])].filter(([, blocks]) => blocks.length > 0));
  if (isUnreadable && read.size === 0) throw new ExtractionError("no_text_found", unreadableLetters);
  const document = assembleDocument(withRecognised(isUnreadable ? [] : printed, read), {
    title: usefulTitle(content.title),
    pageCount: content.pageCount,
    datedAt: content.datedAt,
    recognisedPages: read.size,
    // A picture without words was read, as far as there is something to read.
    unreadPages: pictures.filter((number) => !recognised?.blocks.has(number)).length,
  });
  if (document.text === "") throw withoutText(content, recognised);
  return document;
}

const unreadableLetters =
  "The letters of this PDF cannot be read: its fonts do not say which character each shape is. Run text recognition (OCR) on it and upload the result.";

/** What was recognised, in place of the little that was found on the same page. */
function withRecognised(printed: readonly DraftBlock[], read: ReadonlyMap<number, DraftBlock[]>): DraftBlock[] {
  if (read.size === 0) return [...printed];
  const kept = printed.filter((block) => block.page === null || !read.has(block.page));
  return [...kept, ...[...read.values()].flat()].sort((left, right) => (left.page ?? 0) - (right.page ?? 0));
}

function withoutText(content: PdfContent, recognised: RecognisedPages | null): ExtractionError {
  if (!content.pages.some((page) => page.pictureShare > 0)) return new ExtractionError("no_text_found");
  if (recognised === null) return new ExtractionError("scanned_document");
  return recognised.ranOutOfTime
    ? new ExtractionError(
        "extraction_timed_out",
        "Recognising the text of its pictures took too long and was stopped. Split it into smaller documents, then upload them.",
      )
    : new ExtractionError("no_text_found", "It is made of pictures, and text recognition found no words in them.");
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

function isGibberish(blocks: readonly DraftBlock[]): boolean {
  const text = blocks
    .slice(0, 200)
    .map((block) => block.text)
    .join(" ");
  const sample = text.slice(0, 20_000).replace(/\s/g, "");
  const unreadable = sample.match(/[\ufffd\p{Co}\p{Cn}]/gu)?.length ?? 0;
  return unreadable > sample.length * 0.5;
}
