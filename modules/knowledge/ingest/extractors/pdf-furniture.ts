import type { PdfLine, PdfPage } from "./pdf-page.ts";

const marginShare = 0.12;
const candidatesPerEdge = 3;
const fewestPages = 3;
const pageShare = 0.1;

/**
 * Pages without running headers, footers and page numbers: lines at the edge of the page that come back on at least three
 * pages: with a number that counts along with the pages, or word for word on a tenth of all.
 * A line set larger than the body is a heading and stays, and so does what would leave a page empty.
 */
export function removePageFurniture(pages: readonly PdfPage[], bodySize: number): PdfPage[] {
  const seen = new Map<string, number>();
  const counted = countedLines(pages, bodySize);
  const keysOfPage = pages.map((page) => furnitureKeys(page, bodySize));
  for (const keys of keysOfPage) {
    for (const key of new Set([...keys.values()].flat())) seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  const isFurniture = (key: string) =>
    (seen.get(key) ?? 0) >= (key.includes("\u0000") ? fewestPages : Math.max(fewestPages, pages.length * pageShare));
  return pages.map((page, index) => {
    const keys = keysOfPage[index];
    const lines = page.lines.filter((line) => !counted.has(line) && !keys?.get(line)?.some(isFurniture));
    return lines.length === 0 ? page : { ...page, lines };
  });
}

/**
 * Lines that are the same but for a number at one end, which grows from page to page, or Roman: running titles with the
 * page number of a book of which only some pages are here.
 */
function countedLines(pages: readonly PdfPage[], bodySize: number): Set<PdfLine> {
  const sequences = new Map<string, { line: PdfLine; number: number }[]>();
  for (const page of pages) {
    for (const line of furnitureKeys(page, bodySize).keys()) {
      const plain = line.text.trim().replace(/\s+/g, " ").toLowerCase();
      const match = /^(\d{1,4}) (?<after>.{6,})$|^(?<before>.{6,}) (\d{1,4}|[ivxlc]{1,7})$/.exec(plain);
      if (match === null) continue;
      const key = match.groups?.after ?? match.groups?.before ?? "";
      sequences.set(key, [...(sequences.get(key) ?? []), { line, number: Number(match[1] ?? match[4]) }]);
    }
  }
  const counted = new Set<PdfLine>();
  for (const sequence of sequences.values()) {
    const numbers = sequence.map(({ number }) => number).filter((number) => !Number.isNaN(number));
    const grows = numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0));
    if (grows && sequence.length >= fewestPages) for (const { line } of sequence) counted.add(line);
  }
  return counted;
}

function furnitureKeys(page: PdfPage, bodySize: number): Map<PdfLine, string[]> {
  const byHeight = page.lines.toSorted((left, right) => right.bottom - left.bottom);
  const edges: [string, PdfLine[]][] = [
    ["top", byHeight.slice(0, candidatesPerEdge).filter((line) => line.bottom > page.height * (1 - marginShare))],
    ["bottom", byHeight.slice(-candidatesPerEdge).filter((line) => line.top < page.height * marginShare)],
  ];
  const keys = new Map<PdfLine, string[]>();
  for (const [edge, lines] of edges) {
    for (const line of lines) {
      if (line.size > bodySize * 1.1 || line.text.length > 150) continue;
      keys.set(
        line,
        keysOfText(line.text).map((key) => `${edge} ${key}`),
      );
    }
  }
  return keys;

  /** The text itself, and with each number that may be the page's replaced by how far it is from the page's place. */
  function keysOfText(text: string): string[] {
    const plain = text.trim().replace(/\s+/g, " ").toLowerCase();
    const keys = [plain];
    for (const match of [...plain.matchAll(/\d{1,5}/g)].slice(0, 4)) {
      const distance = Number(match[0]) - page.number;
      keys.push(`${plain.slice(0, match.index)}\u0000${distance}\u0000${plain.slice(match.index + match[0].length)}`);
    }
    return keys;
  }
}
