import snowball, { type Stemmer } from "snowball-stemmers";

/** ISO 639-1 → Snowball algorithm. */
const algorithms: Record<string, string> = {
  ar: "arabic",
  ca: "catalan",
  cs: "czech",
  da: "danish",
  de: "german",
  en: "english",
  es: "spanish",
  eu: "basque",
  fi: "finnish",
  fr: "french",
  ga: "irish",
  hu: "hungarian",
  hy: "armenian",
  it: "italian",
  nl: "dutch",
  no: "norwegian",
  pt: "portuguese",
  ro: "romanian",
  ru: "russian",
  sl: "slovene",
  sv: "swedish",
  ta: "tamil",
  tr: "turkish",
};

/** Languages with a stemmer whose words are not in Latin letters. */
const notLatin = new Set(["ar", "hy", "ru", "ta"]);

interface CachedStemmer {
  stemmer: Stemmer;
  stems: Map<string, string>;
}

const stemmers = new Map<string, CachedStemmer>();
/** A stem takes 13 µs to compute and is asked for again and again; at this size a cache is emptied. */
const cacheLimit = 50_000;

/**
 * The stem of a word in lower case, by the script of the word first and then by the language of its text:
 * Latin words in a text of no known language, or of one in another script, are taken for English.
 * @param language ISO 639-1 of the text the word stands in; null when it is not known
 */
export function stem(word: string, language: string | null): string {
  const stemming = stemmingLanguage(word, language);
  if (stemming === null) return word;
  const cached = cachedStemmer(stemming);
  const known = cached.stems.get(word);
  if (known !== undefined) return known;
  if (cached.stems.size >= cacheLimit) cached.stems.clear();
  const found = cached.stemmer.stem(word) || word;
  cached.stems.set(word, found);
  return found;
}

/** Which language's stemmer a word takes; null for none. */
export function stemmingLanguage(word: string, language: string | null): string | null {
  const first = word.charCodeAt(0);
  if (first < 0x30 || (first >= 0x30 && first <= 0x39)) return null;
  if (first < 0x370) return latinLanguage(language);
  if (first >= 0x400 && first < 0x530) return language === null || language === "ru" || isLatin(language) ? "ru" : null;
  if (first >= 0x530 && first < 0x590) return "hy";
  if (first >= 0x600 && first < 0x700) return language === "fa" || language === "ur" ? null : "ar";
  if (first >= 0xb80 && first < 0xc00) return "ta";
  return null;
}

/** The language of Latin words: null (no stemming) for a Latin language that has no stemmer. */
function latinLanguage(language: string | null): string | null {
  if (language === null || !isLatin(language)) return "en";
  return algorithms[language] === undefined ? null : language;
}

const otherScripts = new Set(["ja", "zh", "ko", "ru", "uk", "bg", "sr", "ar", "fa", "ur", "el", "he", "th", "hi"]);

function isLatin(language: string): boolean {
  return !notLatin.has(language) && !otherScripts.has(language);
}

function cachedStemmer(language: string): CachedStemmer {
  const known = stemmers.get(language);
  if (known !== undefined) return known;
  const created = { stemmer: snowball.newStemmer(algorithms[language] ?? "english"), stems: new Map<string, string>() };
  stemmers.set(language, created);
  return created;
}
