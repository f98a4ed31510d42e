import type { DraftBlock } from "../document.ts";
import { type TextBudget, tableBlocks } from "./table-blocks.ts";

const spanLimit = { columns: 200, rows: 2_000 };
const columnLimit = 2_000;

interface Cell {
  blocks: DraftBlock[];
  columns: number;
  rows: number;
}

/** A table of a page while it is read: cells hold blocks, as a table may be the frame of a page and no table at all. */
export class HtmlTable {
  readonly #rows: Cell[][] = [];
  readonly #before: DraftBlock[] = [];
  #isFrame: boolean;

  /** @param isFrame says itself that it only places things on the page */
  constructor(isFrame: boolean) {
    this.#isFrame = isFrame;
  }

  openRow(): void {
    this.#rows.push([]);
  }

  /** @returns where the blocks of the cell go */
  openCell(attributes: ReadonlyMap<string, string>): DraftBlock[] {
    if (this.#rows.length === 0) this.openRow();
    const blocks: DraftBlock[] = [];
    const columns = span(attributes.get("colspan"), spanLimit.columns);
    this.#rows.at(-1)?.push({ blocks, columns, rows: span(attributes.get("rowspan"), spanLimit.rows) });
    return blocks;
  }

  /** Where text goes that stands in no cell: captions. */
  get before(): DraftBlock[] {
    return this.#before;
  }

  markAsFrame(): void {
    this.#isFrame = true;
  }

  /** Moves what it holds into `target`: a table as Markdown, or the blocks of a frame as they stand. */
  writeTo(target: DraftBlock[], budget: TextBudget): void {
    for (const block of this.#before) target.push(block);
    const cells = this.#rows.flat();
    const isColumn = this.#rows.every((row) => row.length <= 1);
    const hasHeading = cells.some((cell) => cell.blocks.some((block) => block.kind === "heading"));
    if (this.#isFrame || isColumn || hasHeading) {
      for (const cell of cells) for (const block of cell.blocks) target.push(block);
      return;
    }
    for (const block of tableBlocks(this.#grid(budget), null)) target.push(block);
  }

  /** Cells as a rectangle: one over several rows or columns says the same in each of them, so that every row stands alone. */
  *#grid(budget: TextBudget): Generator<string[]> {
    const covered: { text: string; rows: number }[] = [];
    for (const row of this.#rows) {
      const line: string[] = [];
      const fillCovered = () => {
        for (let above = covered[line.length]; above && above.rows > 0; above = covered[line.length]) {
          above.rows -= 1;
          line.push(budget.take(above.text));
        }
      };
      const isWholeRow = row.length === 1;
      for (const cell of row) {
        fillCovered();
        const text = cell.blocks.map((block) => block.text).join(" ");
        for (let column = 0; column < cell.columns && line.length < columnLimit; column += 1) {
          covered[line.length] = { text, rows: cell.rows - 1 };
          // A title over all columns is said once.
          line.push(budget.take(isWholeRow && column > 0 ? "" : text));
        }
      }
      fillCovered();
      yield line;
    }
  }
}

function span(value: string | undefined, limit: number): number {
  const count = Number.parseInt(value ?? "1", 10);
  return Number.isNaN(count) ? 1 : Math.min(Math.max(count, 1), limit);
}
