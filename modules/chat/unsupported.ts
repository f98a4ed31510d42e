import { type AnswerSentence, answerSentences } from "./answer-sentences.ts";
import type { Span } from "./grounding/sentences.ts";
import type { Judgement } from "./judgement.ts";

/** A marker that is left in the text. */
export interface KeptMark {
  /** Of the place it stands at, in the text without markers. */
  offset: number;
  /** Of what is written there. */
  length: number;
  /** False: it stands there, and its passage does not support it. */
  holds?: boolean;
}

/**
 * The sentences of an answer that claim something and that no passage supports: without a marker, and not said by any
 * passage the model was given.
 * @param plain the answer without its markers
 * @param marks in order
 * @returns places in the text with its markers, and whether any claim is supported
 */
export function findUnsupported(
  plain: string,
  marks: readonly KeptMark[],
  judgement: Judgement,
): { spans: Span[]; hasSupported: boolean } {
  const sentences = answerSentences(plain);
  const cited = citedSentences(sentences, marks);
  const spans: Span[] = [];
  let hasSupported = false;
  let mark = 0;
  let shift = 0;
  for (const [index, { start, end, isClaim }] of sentences.entries()) {
    // Markers at the beginning of a sentence belong to the one before it.
    for (; (marks[mark]?.offset ?? Number.POSITIVE_INFINITY) <= start; mark++) shift += marks[mark]?.length ?? 0;
    if (!isClaim) continue;
    if (cited.has(index) || judgement.isKnown(plain.slice(start, end))) hasSupported = true;
    else spans.push({ start: start + shift, end: end + shift });
  }
  return { spans, hasSupported };
}

/** A marker stands in its sentence or behind it. */
function citedSentences(sentences: readonly AnswerSentence[], marks: readonly KeptMark[]): Set<number> {
  const cited = new Set<number>();
  let index = -1;
  for (const { offset, holds = true } of marks) {
    while ((sentences[index + 1]?.start ?? Number.POSITIVE_INFINITY) < offset) index += 1;
    if (index >= 0 && holds) cited.add(index);
  }
  return cited;
}
