import { readXml, xmlAttribute } from "./read-xml.ts";
import type { TextBudget } from "./table-blocks.ts";
import { formatNumber } from "./xlsx-number-format.ts";
import { SheetRow } from "./xlsx-row.ts";
import { cellString, type Workbook } from "./xlsx-workbook.ts";

const lastRow = 1_048_576;
const lastColumn = 16_384;
/** Of all merged areas of a sheet, as an area may claim a million rows. Counts what has to be looked at. */
const mergedCellLimit = 1_000_000;

/**
 * The cells of a sheet by row from 1. What a sheet says of its size does not count, only the cells it has. Formulas give the
 * result that was saved with them. A merged cell says the same in each row and column it covers where the sheet has others.
 */
export function readSheet(xml: string, workbook: Workbook, budget: TextBudget): Map<number, SheetRow> {
  const rows = new Map<number, SheetRow>();
  const merged: string[] = [];
  let rowNumber = 0;
  let column = 0;
  let type = "";
  let style = 0;
  let value = "";
  let inValue = false;
  let inPhonetic = false;

  const finishCell = () => {
    const text = value === "" ? "" : cellText(value, type, style, workbook);
    if (text.trim() === "" || column < 1 || column > lastColumn || rowNumber < 1 || rowNumber > lastRow) return;
    let row = rows.get(rowNumber);
    if (row === undefined) {
      row = new SheetRow();
      rows.set(rowNumber, row);
    }
    row.add(column, budget.take(text));
  };

  readXml(xml, {
    open: (name, attributes) => {
      if (name === "c") {
        column = columnOf(xmlAttribute(attributes, "r")) ?? column + 1;
        type = xmlAttribute(attributes, "t") ?? "n";
        style = Number(xmlAttribute(attributes, "s") ?? 0);
        value = "";
      } else if (name === "v" || name === "t") inValue = !inPhonetic;
      else if (name === "rPh") inPhonetic = true;
      else if (name === "row") {
        rowNumber = Number(xmlAttribute(attributes, "r") ?? rowNumber + 1);
        column = 0;
      } else if (name === "mergeCell" && merged.length < mergedCellLimit) {
        merged.push(xmlAttribute(attributes, "ref") ?? "");
      }
    },
    close: (name) => {
      if (name === "c") finishCell();
      else if (name === "v" || name === "t") inValue = false;
      else if (name === "rPh") inPhonetic = false;
    },
    text: (raw) => {
      if (inValue) value += raw;
    },
  });
  fillMerged(rows, merged, budget);
  return new Map([...rows].sort(([left], [right]) => left - right));
}

function cellText(raw: string, type: string, style: number, workbook: Workbook): string {
  switch (type) {
    case "s":
      return workbook.strings[Number(raw)] ?? "";
    case "b":
      return raw === "1" || raw === "true" ? "TRUE" : "FALSE";
    case "n": {
      const number = Number(raw);
      if (!Number.isFinite(number)) return raw;
      return formatNumber(number, workbook.formats[style] ?? { kind: "general" }, workbook.startsIn1904);
    }
    default:
      // Text of a formula, text in the cell, a date in ISO 8601, the name of an error.
      return cellString(raw);
  }
}

function columnOf(reference: string | null): number | null {
  const letters = /^\$?([A-Z]{1,3})/i.exec(reference ?? "")?.[1];
  if (letters === undefined) return null;
  let column = 0;
  for (const letter of letters.toUpperCase()) column = column * 26 + letter.charCodeAt(0) - 64;
  return column;
}

function fillMerged(rows: Map<number, SheetRow>, merged: readonly string[], budget: TextBudget): void {
  let left = mergedCellLimit;
  // An area may claim all the columns there are.
  let lastUsed = 0;
  for (const row of rows.values()) lastUsed = Math.max(lastUsed, row.columns.at(-1) ?? 0);
  for (const reference of merged) {
    const match = /^([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})$/i.exec(reference);
    if (match === null) continue;
    const from = columnOf(match[1] ?? "") ?? 1;
    const to = Math.min(columnOf(match[3] ?? "") ?? from, lastColumn);
    const top = Number(match[2]);
    const bottom = Math.min(Number(match[4]), lastRow);
    const text = rows.get(top)?.get(from);
    if (text === undefined) continue;
    for (let number = top; number <= bottom && left > 0; number += 1) {
      const row = rows.get(number);
      left -= 1 + (row?.size ?? 0);
      if (row === undefined) continue;
      // A title over a whole row is said once.
      const isAlone = number === top ? row.size === 1 : row.columns.every((column) => column >= from && column <= to);
      if (isAlone) continue;
      const last = Math.min(to, lastUsed);
      left -= last - from;
      for (let column = from; column <= last && left > 0; column += 1) {
        if (row.get(column) === undefined) row.add(column, budget.take(text));
      }
    }
  }
}
