/** What a browser or another program would run or render as a page: HTML, XHTML, SVG and other XML, RTF, PostScript. */
const activeBeginnings =
  /^(?:<!doctype|<html|<head|<body|<script|<iframe|<svg|<frameset|<meta|<title|<style|<base|<\?xml|<\?php|<%|\{\\rtf|%!PS)/i;

/** Comments, blanks and processing instructions that may stand before the first tag; bounded, one after the other. */
const skipped = /\s*(?:<!--[\s\S]{0,20000}?-->|<\?xml-[^>]{0,2000}\?>)?/y;

/**
 * Does a text begin like active content that poses as plain text or Markdown? Markdown may hold HTML such as
 * `<p align="center">`; only a beginning that makes it a page counts.
 * @param head the decoded beginning of the file
 */
export function isActiveContent(head: string): boolean {
  let offset = head.startsWith("\ufeff") ? 1 : 0;
  for (let round = 0; round < 50; round += 1) {
    skipped.lastIndex = offset;
    skipped.test(head);
    if (skipped.lastIndex === offset) break;
    offset = skipped.lastIndex;
  }
  return activeBeginnings.test(head.slice(offset, offset + 100));
}
