/** A table in Markdown; the first row is its header. Line breaks inside a cell become blanks. */
export function markdownTable(rows: readonly (readonly string[])[]): string {
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0);
  const lines = rows
    .filter((row) => row.some((cell) => cell.trim() !== ""))
    .map((row) => `| ${Array.from({ length: width }, (_, column) => cellText(row[column] ?? "")).join(" | ")} |`);
  const [header, ...body] = lines;
  if (header === undefined) return "";
  return [header, `|${" --- |".repeat(width)}`, ...body].join("\n");
}

function cellText(cell: string): string {
  return cell.trim().replace(/\s+/g, " ").replaceAll("|", "\\|");
}
