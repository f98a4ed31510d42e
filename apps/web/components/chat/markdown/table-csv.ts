/** What a spreadsheet would compute instead of show; a plain number with its sign is none of it. */
const formula = /^[=+\-@\t\r]/;
const number = /^[+-]?\d[\d.,'\s]*%?$/;

function cell(text: string, separator: string): string {
  // An apostrophe keeps a spreadsheet from running what a model wrote (OWASP, CSV injection).
  const shown = formula.test(text) && !number.test(text) ? `'${text}` : text;
  const needsQuotes = shown.includes(separator) || /["\r\n]|^\s|\s$/.test(shown);
  return needsQuotes ? `"${shown.replaceAll('"', '""')}"` : shown;
}

/**
 * Rows as comma-separated values: RFC 4180, with short rows filled up.
 * @param separator `;` where a comma stands in numbers, as spreadsheets expect it there
 */
export function toCsv(rows: readonly (readonly string[])[], separator: "," | ";" = ","): string {
  const width = Math.max(0, ...rows.map((row) => row.length));
  return rows
    .map((row) => Array.from({ length: width }, (_, index) => cell(row[index] ?? "", separator)).join(separator))
    .join("\r\n");
}

/** What spreadsheets of this language take for a separator. */
export function separatorFor(language: string): "," | ";" {
  return new Intl.NumberFormat(language).format(1.5).includes(",") ? ";" : ",";
}

/** The cells of a table as they are read, without the numbers of sources. */
export function rowsOf(table: HTMLTableElement): string[][] {
  return [...table.rows].map((row) => [...row.cells].map(textOf));
}

function textOf(element: Element): string {
  const copy = element.cloneNode(true);
  if (!(copy instanceof Element)) return "";
  for (const chip of copy.querySelectorAll("[data-citation], [data-explains]")) chip.remove();
  for (const end of copy.querySelectorAll("br")) end.replaceWith("\n");
  return (copy.textContent ?? "").replace(/[^\S\n]+/g, " ").trim();
}
