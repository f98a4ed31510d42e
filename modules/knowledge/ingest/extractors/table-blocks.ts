import type { DraftBlock } from "../document.ts";
import { ExtractionError } from "../extraction-error.ts";
import { markdownTable } from "./markdown-table.ts";

/** More text than this is no document that people read, and would take the memory of the process. */
const textLimitCharacters = 32 * 1024 * 1024;

/** Counts what a file becomes, as a few bytes may stand for much: a string named by many cells, a cell over many rows. */
export class TextBudget {
  #left = textLimitCharacters;

  /** @throws ExtractionError `too_large_when_unpacked` */
  take(text: string): string {
    // A cell costs something even when it is empty.
    this.#left -= text.length + 3;
    if (this.#left < 0) throw new ExtractionError("too_large_when_unpacked");
    return text;
  }
}

/** A header longer than this is not repeated: it would outgrow the rows. */
const repeatedHeaderCharacters = 20_000;
/** A long table is several blocks, each with the header, so that no step after this has to hold it twice. */
const rowsPerBlock = 1_000;

/**
 * Rows of a table, pushed one by one, as Markdown. The first row is the header. Where filling up short rows would make many
 * times more cells than there are, each row is written as a line of what it holds.
 */
export class TableWriter {
  readonly #page: number | null;
  #header: readonly string[] | null = null;
  #rows: (readonly string[])[] = [];
  #isFirst = true;

  constructor(page: number | null) {
    this.#page = page;
  }

  /** @returns a block each time enough rows have come together */
  push(row: readonly string[]): DraftBlock | null {
    if (this.#header === null) {
      this.#header = row;
      return null;
    }
    this.#rows.push(row);
    return this.#rows.length >= rowsPerBlock ? this.end() : null;
  }

  /** @returns what is left, null where there is nothing */
  end(): DraftBlock | null {
    if (this.#header === null || (this.#rows.length === 0 && !this.#isFirst)) return null;
    const repeats = this.#isFirst || this.#header.join("   ").length <= repeatedHeaderCharacters;
    const rows = repeats ? [this.#header, ...this.#rows] : this.#rows;
    this.#rows = [];
    this.#isFirst = false;
    if (!repeats) return { kind: "paragraph", text: rows.map(sparseLine).join("\n"), page: this.#page };
    const cells = rows.reduce((sum, row) => sum + row.length, 0);
    const width = rows.reduce((most, row) => Math.max(most, row.length), 0);
    if (width * rows.length <= cells * 4 + 10_000)
      return { kind: "table", text: markdownTable(rows), page: this.#page };
    return { kind: "paragraph", text: rows.map(sparseLine).join("\n"), page: this.#page };
  }
}

function sparseLine(row: readonly string[]): string {
  return row
    .map((cell) => cell.trim().replace(/\s+/g, " "))
    .filter((cell) => cell !== "")
    .join(" | ");
}

/** A table that is there as a whole. */
export function* tableBlocks(rows: Iterable<readonly string[]>, page: number | null): Generator<DraftBlock> {
  const writer = new TableWriter(page);
  for (const row of rows) {
    const block = writer.push(row);
    if (block !== null) yield block;
  }
  const last = writer.end();
  if (last !== null) yield last;
}
