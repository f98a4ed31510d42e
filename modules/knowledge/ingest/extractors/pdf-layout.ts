import type { DraftBlock } from "../document.ts";
import { markdownTable } from "./markdown-table.ts";
import { removePageFurniture } from "./pdf-furniture.ts";
import { headingLevels, isListItem, joinLines } from "./pdf-lines.ts";
import type { PdfLine, PdfPage } from "./pdf-page.ts";
import { findTables, type PdfTable } from "./pdf-tables.ts";

interface Group {
  lines: PdfLine[];
  page: number;
  table?: PdfTable;
}

/** Blocks out of lines: what a reader sees as paragraph, heading or list, by size, weight, distance and bullets. */
export function layOutPdf(pages: readonly PdfPage[]): DraftBlock[] {
  const bodySize = commonSize(pages);
  const bodyPages = removePageFurniture(pages, bodySize);
  const leading = commonLeading(bodyPages);
  const groups = bodyPages.flatMap((page) => groupLines(page, leading));
  const levelOf = headingLevels(
    groups.map((group) => group.lines),
    bodySize,
  );
  const blocks: DraftBlock[] = [];
  for (const group of groups) {
    if (group.table) blocks.push({ kind: "table", text: markdownTable(group.table.rows), page: group.page });
    const [first] = group.lines;
    if (first === undefined) continue;
    const text = joinLines(group.lines);
    const level = levelOf(group.lines, text);
    const previous = blocks.at(-1);
    if (level !== null) {
      blocks.push({ kind: "heading", level, text: text.replaceAll("\n", " "), page: group.page });
    } else if (!isListItem(first.text)) {
      blocks.push({ kind: "paragraph", text, page: group.page });
    } else if (previous?.kind === "list" && previous.page === group.page) {
      previous.text += `\n${text}`;
    } else {
      blocks.push({ kind: "list", text, page: group.page });
    }
  }
  return blocks;
}

/** The size most characters are set in. */
function commonSize(pages: readonly PdfPage[]): number {
  const characters = new Map<number, number>();
  for (const line of pages.flatMap((page) => page.lines)) {
    const size = Math.round(line.size * 2) / 2;
    characters.set(size, (characters.get(size) ?? 0) + line.text.length);
  }
  const [best] = [...characters].sort(([, left], [, right]) => right - left);
  return best?.[0] || 1;
}

function groupLines(page: PdfPage, documentLeading: number): Group[] {
  // A page of enough lines has its own: an appendix may be set more tightly.
  const leading = page.lines.length >= 12 ? commonLeading([page]) : documentLeading;
  const groups: Group[] = [];
  for (const line of findTables(page.lines)) {
    if ("rows" in line) {
      groups.push({ lines: [], page: page.number, table: line });
      continue;
    }
    const group = groups.at(-1);
    const previous = group?.lines.at(-1);
    if (group !== undefined && previous !== undefined && !startsGroup(previous, line, group, leading))
      group.lines.push(line);
    else groups.push({ lines: [line], page: page.number });
  }
  return groups;
}

/** The usual distance from one baseline to the next, as a multiple of the size; 0 where no two lines follow each other. */
function commonLeading(pages: readonly PdfPage[]): number {
  const distances: number[] = [];
  for (const { lines } of pages) {
    for (const [index, line] of lines.entries()) {
      const next = lines[index + 1];
      if (next === undefined) break;
      const distance = (line.endBottom - next.bottom) / line.size;
      if (distance > 0.5 && distance < 3) distances.push(distance);
    }
  }
  distances.sort((left, right) => left - right);
  // Below the middle: in a text of short paragraphs half of the distances are those between paragraphs.
  return distances[Math.floor(distances.length * 0.3)] ?? 0;
}

function startsGroup(previous: PdfLine, line: PdfLine, group: Group, leading: number): boolean {
  const distance = previous.endBottom - line.bottom;
  const size = Math.max(previous.size, line.size);
  // Superscripts, fractions and cells on one line of text.
  if (Math.abs(distance) < size * 0.5) return false;
  if (isListItem(line.text)) return true;
  if (Math.abs(previous.size - line.size) > size * 0.08 || previous.bold !== line.bold) return true;
  // Upwards: the next column or a box. It goes on with the sentence only when the sentence is not at its end.
  if (distance < 0) return !/^\p{Ll}/u.test(line.text.trimStart()) || endsSentence(previous.text);
  if (distance > (leading * 1.35 + 0.05) * previous.size) return true;
  const left = Math.min(...group.lines.slice(-5).map((entry) => entry.left));
  return endsSentence(previous.text) && line.left - left > line.size * 0.8 && !isListItem(group.lines[0]?.text ?? "");
}

function endsSentence(text: string): boolean {
  return /[.!?:;。！？…]["'”’)\]]*\s*$/.test(text.slice(-8));
}
