import { lettersOnly } from "@eai/modules/knowledge";
import type { Ground } from "./ground.ts";

const capitalised = /(?<![\p{L}\p{N}])\p{Lu}[\p{Ll}'’]+(?:-\p{Lu}?[\p{Ll}]+)*(?![\p{L}\p{N}])/gu;
const title = /(?:herrn?|frau|dr\.|prof\.|mr\.?|mrs\.?|ms\.?)\s+$/i;
/** `**Remote work policy:** …` */
const label = /^[\s>*_#|-]*\*{0,2}[^:.!?\n]{1,60}:\*{0,2}\s*/;
/** What begins a sentence is capitalised for that. */
const opening = /(?:^|[.!?:|>–—(“„"«*_-]\s*|\n\s*)$/;
const notNames =
  /^(?:i|january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|english|german|yes|no)$/i;
/** An acronym is a word of its own, and may stand for what the passage says in full. */
const leastLetters = 3;

/**
 * Names in a statement of which its passage knows nothing. In English a capital letter inside a sentence tells a name; in
 * German, where every noun has one, only a title before it or two such words in a row.
 * @param language of the statement
 */
export function unknownNames(statement: string, ground: Ground, language: string | null): string[] {
  if (language !== "en" && language !== "de") return [];
  const text = statement.replace(label, (found) => " ".repeat(found.length));
  const letters = ` ${ground.letters} `;
  const isKnown = (word: string) => {
    const plain = lettersOnly(word.replace(/['’]s$/, ""));
    return plain.length < leastLetters || letters.includes(` ${plain}`) || letters.includes(` ${plain.slice(0, -1)} `);
  };
  const found: string[] = [];
  let previous: { end: number; isName: boolean } | undefined;
  for (const match of text.matchAll(capitalised)) {
    const [word] = match;
    const known = notNames.test(word) || isKnown(word);
    const before = text.slice(Math.max(0, match.index - 12), match.index);
    const follows = previous !== undefined && text.slice(previous.end, match.index) === " ";
    if (!known) {
      const hasTitle = title.test(before);
      const isPair = follows && previous?.isName === true;
      if (hasTitle || isPair || (language === "en" && !opening.test(before))) found.push(word);
    }
    previous = { end: match.index + word.length, isName: !known && !opening.test(before) };
  }
  return found;
}
