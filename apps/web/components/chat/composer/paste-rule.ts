const mostCharacters = 2_000;
const mostLines = 40;
const mostWords = 6;
const longestName = 48;

/** Is this more than anybody wants to see in the box where a question is written? */
export function isLongPaste(text: string): boolean {
  return text.length > mostCharacters || text.split("\n").length > mostLines;
}

/**
 * What a pasted text is called as a file: its first words, without signs that file systems refuse.
 * @param fallback for a text without a word
 */
export function pastedFileName(text: string, fallback: string): string {
  const words = text.match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}'’.-]*/gu) ?? [];
  let name = "";
  for (const word of words.slice(0, mostWords)) {
    const longer = name === "" ? word : `${name} ${word}`;
    if (longer.length > longestName) break;
    name = longer;
  }
  const clean = (name || (words[0]?.slice(0, longestName) ?? "")).replace(/[.\-'’]+$/u, "");
  return `${clean || fallback}.txt`;
}
