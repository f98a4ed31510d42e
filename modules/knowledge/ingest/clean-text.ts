/** From the start of a run only, or each blank of a long one would be tried as its beginning. */
const longBlankRun = /([^\S\n](?<![^\S\n]{2})[^\S\n]{99})[^\S\n]+/g;
const manyEmptyLines = /(\n(?<!\n\n)\n{19})\n+/g;

/**
 * Text fit to store and search: composed Unicode, line feeds only, no control characters (PostgreSQL refuses NUL), no
 * lone surrogates, no invisible soft hyphens or byte order marks, ligatures of typesetting spelled out.
 * Joiners and direction marks stay: some scripts and emoji need them. Of endless blanks and empty lines only the first are
 * kept, enough for any indentation: a list nested 3,000 levels deep is 9 MB of them.
 */
export function cleanText(text: string): string {
  const composed = text
    .replace(/\r\n?|[\u0085\u2028\u2029\v\f]/g, "\n")
    .toWellFormed()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is removed
    .replace(/[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u200b\u2060\ufeff\ufffe\uffff]/g, "")
    .replace(/[\u00a0\u2007\u202f]/g, " ")
    .replace(/[\ufb00-\ufb06]/g, (ligature) => ligature.normalize("NFKC"))
    .normalize("NFC");
  // Line by line, not with one expression: `[ ]+$` takes quadratic time on a long run of blanks.
  return trimBlankLines(composed.split("\n").map((line) => line.trimEnd()))
    .join("\n")
    .replace(longBlankRun, "$1")
    .replace(manyEmptyLines, "$1");
}

function trimBlankLines(lines: string[]): string[] {
  let from = 0;
  let to = lines.length;
  while (from < to && lines[from] === "") from += 1;
  while (to > from && lines[to - 1] === "") to -= 1;
  return lines.slice(from, to);
}
