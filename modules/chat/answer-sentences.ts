import { figuresOf } from "./grounding/figures.ts";
import { type Span, sentencesOf } from "./grounding/sentences.ts";

/** A sentence, list item or table row of an answer. */
export interface AnswerSentence extends Span {
  /** False for what no passage has to support: questions, courtesies, lead-ins, "I found nothing". */
  isClaim: boolean;
}

const fence = /^\s*(`{3,}|~{3,})/;
const heading = /^\s{0,3}#{1,6}\s/;
const row = /^\s*\|/;
const delimiterRow = /^[\s|:-]+$/;
const boldLine = /^\s*(?:\*\*|__)[^*_]{1,120}(?:\*\*|__):?\s*$/;
/** Quotation, list and task marks before the words of a line. */
const prefix = /^\s*(?:>\s*)*(?:(?:[-*+•]|\d{1,3}[.)])\s+)?(?:\[[ xX]\]\s+)?/;
const leastWords = 3;

/**
 * The sentences of an answer in Markdown, without its markers. Headings and code are none.
 * @param text prose as it is, code too
 */
export function answerSentences(text: string): AnswerSentence[] {
  const found: AnswerSentence[] = [];
  let open = "";
  let start = 0;
  const lines = text.split("\n");
  for (const [index, line] of lines.entries()) {
    const offset = start;
    start += line.length + 1;
    const [, ticks] = fence.exec(line) ?? [];
    if (open !== "") {
      if (ticks?.startsWith(open)) open = "";
      continue;
    }
    if (ticks !== undefined) {
      open = ticks;
      continue;
    }
    if (line.trim() === "" || heading.test(line) || boldLine.test(line)) continue;
    if (row.test(line)) {
      const isHeader = delimiterRow.test(lines[index + 1] ?? "") && (lines[index + 1] ?? "").includes("-");
      if (isHeader || delimiterRow.test(line)) continue;
      const end = line.trimEnd().length;
      found.push({ start: offset + line.search(/\S/), end: offset + end, isClaim: isClaim(line) });
      continue;
    }
    const skipped = prefix.exec(line)?.[0].length ?? 0;
    for (const span of sentencesOf(line.slice(skipped), offset + skipped)) {
      found.push({ ...span, isClaim: isClaim(text.slice(span.start, span.end)) });
    }
  }
  return found;
}

const question = /[?？]["'”’»)*_\]]*$/;
const leadIn = /[:：][*_]*$/;
const interjection =
  /^(?:hello|hi|hey|dear|sure|certainly|of course|gladly|thanks?|thank you|you['’]re welcome|sorry|yes|no|hallo|guten|gerne?|natürlich|danke|vielen dank|leider|ja|nein|bonjour|merci|hola|gracias)(?!\p{L})/iu;
const courtesy =
  /^(?:i hope|let me know|feel free|please (?:let me|ask|feel)|if you (?:have|need|want|would like|wish)[^.]{0,80}(?:ask|know|question|help|happy)|i['’]m happy to|ich hoffe|ich helfe|melden sie sich|lassen sie (?:es )?mich|(?:wenn|falls) (?:sie|du) (?:noch |weitere |mehr )|j['’]espère|n['’]hésitez|espero|no dude)/iu;
const nothingFound = [
  /\b(?:i|we) (?:could|can|did|do|have|was|were)(?:\s?n['’]t|\s?not)?\b[^.]{0,80}\b(?:find|found|answer|locate|know)\b/i,
  /\b(?:i|we) (?:found|find|have) (?:no|nothing)\b/i,
  /\b(?:no|any) (?:evidence|information|mention|passages?|details?)\b[^.]{0,80}\b(?:documents?|sources?|knowledge bases?|passages?|excerpts?|found|this|available)\b/i,
  /\b(?:documents?|sources?|knowledge bases?|passages?|excerpts?|it|they)\b[^.]{0,60}\b(?:do|does|did)(?:n['’]t| not) (?:answer|contain|mention|say|specify|state|address|provide|cover)\b[^.]{0,60}\b(?:this|that|question|information|it|answer|details?)\b/i,
  /\bich (?:konnte|kann|habe|finde|weiß)\b[^.]{0,100}(?:nicht|kein)/i,
  /kein(?:e|en|erlei)?\s(?:belege?|hinweise?|informationen|angaben|passagen?|stelle)/i,
  /(?:dokumenten?|quellen|wissensbas(?:is|en)|auszügen?|unterlagen|belegen)[^.]{0,80}\b(?:nichts|keine?|nicht)\b[^.]{0,40}(?:frage|dazu|antwort|auskunft|informationen|angaben)/i,
  /je n['’]ai (?:rien|pas)|les (?:documents|sources) ne/i,
  /no (?:he )?encontr(?:é|ado)|los documentos no/i,
];
const turn =
  /(?<!\p{L})(?:but|however|although|though|nevertheless|instead|aber|jedoch|allerdings|sondern|trotzdem|mais|cependant|pero|sin embargo)(?!\p{L})|;/iu;
const shortWords = 6;

function isClaim(sentence: string): boolean {
  const words = sentence.match(/[\p{L}\p{N}]+/gu) ?? [];
  if (question.test(sentence) || leadIn.test(sentence)) return false;
  const { figures, dates } = figuresOf(sentence);
  if (dates.length > 0 || figures.some(({ matters }) => matters)) return true;
  // Scripts without spaces have long words.
  if (words.length < leastWords && !/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]{4}/u.test(sentence)) {
    return false;
  }
  if (words.length <= shortWords && interjection.test(sentence)) return false;
  if (courtesy.test(sentence)) return false;
  return turn.test(sentence) || !nothingFound.some((pattern) => pattern.test(sentence));
}
