import { ExtractionError } from "../extraction-error.ts";
import { inReadingOrder } from "./arabic-ligatures.ts";
import { cellsOf, stretchedLines } from "./pdf-cells.ts";
import { pdfDate } from "./pdf-date.ts";
import { hasLittleText, type PdfContent, type PdfLine, type PdfPage, pageLimit } from "./pdf-page.ts";
import { type Pdfium, pageObjects, withPdfDocument } from "./pdfium.ts";

const boldWeight = 600;
const scratchBytes = 4096;
const objectLimit = 2000;

/**
 * Lines of every page with PDFium.
 * @throws ExtractionError `password_protected`, `file_damaged`, `extraction_failed` for too many pages
 */
export function readPdfWithPdfium(bytes: Uint8Array): Promise<PdfContent> {
  return withPdfDocument(bytes, readDocument);
}

function readDocument(pdfium: Pdfium, document: number): PdfContent {
  const { functions } = pdfium;
  const pageCount = functions.FPDF_GetPageCount(document);
  if (pageCount > pageLimit) {
    throw new ExtractionError(
      "extraction_failed",
      `The file declares more than ${pageLimit} pages. Split it into smaller documents.`,
    );
  }
  const scratch = functions.malloc(scratchBytes);
  try {
    const pages: PdfPage[] = [];
    for (let index = 0; index < pageCount; index += 1) {
      const page = readPage(pdfium, document, index, scratch);
      if (page !== null) pages.push(page);
    }
    if (pages.length === 0) throw new ExtractionError("file_damaged");
    const fact = (tag: string) => readFact(pdfium, document, tag, scratch);
    const datedAt = pdfDate(fact("ModDate")) ?? pdfDate(fact("CreationDate"));
    return { title: fact("Title"), datedAt, pageCount, pages };
  } finally {
    functions.free(scratch);
  }
}

/** An entry of the document's information, such as its `Title`. */
function readFact({ functions, memory }: Pdfium, document: number, tag: string, scratch: number): string | null {
  const value = scratch + 32;
  memory().write(`${tag}\0`, scratch, "latin1");
  const size = functions.FPDF_GetMetaText(document, scratch, value, scratchBytes - 32);
  if (size <= 2 || size > scratchBytes - 32) return null;
  return memory().toString("utf16le", value, value + size - 2);
}

function readPage(pdfium: Pdfium, document: number, index: number, scratch: number): PdfPage | null {
  const { functions } = pdfium;
  const page = functions.FPDF_LoadPage(document, index);
  if (page === 0) return null;
  const textPage = functions.FPDFText_LoadPage(page);
  try {
    const view = pageView(pdfium, page);
    const lines = textPage === 0 ? [] : readLines(pdfium, textPage, view, scratch);
    const pictureShare = hasLittleText(lines) ? shareOfPictures(pdfium, page, scratch) : 0;
    return { number: index + 1, height: view.height, lines, pictureShare };
  } finally {
    if (textPage !== 0) functions.FPDFText_ClosePage(textPage);
    functions.FPDF_ClosePage(page);
  }
}

interface PageView {
  /** Quarter turns clockwise with which the page is shown. */
  rotation: number;
  width: number;
  height: number;
}

function pageView({ functions }: Pdfium, page: number): PageView {
  return {
    rotation: functions.FPDFPage_GetRotation(page),
    width: functions.FPDF_GetPageWidthF(page),
    height: functions.FPDF_GetPageHeightF(page),
  };
}

function readLines(pdfium: Pdfium, textPage: number, view: PageView, scratch: number): PdfLine[] {
  const count = pdfium.functions.FPDFText_CountChars(textPage);
  if (count <= 0) return [];
  const text = readText(pdfium, textPage, count);
  const lines: PdfLine[] = [];
  const starts: number[] = [];
  let start = 0;
  for (const line of text.split("\r\n")) {
    const begin = start + line.length - line.trimStart().length;
    const end = start + line.trimEnd().length - 1;
    if (end >= begin) {
      const offset = start;
      const ordered = inReadingOrder(line, (at) => isOneGlyph(pdfium, textPage, offset + at, scratch));
      lines.push(readLine(pdfium, textPage, ordered, begin, end, view, scratch));
      starts.push(start);
    }
    start += line.length + 2;
  }
  const edges = edgesOf(pdfium, textPage, view, scratch);
  for (const index of stretchedLines(lines)) {
    const [line] = lines.slice(index, index + 1);
    const cells = line && cellsOf(line, (at) => edges((starts[index] ?? 0) + at));
    if (line && cells && cells.length > 1) line.cells = cells;
  }
  return lines;
}

