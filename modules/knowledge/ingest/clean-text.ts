/**
 * Text fit to store and search: composed Unicode, line feeds only, no control characters (PostgreSQL refuses NUL), no
 * lone surrogates, no invisible soft hyphens or byte order marks, ligatures of typesetting spelled out.
 * Joiners and direction marks stay: some scripts and emoji need them.
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
  return trimBlankLines(composed.split("\n").map((line) => line.trimEnd())).join("\n");
}

function trimBlankLines(lines: string[]): string[] {
  let from = 0;
  let to = lines.length;
  while (from < to && lines[from] === "") from += 1;
  while (to > from && lines[to - 1] === "") to -= 1;
  return lines.slice(from, to);
}
