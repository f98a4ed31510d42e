import type { DraftBlock } from "../document.ts";
import { tableBlocks } from "./table-blocks.ts";
import type { SheetRow } from "./xlsx-row.ts";

interface Area {
  rows: SheetRow[];
  /** Those that hold something, in order. */
  columns: number[];
}

/** The tables of a sheet: rows that an empty row parts are tables of their own. */
export function* sheetTables(rows: ReadonlyMap<number, SheetRow>, page: number): Generator<DraftBlock> {
  let band: SheetRow[] = [];
  let last = 0;
  for (const [number, row] of rows) {
    if (number > last + 1) {
      yield* bandBlocks(band, page);
      band = [];
    }
    band.push(row);
    last = number;
  }
  yield* bandBlocks(band, page);
}

function* bandBlocks(band: SheetRow[], page: number): Generator<DraftBlock> {
  const whole = { rows: band, columns: usedColumns(band) };
  for (const area of besideEachOther(whole)) yield* areaBlocks(area, page);
}

function usedColumns(rows: readonly SheetRow[]): number[] {
  const used = new Set<number>();
  for (const row of rows) for (const column of row.columns) used.add(column);
  return [...used].sort((left, right) => left - right);
}

/**
 * Tables side by side, with an empty column between, are told from one table with a spacer by their first rows: those of
 * separate tables stand at different heights. One table must stay whole, as its rows say what belongs together.
 */
function besideEachOther(area: Area): Area[] {
  const groups: number[][] = [];
  for (const column of area.columns) {
    const group = groups.at(-1);
    if (group && group.at(-1) === column - 1) group.push(column);
    else groups.push([column]);
  }
  const isSeparate =
    groups.length > 1 &&
    groups.length <= 20 &&
    groups.every((group) => group.length > 1) &&
    new Set(groups.map((group) => firstRow(area.rows, group))).size === groups.length;
  if (!isSeparate) return [area];
  return groups.map((columns) => {
    const wanted = new Set(columns);
    const rows = area.rows.map((row) => row.only(wanted));
    return { rows: rows.filter((row) => row.size > 0), columns };
  });
}

function firstRow(rows: readonly SheetRow[], columns: readonly number[]): number {
  return rows.findIndex((row) => columns.some((column) => row.columns.includes(column)));
}

/** Lines of a single cell at the top are a title, the rest is a table without its empty columns. */
function* areaBlocks({ rows, columns }: Area, page: number): Generator<DraftBlock> {
  const isTable = columns.length > 1;
  let first = 0;
  while (first < rows.length && (!isTable || rows[first]?.size === 1)) first += 1;
  const title = rows.slice(0, first).map(lineOf);
  if (title.length > 0) yield { kind: "paragraph", text: title.join("\n"), page };
  const body = rows.slice(first);
  const cells = body.reduce((sum, row) => sum + row.size, 0);
  // A few cells far from each other span more empty ones than any table.
  const isScattered = body.length * columns.length > cells * 10 + 100_000;
  if (isScattered) yield { kind: "paragraph", text: body.map(lineOf).join("\n"), page };
  else if (body.length > 0) yield* tableBlocks(gridOf(body, columns), page);
}

function lineOf(row: SheetRow): string {
  return row.texts.join(" | ");
}

/** Rows that end early are left short: `tableBlocks` fills them up where that is sensible. */
function* gridOf(rows: readonly SheetRow[], columns: readonly number[]): Generator<string[]> {
  const place = new Map(columns.map((column, index) => [column, index]));
  for (const row of rows) {
    const cells: string[] = [];
    for (const [index, column] of row.columns.entries()) {
      while (cells.length < (place.get(column) ?? 0)) cells.push("");
      cells.push(row.texts[index] ?? "");
    }
    yield cells;
  }
}
