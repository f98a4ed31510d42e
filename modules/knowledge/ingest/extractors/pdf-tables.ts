import { isListItem } from "./pdf-lines.ts";
import type { PdfCell, PdfLine } from "./pdf-page.ts";

/** A run of lines that stand in columns, in place of those lines. */
export interface PdfTable {
  rows: string[][];
}

const fewestRows = 3;
/** Between two columns, as a multiple of the size of the text. */
const leastGap = 0.9;
/** Two columns with more characters in a cell, on average, are two columns of prose side by side. */
const proseCharacters = 45;

/**
 * Finds tables by their columns: at least three lines one below the other with the same blank strips from top to bottom.
 * A line whose first column is empty goes on with the cells of the row above. Where it is not plain, the lines stay as they are.
 */
export function findTables(lines: readonly PdfLine[]): (PdfLine | PdfTable)[] {
  const found: (PdfLine | PdfTable)[] = [];
  let index = 0;
  while (index < lines.length) {
    const rows = rowsFrom(lines, index);
    const table = tableOf(rows.map((row) => row.cells));
    if (table === null) {
      found.push(...lines.slice(index, index + 1));
      index += 1;
    } else {
      found.push(table);
      index += rows.reduce((sum, row) => sum + row.lineCount, 0);
    }
  }
  return found;
}

interface Row {
  cells: PdfCell[];
  lineCount: number;
}

/** Rows one below the other for as long as each begins in, or has text in, more than one column. */
function rowsFrom(lines: readonly PdfLine[], start: number): Row[] {
  const rows: Row[] = [];
  let previous: PdfLine | undefined;
  for (let index = start; index < lines.length; ) {
    const row = rowAt(lines, index);
    const [line] = lines.slice(index, index + 1);
    if (line === undefined || isListItem(line.text) || !followsBelow(previous, line)) break;
    const isContinuation = rows.length > 0 && row.cells.length === 1 && isIndented(rows, row.cells);
    if (row.cells.length < 2 && !isContinuation) break;
    rows.push(row);
    previous = line;
    index += row.lineCount;
  }
  while (rows.at(-1)?.cells.length === 1) rows.pop();
  return rows;
}

/** A line with its cells, and the lines after it that stand on the same height further right. */
function rowAt(lines: readonly PdfLine[], index: number): Row {
  const cells: PdfCell[] = [];
  let count = 0;
  for (const line of lines.slice(index, index + 30)) {
    const [first] = lines.slice(index, index + 1);
    const isBeside =
      first !== undefined &&
      Math.abs(first.bottom - line.bottom) < first.size * 0.3 &&
      line.left > (cells.at(-1)?.right ?? 0) + line.size * leastGap;
    if (count > 0 && !isBeside) break;
    cells.push(...(line.cells ?? [{ text: line.text.trim(), left: line.left, right: line.right }]));
    count += 1;
  }
  return { cells, lineCount: count };
}

function followsBelow(previous: PdfLine | undefined, line: PdfLine): boolean {
  if (previous === undefined) return true;
  const distance = previous.bottom - line.bottom;
  return distance > 0.5 * line.size && distance < 3.5 * Math.max(previous.size, line.size);
}

function isIndented(rows: readonly Row[], [cell]: readonly PdfCell[]): boolean {
  const left = Math.min(...rows.flatMap((row) => row.cells.slice(0, 1).map((first) => first.right)));
  return cell !== undefined && cell.left > left;
}

function tableOf(rows: readonly PdfCell[][]): PdfTable | null {
  if (rows.length < fewestRows) return null;
  const columns = columnsOf(rows.flat());
  if (columns.length < 2) return null;
  const grid: string[][] = [];
  for (const cells of rows) {
    const row = columns.map(({ left, right }) =>
      cells
        .filter((cell) => cell.left < right && cell.right > left)
        .map((cell) => cell.text)
        .join(" "),
    );
    const last = grid.at(-1);
    if (row[0] === "" && last !== undefined && row.filter((cell) => cell !== "").length <= columns.length / 2)
      for (const [at, cell] of row.entries()) last[at] = [last[at], cell].filter(Boolean).join(" ");
    else grid.push(row);
  }
  return isTable(grid, columns.length) ? { rows: grid } : null;
}

/** Where the cells of all rows, laid over each other, leave no blank. */
function columnsOf(cells: readonly PdfCell[]): { left: number; right: number }[] {
  const columns: { left: number; right: number }[] = [];
  for (const { left, right } of cells.toSorted((one, other) => one.left - other.left)) {
    const last = columns.at(-1);
    if (last !== undefined && left < last.right) last.right = Math.max(last.right, right);
    else columns.push({ left, right });
  }
  return columns;
}

function isTable(grid: readonly string[][], columnCount: number): boolean {
  if (grid.length < fewestRows) return false;
  const filled = grid.flat().filter((cell) => cell !== "");
  const characters = filled.reduce((sum, cell) => sum + cell.length, 0) / filled.length;
  const isNarrow = columnCount === 2;
  if (isNarrow && (characters > proseCharacters || grid.length <= fewestRows)) return false;
  // The words of a program that begin its lines stand in a column, too.
  if (isNarrow && grid.filter(([first]) => first !== "").length < grid.length * 0.7) return false;
  return filled.length > grid.length * columnCount * 0.5;
}
