import { stem, stemmingLanguage } from "./stem.ts";
import { forEachWord } from "./words.ts";

/** Accents over Latin and Greek letters; people leave them out when they ask. Other scripts' marks carry meaning. */
const accents = /(?<=[a-z\u0370-\u03ff][\u0300-\u036f]*)[\u0300-\u036f]/g;
const notAscii = /[^ -~]/;

/** A term is what index and question are compared by: the stem without accents. */
export function toTerm(word: string, language: string | null): string {
  const stemmed = stem(word, language);
  if (!notAscii.test(stemmed)) return stemmed;
  return stemmed.normalize("NFD").replace(accents, "").normalize("NFC").replaceAll("ß", "ss").replaceAll("ё", "е");
}

/**
 * The terms of a text in order, repeats and all; the one tokenizer of index and questions.
 * @param language ISO 639-1 of the text, null when it is not known
 */
export function tokenize(text: string, language: string | null): string[] {
  const terms: string[] = [];
  forEachWord(text, (word) => terms.push(toTerm(word, language)));
  return terms;
}

const termSpace = 999_999_937;

/** A term as a number from 1 to 999,999,937 (FNV-1a, 32 bits, modulo a prime): an `int4` and an index of a sparse vector. */
export function termNumber(term: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < term.length; index++) {
    const unit = term.charCodeAt(index);
    hash = Math.imul(hash ^ (unit & 0xff), 0x01000193);
    if (unit > 0xff) hash = Math.imul(hash ^ (unit >>> 8), 0x01000193);
  }
  return 1 + ((hash >>> 0) % termSpace);
}

/**
 * The number of a word's term. Stems of different languages are kept apart: as an Italian stem a word may look like
 * another word's English one, and a question is asked in the stems of every language of a knowledge base.
 */
export function wordNumber(word: string, language: string | null): number {
  const stemmedAs = stemmingLanguage(word, language);
  const term = toTerm(word, language);
  return termNumber(stemmedAs === null || stemmedAs === "en" ? term : `${stemmedAs}:${term}`);
}

/** Term numbers of a text with how often each stands in it, and how many terms there are with repeats. */
export function termsOf(text: string, language: string | null): { terms: Map<number, number>; termCount: number } {
  const terms = new Map<number, number>();
  let termCount = 0;
  forEachWord(text, (word) => {
    const number = wordNumber(word, language);
    terms.set(number, (terms.get(number) ?? 0) + 1);
    termCount += 1;
  });
  return { terms, termCount };
}
