import { assembleDocument, type DraftBlock, type ExtractedDocument } from "../document.ts";
import { ExtractionError } from "../extraction-error.ts";
import { sniffDelimiter } from "../sniff-delimiter.ts";
import { extractPlainText, readText } from "./plain-text.ts";
import { readCsv } from "./read-csv.ts";
import { TableWriter, TextBudget } from "./table-blocks.ts";

/**
 * Rows of a CSV as tables, with the first row as header. The separator (`,` `;` tab `|`) is found out; rows may be of any
 * length. Lines of a single field before the header are text: names of reports. What cannot be read as rows is read as text.
 * @throws ExtractionError `empty_document`, `file_damaged`, `too_large_when_unpacked`
 */
export function extractCsv(bytes: Uint8Array): ExtractedDocument {
  const text = readText(bytes);
  const told = /^\ufeff?sep=([,;\t|])\r?\n/i.exec(text.slice(0, 10));
  const rows = told ? text.slice(told[0].length) : text;
  const found = sniffDelimiter(rows);
  const delimiter = told?.[1] ?? found?.delimiter ?? ",";
  // A quotation mark that is never closed swallows the rest; then the marks are letters like others.
  const blocks =
    readRows(rows, delimiter, true, found?.columns ?? 1) ?? readRows(rows, delimiter, false, found?.columns ?? 1);
  if (blocks === null) return extractPlainText(bytes);
  const document = assembleDocument(blocks, { title: null, pageCount: null });
  if (document.text === "") throw new ExtractionError("empty_document");
  return document;
}

function readRows(text: string, delimiter: string, quote: boolean, columns: number): DraftBlock[] | null {
  const blocks: DraftBlock[] = [];
  const writer = new TableWriter(null);
  const budget = new TextBudget();
  let isBefore = columns > 1;
  const take = (record: string[]) => {
    while (record.length > 1 && record.at(-1) === "") record.pop();
    if (record.length === 1 && (record[0] ?? "").trim() === "") return;
    for (const cell of record) budget.take(cell);
    isBefore &&= record.length === 1;
    const block = isBefore ? asParagraph(record[0] ?? "") : writer.push(record);
    if (block !== null) blocks.push(block);
  };
  if (!readCsv(text, { delimiter, quote }, take)) return null;
  const last = writer.end();
  return last === null ? blocks : [...blocks, last];
}

function asParagraph(text: string): DraftBlock {
  return { kind: "paragraph", text, page: null };
}
