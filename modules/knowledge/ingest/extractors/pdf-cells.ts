import type { PdfCell, PdfLine } from "./pdf-page.ts";

/** A blank of so many times the size of the text stands between cells, not words. */
const cellGap = 0.9;
const stretch = 1.15;

/**
 * The lines in which to look for cells: those with clearly more room for each character than the page's usual, and their
 * neighbours. Asking for the place of every word would take longer than reading them.
 * @returns indexes, ascending
 */
export function stretchedLines(lines: readonly PdfLine[]): number[] {
  const room = lines.map((line) => (line.right - line.left) / (line.text.trim().length * line.size));
  const usual = room.toSorted((left, right) => left - right)[Math.floor(room.length / 2)] ?? 0;
  const isStretched = (index: number) => (room[index] ?? 0) > usual * stretch;
  return [...lines.keys()].filter(
    (index) => / \S/.test(lines[index]?.text.trim() ?? "") && [index - 1, index, index + 1].some(isStretched),
  );
}

/** @param edges left and right edge of the character at an offset into the line's text */
export function cellsOf(line: PdfLine, edges: (offset: number) => { left: number; right: number }): PdfCell[] | null {
  if (/\p{Script=Arabic}|\p{Script=Hebrew}/u.test(line.text)) return null;
  const cells: PdfCell[] = [];
  let begin = line.text.length - line.text.trimStart().length;
  let left = line.left;
  for (const blank of line.text.matchAll(/(?<=\S)\s+(?=\S)/g)) {
    const before = edges(blank.index - 1);
    const after = edges(blank.index + blank[0].length);
    // Backwards: what PDFium took for a line is two.
    if (after.left < before.right - line.size || before.right <= left) return null;
    if (after.left - before.right < line.size * cellGap) continue;
    cells.push({ text: line.text.slice(begin, blank.index).trim(), left, right: before.right });
    begin = blank.index + blank[0].length;
    left = after.left;
  }
  cells.push({ text: line.text.slice(begin).trim(), left, right: line.right });
  return left < line.right ? cells : null;
}
