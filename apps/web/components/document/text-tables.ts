import type { TextPiece } from "./joined-text.ts";

/** A row of a table, whole: what is cited of it marks all of it. */
export interface TableRow {
  cells: readonly string[];
  marked: boolean;
}

export type TextBlock =
  | { kind: "text"; pieces: TextPiece[] }
  | { kind: "table"; header: TableRow | null; rows: TableRow[] };

const separatorLine = /^\|(?:\s*:?-+:?\s*\|)+$/;

interface Line {
  pieces: TextPiece[];
  text: string;
}

/**
 * Tables in extracted text stand as Markdown (`| a | b |`); here they are told from the rest, to be drawn as tables. Of one
 * whose beginning was not read yet there is no header.
 */
export function tellTables(pieces: readonly TextPiece[]): TextBlock[] {
  const blocks: TextBlock[] = [];
  let rows: Line[] = [];

  function addText(line: Line): void {
    const last = blocks.at(-1);
    if (last?.kind === "text") last.pieces.push(...line.pieces);
    else blocks.push({ kind: "text", pieces: [...line.pieces] });
  }

  function endTable(): void {
    const taken = rows;
    rows = [];
    if (taken.length < 2) {
      for (const line of taken) addText(line);
      return;
    }
    const hasHeader = taken[1] !== undefined && separatorLine.test(taken[1].text.trim());
    const body = taken.filter(({ text }) => !separatorLine.test(text.trim())).map(rowOf);
    blocks.push({
      kind: "table",
      header: hasHeader ? (body[0] ?? null) : null,
      rows: hasHeader ? body.slice(1) : body,
    });
  }

  for (const line of linesOf(pieces)) {
    const text = line.text.trim();
    const isRow = text.length > 2 && text.startsWith("|") && text.endsWith("|");
    const page = line.pieces[0]?.page ?? null;
    if (!isRow || page !== null) endTable();
    // The page that begins with a row is said before its table.
    if (isRow && page !== null) addText({ text: "", pieces: [{ text: "", marked: false, page }] });
    if (isRow) rows.push(line);
    else addText(line);
  }
  endTable();
  return blocks;
}

function rowOf({ text, pieces }: Line): TableRow {
  const inner = text.trim().replace(/^\||\|$/g, "");
  const cells = inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));
  return { cells, marked: pieces.some((piece) => piece.marked && piece.text.trim() !== "") };
}

/** Lines with their line ends; a line may go over several pieces. */
function linesOf(pieces: readonly TextPiece[]): Line[] {
  const lines: Line[] = [];
  let open: TextPiece[] = [];
  function end(): void {
    if (open.length > 0) lines.push({ pieces: open, text: open.map(({ text }) => text).join("") });
    open = [];
  }
  for (const piece of pieces) {
    if (piece.page !== null) end();
    let { page } = piece;
    for (const text of piece.text.split(/(?<=\n)/)) {
      if (text === "" && page === null) continue;
      open.push({ text, marked: piece.marked, page });
      page = null;
      if (text.endsWith("\n")) end();
    }
  }
  end();
  return lines;
}
