import { getDocumentProxy } from "unpdf";
import { ExtractionError } from "../extraction-error.ts";
import { pdfDate } from "./pdf-date.ts";
import { type PdfContent, type PdfLine, type PdfPage, pageLimit } from "./pdf-page.ts";

type PdfDocument = Awaited<ReturnType<typeof getDocumentProxy>>;
type TextItem = { str: string; transform: number[]; width: number; height: number; hasEOL: boolean };

/**
 * The second reader, for files the first one refuses or finds nothing in: slower, but forgiving in other places.
 * @throws ExtractionError `password_protected`, `file_damaged`
 */
export async function readPdfWithPdfjs(bytes: Uint8Array): Promise<PdfContent> {
  const document = await openDocument(bytes);
  try {
    const pages: PdfPage[] = [];
    for (let number = 1; number <= Math.min(document.numPages, pageLimit); number += 1) {
      const page = await readPage(document, number).catch(() => null);
      if (page !== null) pages.push(page);
    }
    if (pages.length === 0) throw new ExtractionError("file_damaged");
    return { ...(await readFacts(document)), pageCount: document.numPages, pages };
  } finally {
    await document.loadingTask.destroy();
  }
}

async function openDocument(bytes: Uint8Array): Promise<PdfDocument> {
  try {
    // It takes the buffer over, so it gets a copy.
    return await getDocumentProxy(Uint8Array.from(bytes), {
      useSystemFonts: false,
      stopAtErrors: false,
      disableFontFace: true,
      verbosity: 0,
    });
  } catch (error) {
    if (error instanceof Error && error.name === "PasswordException") throw new ExtractionError("password_protected");
    throw new ExtractionError("file_damaged", undefined, { cause: error });
  }
}

async function readFacts(document: PdfDocument): Promise<Pick<PdfContent, "title" | "datedAt">> {
  const metadata = await document.getMetadata().catch(() => null);
  const info: { Title?: unknown; ModDate?: unknown; CreationDate?: unknown } = metadata?.info ?? {};
  return {
    title: typeof info.Title === "string" ? info.Title : null,
    datedAt: pdfDate(info.ModDate) ?? pdfDate(info.CreationDate),
  };
}

async function readPage(document: PdfDocument, number: number): Promise<PdfPage> {
  const page = await document.getPage(number);
  const { items } = await page.getTextContent();
  const lines = linesOf(items.filter((item): item is typeof item & TextItem => "str" in item));
  const [, bottom = 0, , top = 0] = page.view;
  page.cleanup();
  // A page in a damaged file without any text is as good as a picture: nothing more exact can be said of it.
  return { number, height: top - bottom, lines, pictureShare: 0 };
}

function linesOf(items: readonly TextItem[]): PdfLine[] {
  const lines: PdfLine[] = [];
  let parts: TextItem[] = [];
  const finish = () => {
    const line = lineOf(parts);
    if (line !== null) lines.push(line);
    parts = [];
  };
  for (const item of items) {
    parts.push(item);
    if (item.hasEOL) finish();
  }
  finish();
  return lines;
}

function lineOf(items: readonly TextItem[]): PdfLine | null {
  const text = items.map((item) => item.str).join("");
  const [first] = items.filter((item) => item.str.trim() !== "");
  if (first === undefined) return null;
  const [, , skew = 0, scale = 0, x = 0, y = 0] = first.transform;
  const size = Math.hypot(skew, scale) || first.height;
  const right = items.reduce((edge, item) => Math.max(edge, (item.transform[4] ?? 0) + item.width), x);
  return { text, left: x, right, bottom: y, top: y + size, endBottom: y, size, bold: false };
}
