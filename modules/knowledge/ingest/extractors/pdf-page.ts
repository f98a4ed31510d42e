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
}

export interface PdfPage {
  /** From 1. */
  number: number;
  height: number;
  lines: PdfLine[];
  /** Known only of pages without text. */
  hasImage: boolean;
}

export interface PdfContent {
  title: string | null;
  pageCount: number;
  pages: PdfPage[];
}

/** More pages than this are refused: no book has them, and a hostile file may declare millions. */
export const pageLimit = 20_000;
