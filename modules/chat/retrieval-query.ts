/** Words that point back at what was said: a question that begins with one is not whole by itself. */
const pointsBack =
  /^(?:and|but|so|also|or|what about|how about|why|why not|und|aber|auch|oder|et|mais|y|pero|e|ma|en|maar)\b|\b(?:it|its|they|them|their|that|those|this|these|he|she|him|her|there|sie|ihn|ihr|dies|diese|dieser|dieses|dort|davon|dazu|celui|celle|cela|ça|eso|esto|questo|dat|deze)\b/iu;
const fewWords = 4;
const fewLetters = 12;
/** The question before, and how it was answered. */
export interface AskedBefore {
  question: string;
  answer: string;
}

/** In characters. */
export const longestQuery = 4000;

/**
 * What is searched for without asking a model. A question that cannot stand alone, because it is very short or points
 * back ("And in Germany?", "How long does it take?"), is searched together with the question before it.
 */
export function retrievalQuery(question: string, previousQuestion: string | undefined): string {
  const query =
    previousQuestion !== undefined && isElliptical(question) ? `${previousQuestion}\n${question}` : question;
  return query.slice(-longestQuery);
}

/** Whether a question needs the one before it to be understood. */
export function isElliptical(question: string): boolean {
  const words = question.match(/[\p{L}\p{N}]+/gu) ?? [];
  if (words.join("").length <= fewLetters || pointsBack.test(question.trim())) return true;
  // A script without spaces gives one long word.
  return words.length <= fewWords && words.every((word) => word.length <= 20) && !isUnspaced(question);
}

function isUnspaced(text: string): boolean {
  return /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(text);
}
