import type { OfficePackage } from "./office-package.ts";
import { readRelationships } from "./office-relationships.ts";
import { readXml, unescapeXml, xmlAttribute } from "./read-xml.ts";
import { type NumberFormat, numberFormat } from "./xlsx-number-format.ts";

export interface SheetEntry {
  name: string;
  path: string;
  isHidden: boolean;
  /** A sheet that is one chart has no cells. */
  isChart: boolean;
}

/** What the sheets of a workbook share. */
export interface Workbook {
  /** In the order of their tabs. */
  sheets: SheetEntry[];
  strings: readonly string[];
  /** By the number of a cell's format (`s`). */
  formats: readonly NumberFormat[];
  startsIn1904: boolean;
}

const workbookPart = "xl/workbook.xml";

export function readWorkbook(file: OfficePackage): Workbook {
  const relationships = readRelationships(file, workbookPart);
  const sheets: SheetEntry[] = [];
  let startsIn1904 = false;
  readXml(file.xml(workbookPart), {
    open: (name, attributes) => {
      if (name === "workbookPr") startsIn1904 = /^(?:1|true|on)$/.test(xmlAttribute(attributes, "date1904") ?? "");
      if (name !== "sheet") return;
      const target = relationships.get(xmlAttribute(attributes, "r:id") ?? xmlAttribute(attributes, "id") ?? "");
      if (target === undefined) return;
      sheets.push({
        name: (xmlAttribute(attributes, "name") ?? "").trim(),
        path: target.path,
        isHidden: /hidden/i.test(xmlAttribute(attributes, "state") ?? ""),
        isChart: target.kind === "chartsheet",
      });
    },
  });
  const paths = new Map([...relationships.values()].map(({ kind, path }) => [kind, path]));
  return {
    sheets,
    strings: readSharedStrings(file.xml(paths.get("sharedStrings") ?? "xl/sharedStrings.xml")),
    formats: readFormats(file.xml(paths.get("styles") ?? "xl/styles.xml")),
    startsIn1904,
  };
}

function readSharedStrings(xml: string): string[] {
  const strings: string[] = [];
  let text = "";
  let inText = false;
  // How a word is spoken stands beside it in East Asian files, and is no text of the cell.
  let inPhonetic = false;
  readXml(xml, {
    open: (name) => {
      if (name === "si") text = "";
      else if (name === "rPh") inPhonetic = true;
      else if (name === "t") inText = !inPhonetic;
    },
    close: (name) => {
      if (name === "si") strings.push(text);
      else if (name === "rPh") inPhonetic = false;
      else if (name === "t") inText = false;
    },
    text: (raw) => {
      if (inText) text += cellString(raw);
    },
  });
  return strings;
}

/** Excel writes characters that XML cannot hold as `_x000D_`. */
export function cellString(raw: string): string {
  return unescapeXml(raw).replace(/_x([0-9A-F]{4})_/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)));
}

function readFormats(xml: string): NumberFormat[] {
  const codes = new Map<number, string>();
  const formats: NumberFormat[] = [];
  let inCellFormats = false;
  readXml(xml, {
    open: (name, attributes) => {
      if (name === "numFmt") {
        codes.set(Number(xmlAttribute(attributes, "numFmtId")), xmlAttribute(attributes, "formatCode") ?? "");
      } else if (name === "cellXfs") inCellFormats = true;
      else if (name === "xf" && inCellFormats) {
        formats.push(numberFormat(Number(xmlAttribute(attributes, "numFmtId") ?? 0), codes));
      }
    },
    close: (name) => {
      if (name === "cellXfs") inCellFormats = false;
    },
  });
  return formats;
}
