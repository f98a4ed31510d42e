import { detectLanguage } from "@eai/modules/knowledge";
import { type Figures, figuresOf } from "./figures.ts";
import { passageSentences, type Span } from "./sentences.ts";
import { contentTerms, lettersOnly } from "./terms.ts";

/** What a statement can rest on, read once: a passage with what the model was told of its place. */
export interface GroundText {
  passage: string;
  /** Name of the document and headings above the passage. */
  context: readonly string[];
}

export interface GroundSentence extends Span {
  terms: ReadonlySet<string>;
  figures: Figures;
  text: string;
}

export interface Ground {
  passage: string;
  language: string | null;
  /** All words of the passage and its context in one spelling. */
  letters: string;
  sentences: readonly GroundSentence[];
  contextTerms: ReadonlySet<string>;
  contextFigures: Figures;
  terms: ReadonlySet<string>;
  /** In which to compare words with an answer of this language. */
  termLanguage: string | null;
}

/** @param answerLanguage in which words are stemmed where the passage is too short to tell its own */
export function readGround({ passage, context }: GroundText, answerLanguage: string | null): Ground {
  const language = detectLanguage(passage);
  const termLanguage = language ?? answerLanguage;
  const told = context.join("\n");
  const sentences = passageSentences(passage).map((span) => {
    const text = passage.slice(span.start, span.end);
    return { ...span, text, terms: contentTerms(text, termLanguage), figures: figuresOf(text) };
  });
  const contextTerms = contentTerms(told, termLanguage);
  return {
    passage,
    language,
    letters: lettersOnly(`${told}\n${passage}`),
    sentences,
    contextTerms,
    contextFigures: figuresOf(told),
    terms: new Set([...contextTerms, ...sentences.flatMap(({ terms }) => [...terms])]),
    termLanguage,
  };
}
