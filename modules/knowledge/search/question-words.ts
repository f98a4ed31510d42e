import type { QuestionWord } from "../vector-index.ts";
import { isStopWord } from "./stop-words.ts";
import { wordNumber } from "./tokenizer.ts";
import { forEachWord, type WordKind } from "./words.ts";

/** More words than this say nothing more about what is asked; it bounds the query whatever is pasted. */
const wordLimit = 1000;

/**
 * What stop words and single letters ("Anna's" ends in one) keep of their weight: they tell forms of a name or a title
 * apart, and at full weight draw in whatever is written as the question is. Measured in `docs/decisions/014-search-stages.md`.
 */
const stopWordWeight = 0.25;

/**
 * The words of a question, as the index is asked for them. A chunk's terms are stems of its document's language, so a
 * word is looked for by its stem in each language that stands in the knowledge bases.
 * @param languages ISO 639-1; null among them for documents of no known language
 */
export function questionWords(text: string, languages: readonly (string | null)[]): QuestionWord[] {
  const stemmingLanguages = languages.length > 0 ? languages : [null];
  const words: QuestionWord[] = [];
  forEachWord(text, (word, kind) => {
    if (words.length >= wordLimit) return;
    const terms = new Set(stemmingLanguages.map((language) => wordNumber(word, language)));
    words.push({
      terms: [...terms],
      evidence: evidenceOf(word, kind),
      weight: isStopWord(word) || isSingleLetter(word, kind) ? stopWordWeight : 1,
    });
  });
  return words;
}

/** A single letter or character is too common to show that a passage is about the question; a digit is not. */
function evidenceOf(word: string, kind: WordKind): number {
  if (kind === "compound" || isStopWord(word) || isSingleCharacter(word)) return 0;
  return kind === "gram" ? 0.5 : 1;
}

/** Of a script whose words have spaces between them. */
function isSingleLetter(word: string, kind: WordKind): boolean {
  return kind !== "gram" && isSingleCharacter(word);
}

function isSingleCharacter(word: string): boolean {
  return word.length === 1 && !/\p{N}/u.test(word);
}
