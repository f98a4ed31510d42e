import { assembleDocument, type ExtractedDocument } from "../document.ts";
import { documentDate } from "../document-date.ts";
import { ExtractionError } from "../extraction-error.ts";
import { decodeText, detectEncoding } from "../text-encoding.ts";
import { htmlContent } from "./html-blocks.ts";

const declarationBytes = 4096;
const dateNames = [
  "article:modified_time",
  "og:updated_time",
  "datemodified",
  "dcterms.modified",
  "last-modified",
  "article:published_time",
  "datepublished",
  "dcterms.date",
  "dc.date",
  "date",
];

/**
 * A web page: title, headings, lists, tables, code, the text of links and of pictures. Nothing is run or loaded; programs,
 * styles, menus (`nav`), form fields and what is hidden are left out.
 * @throws ExtractionError `empty_document`, `no_text_found`, `file_damaged`, `too_large_when_unpacked`
 */
export function extractHtml(bytes: Uint8Array): ExtractedDocument {
  const html = decodeHtml(bytes);
  if (html.trim() === "") throw new ExtractionError("empty_document");
  const { blocks, title, meta, time } = htmlContent(html);
  const dates = dateNames.map((name) => documentDate(meta.get(name)));
  const document = assembleDocument(blocks, {
    title: title ?? meta.get("og:title") ?? null,
    pageCount: null,
    datedAt: dates.find((date) => date !== null) ?? documentDate(time),
  });
  if (document.text === "") {
    throw new ExtractionError(
      "no_text_found",
      "This page holds no text of its own: its programs load it. Save the page from the browser as it is shown, or as PDF, and upload that.",
    );
  }
  return document;
}

/** By its mark or its bytes where they are sure, else as the page says, else by statistics. */
function decodeHtml(bytes: Uint8Array): string {
  const found = detectEncoding(bytes);
  const isSure = found?.startsWith("utf-") ?? false;
  const encoding = (isSure ? null : declaredEncoding(bytes)) ?? found;
  if (encoding === null) throw new ExtractionError("file_damaged");
  return decodeText(bytes, encoding);
}

function declaredEncoding(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.subarray(0, declarationBytes)).toString("latin1");
  const label = /<meta[^>]{0,300}?charset\s{0,20}=\s{0,20}["']?\s{0,20}([\w:.-]{2,40})/i.exec(head)?.[1];
  const declared = label ?? /^\s*<\?xml[^>]{0,200}?encoding\s{0,20}=\s{0,20}["']([\w:.-]{2,40})/i.exec(head)?.[1];
  try {
    const { encoding } = new TextDecoder(declared ?? "replacement");
    return encoding.startsWith("utf-") ? null : encoding;
  } catch {
    return null;
  }
}