/** Left and right edge of a character, by its place in the text. */
function edgesOf({ functions, memory }: Pdfium, textPage: number, view: PageView, scratch: number) {
  return (textIndex: number) => {
    functions.FPDFText_GetLooseCharBox(
      textPage,
      functions.FPDFText_GetCharIndexFromTextIndex(textPage, textIndex),
      scratch,
    );
    return shownBox(memory(), scratch, view);
  };
}

/** Letters of a ligature lie in the same box. */
function isOneGlyph({ functions, memory }: Pdfium, textPage: number, textIndex: number, scratch: number): boolean {
  for (const offset of [0, 1]) {
    const index = functions.FPDFText_GetCharIndexFromTextIndex(textPage, textIndex + offset);
    functions.FPDFText_GetLooseCharBox(textPage, index, scratch + 16 * offset);
  }
  const heap = memory();
  return heap.compare(heap, scratch, scratch + 16, scratch + 16, scratch + 32) === 0;
}

function readText({ functions, memory }: Pdfium, textPage: number, count: number): string {
  // Two units for each character: one beyond the basic plane takes two.
  const buffer = functions.malloc(count * 4 + 2);
  if (buffer === 0) throw new ExtractionError("extraction_out_of_memory");
  const written = functions.FPDFText_GetText(textPage, 0, count, buffer);
  const text = memory().toString("utf16le", buffer, buffer + Math.max(0, written - 1) * 2);
  functions.free(buffer);
  return text;
}

function readLine(
  { functions, memory }: Pdfium,
  textPage: number,
  text: string,
  begin: number,
  end: number,
  view: PageView,
  scratch: number,
): PdfLine {
  const first = functions.FPDFText_GetCharIndexFromTextIndex(textPage, begin);
  const last = functions.FPDFText_GetCharIndexFromTextIndex(textPage, end);
  functions.FPDFText_GetLooseCharBox(textPage, first, scratch);
  functions.FPDFText_GetLooseCharBox(textPage, last, scratch + 16);
  const heap = memory();
  const start = shownBox(heap, scratch, view);
  const finish = shownBox(heap, scratch + 16, view);
  const bold =
    functions.FPDFText_GetFontWeight(textPage, first) >= boldWeight &&
    functions.FPDFText_GetFontWeight(textPage, last) >= boldWeight;
  return {
    text,
    left: Math.min(start.left, finish.left),
    right: Math.max(start.right, finish.right),
    bottom: start.bottom,
    top: start.top,
    endBottom: finish.bottom,
    // A bullet or an initial may come from a larger font than the words after it.
    size: Math.min(start.top - start.bottom, finish.top - finish.bottom),
    bold,
  };
}

/** A rectangle (`FS_RECTF`: left, top, right, bottom) turned to how the page is shown. */
function shownBox(heap: Buffer, address: number, { rotation, width, height }: PageView) {
  const [x1, y2, x2, y1] = [0, 4, 8, 12].map((offset) => heap.readFloatLE(address + offset)) as [
    number,
    number,
    number,
    number,
  ];
  switch (rotation) {
    case 1:
      return { left: y1, right: y2, bottom: height - x2, top: height - x1 };
    case 2:
      return { left: width - x2, right: width - x1, bottom: height - y2, top: height - y1 };
    case 3:
      return { left: width - y2, right: width - y1, bottom: x1, top: x2 };
    default:
      return { left: x1, right: x2, bottom: y1, top: y2 };
  }
}

/** Counted by the boxes of the pictures, also of those in a group; a scan may come in many strips. */
function shareOfPictures({ functions, memory }: Pdfium, page: number, scratch: number): number {
  let area = 0;
  const count = Math.min(functions.FPDFPage_CountObjects(page), objectLimit);
  for (let index = 0; index < count; index += 1) {
    const object = functions.FPDFPage_GetObject(page, index);
    if (isPictureObject(object)) area += areaOf(object);
  }
  const pageArea = functions.FPDF_GetPageWidthF(page) * functions.FPDF_GetPageHeightF(page);
  return pageArea > 0 ? Math.min(1, area / pageArea) : 0;

  function isPictureObject(object: number): boolean {
    const type = functions.FPDFPageObj_GetType(object);
    if (type !== pageObjects.form) return type === pageObjects.image;
    const inner = Math.min(functions.FPDFFormObj_CountObjects(object), objectLimit);
    for (let part = 0; part < inner; part += 1) {
      if (functions.FPDFPageObj_GetType(functions.FPDFFormObj_GetObject(object, part)) === pageObjects.image)
        return true;
    }
    return false;
  }

  function areaOf(object: number): number {
    const [left, bottom, right, top] = [scratch, scratch + 4, scratch + 8, scratch + 12] as const;
    if (functions.FPDFPageObj_GetBounds(object, left, bottom, right, top) === 0) return 0;
    const heap = memory();
    const side = (low: number, high: number) => Math.abs(heap.readFloatLE(high) - heap.readFloatLE(low));
    return side(left, right) * side(bottom, top);
  }
}
