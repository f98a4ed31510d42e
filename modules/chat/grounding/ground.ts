import { detectLanguage, lettersOnly } from "@eai/modules/knowledge";
import { type Figures, figuresOf } from "./figures.ts";
import { isNegated } from "./negation.ts";
import { passageSentences, type Span } from "./sentences.ts";
import { contentTerms } from "./terms.ts";

/** What a statement can rest on: a passage with what the model was told of its place. */
export interface GroundText {
  passage: string;
  /** Name of the document and headings above the passage. */
  context: readonly string[];
}

export interface GroundSentence extends Span {
  text: string;
  figures: Figures;
  isNegated: boolean;
}

/** Stands for the name of the document and the headings where sentences are numbered. */
export const inContext = -1;

/** A passage, read once for all statements that are compared with it. */
export interface Ground {
  language: string | null;
  /** All words of the passage and its context in one spelling. */
  letters: string;
  sentences: readonly GroundSentence[];
  contextFigures: Figures;
  /** In which to compare words with an answer. */
  termLanguage: string | null;
  /** Positions of the sentences that have a word, `inContext` for the context. */
  sentencesWith(term: string): readonly number[];
}

/** @param answerLanguage in which words are stemmed where the passage is too short to tell its own */
export function readGround({ passage, context }: GroundText, answerLanguage: string | null): Ground {
  const language = detectLanguage(passage);
  const termLanguage = language ?? answerLanguage;
  const told = context.join("\n");
  const sentences = passageSentences(passage).map((span) => {
    const text = passage.slice(span.start, span.end);
    return { ...span, text, figures: figuresOf(text), isNegated: isNegated(text) };
  });
  const places = new Map<string, number[]>();
  const note = (text: string, index: number) => {
    for (const term of contentTerms(text, termLanguage)) {
      const known = places.get(term);
      if (known) known.push(index);
      else places.set(term, [index]);
    }
  };
  note(told, inContext);
  for (const [index, { text }] of sentences.entries()) note(text, index);
  return {
    language,
    letters: lettersOnly(`${told}\n${passage}`),
    sentences,
    contextFigures: figuresOf(told),
    termLanguage,
    sentencesWith: withCompounds(places),
  };
}

const leastPartLetters = 5;
const mostRemembered = 5000;

/** German and its neighbours put words together: `Urlaub` stands in `Urlaubsanspruch`. */
function withCompounds(places: ReadonlyMap<string, number[]>): (term: string) => readonly number[] {
  const remembered = new Map<string, readonly number[]>();
  const long = [...places.keys()].filter((term) => term.length >= leastPartLetters);
  return (term) => {
    const before = remembered.get(term);
    if (before) return before;
    const isLong = term.length >= leastPartLetters;
    const parts = isLong ? long.filter((other) => other.includes(term) || term.includes(other)) : [term];
    const found = [...new Set(parts.flatMap((part) => places.get(part) ?? []))];
    if (remembered.size < mostRemembered) remembered.set(term, found);
    return found;
  };
}
