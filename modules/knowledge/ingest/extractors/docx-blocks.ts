import type { DraftBlock } from "../document.ts";
import { type DocxElement, textOf } from "./docx-body.ts";
import { headingKey } from "./docx-parts.ts";
import { markdownTable } from "./markdown-table.ts";

/** What tells a heading, beside the name of its style. */
interface HeadingLevels {
  /** By style id. */
  styles: ReadonlyMap<string, number>;
  /** By `headingKey` of its text. */
  outline: ReadonlyMap<string, number>;
}

export function docxBlocks(body: DocxElement, levels: HeadingLevels): DraftBlock[] {
  const blocks: DraftBlock[] = [];
  const counters: number[] = [];

  function visit(elements: readonly DocxElement[]): void {
    for (const element of elements) {
      if (element.type === "table") visitTable(element);
      else if (element.type === "paragraph") visitParagraph(element);
      else visit(element.children ?? []);
    }
  }

  function visitParagraph(paragraph: DocxElement): void {
    const text = textOf(paragraph).trim();
    if (text === "") return;
    const level = headingLevel(paragraph, levels) ?? outlineLevel(paragraph, text);
    if (level !== null) blocks.push({ kind: "heading", level, text: text.replace(/\s*\n\s*/g, " "), page: null });
    else if (paragraph.numbering) pushItem(text, paragraph.numbering);
    else blocks.push({ kind: "paragraph", text, page: null });
  }

  /** What is numbered is an item first. */
  function outlineLevel(paragraph: DocxElement, text: string): number | null {
    return paragraph.numbering ? null : (levels.outline.get(headingKey(text)) ?? null);
  }

  function pushItem(text: string, { isOrdered, level }: { isOrdered: boolean; level: string | number }): void {
    const depth = Math.min(Math.max(Number(level) || 0, 0), 8);
    const last = blocks.at(-1);
    if (last?.kind !== "list") counters.length = 0;
    counters.length = Math.min(counters.length, depth + 1);
    counters[depth] = (counters[depth] ?? 0) + 1;
    const item = `${"  ".repeat(depth)}${isOrdered ? `${counters[depth]}.` : "-"} ${text}`;
    if (last?.kind === "list") last.text += `\n${item}`;
    else blocks.push({ kind: "list", text: item, page: null });
  }

  function visitTable(table: DocxElement): void {
    const rows = (table.children ?? []).filter((row) => row.type === "tableRow");
    const isColumn = rows.every((row) => (row.children ?? []).length <= 1);
    // One column is a frame around text, not a table.
    if (isColumn) visit(rows.flatMap((row) => (row.children ?? []).flatMap((cell) => cell.children ?? [])));
    else blocks.push({ kind: "table", text: markdownTable(tableGrid(rows)), page: null });
  }

  visit(body.children ?? []);
  return blocks;
}

function headingLevel(paragraph: DocxElement, { styles }: HeadingLevels): number | null {
  const named = /^heading ([1-9])$/i.exec(paragraph.styleName ?? "")?.[1];
  if (named !== undefined) return Math.min(Number(named), 6);
  if (/^title$/i.test(paragraph.styleName ?? "")) return 1;
  return styles.get(paragraph.styleId ?? "") ?? null;
}

/** Cells as a rectangle: a cell over several columns or rows leaves the rest of its place empty. */
function tableGrid(rows: readonly DocxElement[]): string[][] {
  const covered: number[] = [];
  return rows.map((row) => {
    const cells: string[] = [];
    const fillCovered = () => {
      while ((covered[cells.length] ?? 0) > 0) {
        covered[cells.length] = (covered[cells.length] ?? 0) - 1;
        cells.push("");
      }
    };
    for (const cell of row.children ?? []) {
      fillCovered();
      const span = Math.min(Math.max(cell.colSpan ?? 1, 1), 100);
      for (let offset = 0; offset < span; offset += 1) {
        covered[cells.length] = Math.max(cell.rowSpan ?? 1, 1) - 1;
        cells.push(offset === 0 ? textOf(cell) : "");
      }
    }
    fillCovered();
    return cells;
  });
}
