import { assembleDocument, type DraftBlock, type ExtractedDocument } from "../document.ts";
import { ExtractionError } from "../extraction-error.ts";
import { readParagraphs } from "./docx-parts.ts";
import { type OfficePackage, openOfficePackage } from "./office-package.ts";
import { readCoreProperties } from "./office-properties.ts";
import { readRelationships } from "./office-relationships.ts";
import { TextBudget } from "./table-blocks.ts";
import { readSheet } from "./xlsx-sheet.ts";
import { sheetTables } from "./xlsx-tables.ts";
import { readWorkbook, type SheetEntry, type Workbook } from "./xlsx-workbook.ts";

const readParts =
  /^(?:docProps\/core\.xml|xl\/(?:workbook|styles|sharedStrings)\.xml|xl\/(?:worksheets|chartsheets|drawings|charts)\/[^/]+\.xml|xl\/(?:_rels|(?:worksheets|chartsheets|drawings)\/_rels)\/[^/]+\.rels)$/i;

/**
 * A workbook: each visible sheet under its name, with its number as page. Rows that an empty row parts are tables of their
 * own. Text boxes and the titles of charts follow. Hidden sheets are left out, as nobody could look up what is cited from
 * them; comments are not read, and formulas give the results that were saved.
 * @throws ExtractionError `password_protected`, `too_large_when_unpacked`, `file_damaged`, `empty_document`, `no_text_found`
 */
export function extractXlsx(bytes: Uint8Array): ExtractedDocument {
  const file = openOfficePackage(bytes, (path) => readParts.test(path));
  const workbook = readWorkbook(file);
  if (workbook.sheets.length === 0) throw new ExtractionError("file_damaged");
  const budget = new TextBudget();
  const blocks = workbook.sheets.flatMap((sheet, index) =>
    sheet.isHidden ? [] : sheetBlocks(file, workbook, sheet, { page: index + 1, budget }),
  );
  const document = assembleDocument(blocks, {
    ...readCoreProperties(file.xml("docProps/core.xml")),
    pageCount: workbook.sheets.length,
    pageKind: "sheet",
    titleFromHeading: false,
  });
  if (document.text === "") throw new ExtractionError(file.hasMedia ? "no_text_found" : "empty_document");
  return document;
}

/** Without content not even its name. */
function sheetBlocks(
  file: OfficePackage,
  workbook: Workbook,
  sheet: SheetEntry,
  { page, budget }: { page: number; budget: TextBudget },
): DraftBlock[] {
  const rows = sheet.isChart ? new Map() : readSheet(file.xml(sheet.path), workbook, budget);
  const content = [...sheetTables(rows, page), ...drawnText(file, sheet.path, page, budget)];
  return content.length === 0 ? [] : [{ kind: "heading", level: 1, text: sheet.name, page }, ...content];
}

/** Text boxes and shapes on the sheet, and the titles of its charts; the figures of charts stand in cells. */
function drawnText(file: OfficePackage, path: string, page: number, budget: TextBudget): DraftBlock[] {
  const drawings = pathsOf(file, path, "drawing");
  const charts = drawings.flatMap((drawing) => pathsOf(file, drawing, "chart"));
  return [...drawings, ...charts]
    .flatMap((part) => readParagraphs(file.xml(part)))
    .map((text) => ({ kind: "paragraph", text: budget.take(text), page }));
}

function pathsOf(file: OfficePackage, part: string, kind: string): string[] {
  return [...readRelationships(file, part).values()].filter((found) => found.kind === kind).map(({ path }) => path);
}
