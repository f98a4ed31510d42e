/** What is compared: letters without their marks, in one spelling. */
function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();
}

/** The words that somebody looks for in a document, each once. */
export function wantedWords(typed: string): string[] {
  return [...new Set(plain(typed).split(/\s+/).filter(Boolean))];
}

/** Does a text hold all of these words, or parts of words? Without words, yes. */
export function holdsWords(text: string, words: readonly string[]): boolean {
  const searched = plain(text);
  return words.every((word) => searched.includes(word));
}

export interface FoundPart {
  text: string;
  found: boolean;
}

/** A text cut where the words stand in it, so that they can be marked. */
export function cutAtWords(text: string, words: readonly string[]): FoundPart[] {
  if (words.length === 0) return [{ text, found: false }];
  // Letter by letter, since a letter without its marks may be shorter than with them.
  const letters = [...text];
  const plains = letters.map(plain);
  const starts: number[] = [];
  let length = 0;
  for (const letter of plains) {
    starts.push(length);
    length += letter.length;
  }
  const searched = plains.join("");
  const isFound = letters.map(() => false);
  for (const word of words) {
    for (let at = searched.indexOf(word); at >= 0; at = searched.indexOf(word, at + word.length)) {
      for (const [index, start] of starts.entries()) {
        const end = start + (plains[index]?.length ?? 0);
        if (start < at + word.length && end > at) isFound[index] = true;
      }
    }
  }
  const parts: FoundPart[] = [];
  for (const [index, letter] of letters.entries()) {
    const found = isFound[index] ?? false;
    const last = parts.at(-1);
    if (last && last.found === found) last.text += letter;
    else parts.push({ text: letter, found });
  }
  return parts;
}
