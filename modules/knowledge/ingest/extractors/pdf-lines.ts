import type { PdfLine } from "./pdf-page.ts";

const bullet = /^\s*[•◦▪▫●○■□◆➢➤‣⁃∙·–—*-]\s+(?=\S)/;
const numbered = /^\s*(?:\(?\d{1,3}[.)]|\(?[a-z][.)])\s+\S/;
/** The dots of a table of contents, which say nothing and cost tokens. */
const dotLeader = /(?:\s?\.){5,}/g;
const withoutSpaces = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}、。，]/u;

export function isListItem(text: string): boolean {
  return bullet.test(text) || numbered.test(text);
}

/**
 * The lines of one block as text. A line that ends well before the right edge was broken on purpose (a table's row, an
 * address, a verse) and keeps its break; the others flow on. U+FFFE is PDFium's sign for a hyphen that breaks a word.
 */
export function joinLines(lines: readonly PdfLine[]): string {
  const left = Math.min(...lines.map((line) => line.left));
  const right = Math.max(...lines.map((line) => line.right));
  let text = "";
  let previous: PdfLine | undefined;
  for (const line of lines) {
    const own = line.text
      .trim()
      .replace(/\ufffe/g, "")
      .replace(bullet, "- ")
      .replace(dotLeader, " …");
    if (previous === undefined) text = own;
    else if (Math.abs(previous.endBottom - line.bottom) < previous.size * 0.3) text = appendFlowing(text, own);
    else if (previous.right < left + (right - left) * 0.75 || isContentsEntry(previous.text)) text += `\n${own}`;
    else text = appendFlowing(text, own);
    previous = line;
  }
  return text;
}

function isContentsEntry(text: string): boolean {
  return /\.\s?\.\s*\d{1,4}\s*$/.test(text.slice(-20));
}

function appendFlowing(text: string, next: string): string {
  // A hyphen between a letter and a small letter on the next line belongs to the line break, not to the word.
  if (/\p{L}\p{L}[-\u00ad]$/u.test(text.slice(-4)) && /^\p{Ll}/u.test(next)) return text.slice(0, -1) + next;
  const glue = withoutSpaces.test(text.at(-1) ?? "") && withoutSpaces.test(next[0] ?? "") ? "" : " ";
  return text + glue + next;
}

/**
 * Tells headings from the rest: lines set clearly larger than the body, or short bold lines where the body is not bold.
 * The largest sizes give levels 1 to 4, bold lines of body size come below them.
 * @returns the level of a group of lines, or null when it is no heading
 */
export function headingLevels(
  groups: readonly (readonly PdfLine[])[],
  bodySize: number,
): (lines: readonly PdfLine[], text: string) => number | null {
  const bodyIsBold = share(groups.flat(), (line) => line.bold) > 0.5;
  const sizes = new Set<number>();
  for (const lines of groups) if (isLarge(lines) && looksLikeHeading(lines)) sizes.add(sizeOf(lines));
  const ordered = [...sizes].sort((left, right) => right - left);
  return (lines, text) => {
    if (!looksLikeHeading(lines)) return null;
    if (isLarge(lines)) return Math.min(ordered.indexOf(sizeOf(lines)) + 1, 4);
    const isBold = !bodyIsBold && lines.every((line) => line.bold);
    return isBold && lines.length <= 2 && text.length <= 120 && !/[.,;:]$/.test(text)
      ? Math.min(ordered.length + 1, 5)
      : null;
  };

  function isLarge(lines: readonly PdfLine[]): boolean {
    return lines.every((line) => line.size >= bodySize * 1.15);
  }
}

function looksLikeHeading(lines: readonly PdfLine[]): boolean {
  const length = lines.reduce((sum, line) => sum + line.text.length, 0);
  if (lines.some((line) => bullet.test(line.text) || isContentsEntry(line.text))) return false;
  return (
    lines.length <= 3 &&
    length <= 200 &&
    lines.some((line) => /\p{L}{2}/u.test(line.text) || withoutSpaces.test(line.text))
  );
}

function sizeOf(lines: readonly PdfLine[]): number {
  return Math.round((lines[0]?.size ?? 0) * 2) / 2;
}

function share<Entry>(entries: readonly Entry[], test: (entry: Entry) => boolean): number {
  return entries.length === 0 ? 0 : entries.filter(test).length / entries.length;
}
