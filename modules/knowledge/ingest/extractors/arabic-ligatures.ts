const alefThenLam = /[\u0622\u0623\u0625\u0627]\u0644/g;
const missingBlank = /(?<=\p{Script=Arabic}\p{M}*)(?=\p{Script=Latin})|(?<=\p{Script=Latin})(?=\p{Script=Arabic})/gu;

/**
 * A line of Arabic as it is read. PDFium turns a run from right to left around by characters, and with it the two letters
 * of the ligature lam-alef; and it sees no blank where the direction changes.
 * @param isOneGlyph whether the characters at an offset and after it were one glyph on the page
 */
export function inReadingOrder(line: string, isOneGlyph: (offset: number) => boolean): string {
  if (!/\p{Script=Arabic}/u.test(line)) return line;
  return line
    .replace(alefThenLam, (pair, offset: number) => (isOneGlyph(offset) ? `${pair[1]}${pair[0]}` : pair))
    .replace(missingBlank, " ");
}
