/** What a cell may be; null is an empty one. */
export type CsvCell = string | number | null;

/** Characters a spreadsheet takes for the begin of a formula, or skips before it does. */
const formulaStart = /^[=+\-@\t\r\n]/;

/**
 * One line of CSV by RFC 4180, with its line end. Text that a spreadsheet would run as a formula gets an apostrophe in
 * front, which shows it as text; numbers are left alone.
 */
export function csvLine(cells: readonly CsvCell[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

function csvCell(value: CsvCell): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const text = formulaStart.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
