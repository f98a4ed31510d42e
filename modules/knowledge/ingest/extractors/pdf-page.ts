/** A line of text on a page, in points from the lower left corner of the page as it is shown. */
export interface PdfLine {
  text: string;
  left: number;
  right: number;
  bottom: number;
  top: number;
  /** Of the last character: below `bottom` when a word broken by a hyphen carries the line on to the next. */
  endBottom: number;
  /** Height of the font's line box in points: a measure of the font size that no text matrix distorts. */
  size: number;
  bold: boolean;
  /** Its parts, where wide blanks stand between them; looked for only in lines that seem stretched. */
  cells?: PdfCell[];
}

export interface PdfCell {
  text: string;
  left: number;
  right: number;
}

export interface PdfPage {
  /** From 1. */
  number: number;
  height: number;
  lines: PdfLine[];
  /** The share of the page that pictures cover, 0 to 1; looked for only on pages with next to no text. */
  pictureShare: number;
}

export interface PdfContent {
  title: string | null;
  /** When the file says it was made, RFC 3339. */
  datedAt: string | null;
  pageCount: number;
  pages: PdfPage[];
}

const fewCharacters = 50;

/** A page with so little text that a picture may hold the rest: a stamp or a page number over a scan. */
export function hasLittleText(lines: readonly PdfLine[]): boolean {
  return lines.reduce((sum, { text }) => sum + text.trim().length, 0) < fewCharacters;
}

/** A scanned page, or one made of pictures: what it says cannot be read without text recognition. */
export function isPicture({ lines, pictureShare }: PdfPage): boolean {
  return lines.length === 0 ? pictureShare > 0.3 : pictureShare > 0.7 && hasLittleText(lines);
}

/** More pages than this are refused: no book has them, and a hostile file may declare millions. */
export const pageLimit = 20_000;
