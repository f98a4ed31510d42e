import { assembleDocument, type DraftBlock, type ExtractedDocument } from "../document.ts";
import { ExtractionError } from "../extraction-error.ts";
import { decodeText, detectEncoding } from "../text-encoding.ts";

/** Plain text: paragraphs are what empty lines separate. */
export function extractPlainText(bytes: Uint8Array): ExtractedDocument {
  const document = assembleDocument(paragraphsOf(readText(bytes)), { title: null, pageCount: null });
  if (document.text === "") throw new ExtractionError("empty_document");
  return document;
}

/** @throws ExtractionError `empty_document`, or `file_damaged` for bytes that are no text */
export function readText(bytes: Uint8Array): string {
  if (bytes.length === 0) throw new ExtractionError("empty_document");
  const encoding = detectEncoding(bytes);
  if (encoding === null)
    throw new ExtractionError(
      "file_damaged",
      "The file holds no readable text. Save it again as UTF-8 text and upload that.",
    );
  const text = decodeText(bytes, encoding);
  if (text.trim() === "") throw new ExtractionError("empty_document");
  return text;
}

/** Blocks of lines that empty lines part. */
export function* paragraphsOf(text: string): Generator<DraftBlock> {
  let lines: string[] = [];
  for (const line of text.split(/\r\n?|[\n\f\u2029]/)) {
    if (line.trim() !== "") {
      lines.push(line);
      continue;
    }
    if (lines.length > 0) yield { kind: "paragraph", text: lines.join("\n"), page: null };
    lines = [];
  }
  if (lines.length > 0) yield { kind: "paragraph", text: lines.join("\n"), page: null };
}
