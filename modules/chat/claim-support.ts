import { lettersOnly } from "@eai/modules/knowledge";
import type { FoundDate } from "./grounding/dates.ts";
import { type Figure, type Figures, figuresOf, knowsDate, sameFigure } from "./grounding/figures.ts";
import { type Ground, type GroundSentence, inContext } from "./grounding/ground.ts";
import { unknownNames } from "./grounding/names.ts";
import { isNegated } from "./grounding/negation.ts";
import { isQuotedFrom, type Quotation, quotationsOf } from "./grounding/quotations.ts";
import type { Span } from "./grounding/sentences.ts";
import { contentTerms, withoutUnits } from "./grounding/terms.ts";

/** A statement of an answer, read once for all the passages it is compared with. */
export interface Claim {
  text: string;
  language: string | null;
  letters: string;
  figures: Figures;
  quotations: readonly Quotation[];
  isNegated: boolean;
  /** Content words, by the language they are stemmed in. */
  termsIn(language: string | null): ReadonlySet<string>;
}

/** Why a passage does not support a statement. */
export type Doubt = "quotation" | "figures" | "names" | "negation" | "words";

export interface Verdict {
  doubt: Doubt | null;
  /** It says the same beyond doubt: the same words, or all figures and most words. */
  isCertain: boolean;
  /** Words could be compared: both are in one language. */
  isComparable: boolean;
  /** Content words of the statement that the best place of the passage has, 0 to 1. */
  share: number;
  /** The best place, in the passage. */
  place: Span | null;
}

const leastShared = 2;
const leastShare = 0.34;
const largeShare = 0.5;
const certainShare = 0.6;
const windowSentences = 3;
const leastVerbatimLetters = 16;
/** Words of a statement that one sentence has to share before it may contradict it. */
const contradictionShare = 0.65;
const otherSideMargin = 0.2;
/** @param language of the answer it stands in */
export function readClaim(text: string, language: string | null): Claim {
  const terms = new Map<string | null, ReadonlySet<string>>();
  return {
    text,
    language,
    letters: lettersOnly(text),
    figures: figuresOf(text),
    quotations: quotationsOf(text),
    isNegated: isNegated(text),
    termsIn(termLanguage) {
      const known = terms.get(termLanguage) ?? contentTerms(text, termLanguage);
      terms.set(termLanguage, known);
      return known;
    },
  };
}

/**
 * Says whether a passage can be what a statement rests on. Quotations are found in it, exactly or nearly; its figures,
 * dates and names are known to it, the figures near the words they belong to; it is not denied by the one sentence that
 * speaks of it; and one place of it has enough of the words. Where statement and passage are in different languages words
 * cannot be compared, and quotations, names and negations neither. These are rules, not an understanding: a false
 * statement in the passage's own words passes.
 * @param beside other passages cited for the same statement: a figure or name may stand in one of them
 */
export function judge(claim: Claim, ground: Ground, beside: readonly Ground[] = []): Verdict {
  const { language } = claim;
  const isComparable = language === null || ground.language === null || language === ground.language;
  const terms = claim.termsIn(ground.termLanguage);
  const words = sharedWords(terms, ground);
  const best = bestPlace(words, ground);
  const share = terms.size === 0 ? 0 : best.shared / terms.size;
  const verdict = { isComparable, share, place: best.place };
  const no = (doubt: Doubt): Verdict => ({ ...verdict, doubt, isCertain: false });
  const quoted = claim.quotations.filter((quotation) => isQuotedFrom(quotation, ground.letters));
  if (isComparable && claim.quotations.some((quotation) => quotation.matters && !quoted.includes(quotation))) {
    return no("quotation");
  }
  const figures = checkFigures(
    claim,
    ground,
    isComparable ? withoutUnits(terms, ground.termLanguage) : new Set(),
    beside,
  );
  if (figures === "unknown") return no("figures");
  if (claim.letters.length >= leastVerbatimLetters && ground.letters.includes(claim.letters)) {
    return { ...verdict, doubt: null, isCertain: true };
  }
  const unknownTo = (other: Ground) => new Set(unknownNames(claim.text, other, language));
  const names = isComparable
    ? beside.map(unknownTo).reduce((left, right) => left.intersection(right), unknownTo(ground))
    : null;
  if (names && names.size > 0) return no("names");
  if (quoted.length > 0) return { ...verdict, doubt: null, isCertain: true };
  if (!isComparable) return { ...verdict, doubt: null, isCertain: false };
  if (isDenied(claim, terms.size, words.own, ground)) return no("negation");
  const enough = (best.shared >= leastShared && share >= leastShare) || share >= largeShare;
  const isBare = terms.size === 0 && figures === "known";
  if (!enough && !isBare) return no("words");
  return { ...verdict, doubt: null, isCertain: figures === "known" && share >= certainShare };
}

function checkFigures(
  claim: Claim,
  ground: Ground,
  terms: ReadonlySet<string>,
  beside: readonly Ground[],
): "known" | "unknown" | "none" {
  const wanted = claim.figures.figures.filter((figure) => figure.matters && mustBeKnown(figure, ground));
  const { dates } = claim.figures;
  if (wanted.length + dates.length === 0) return "none";
  let own = 0;
  for (const figure of wanted) {
    if (hasFigure(figure, ground, terms)) own += 1;
    else if (!beside.some((other) => hasFigure(figure, other, terms))) return "unknown";
  }
  for (const date of dates) {
    if (hasDate(date, ground, terms)) own += 1;
    else if (!beside.some((other) => hasDate(date, other, terms))) return "unknown";
  }
  return own > 0 ? "known" : "unknown";
}

/** Small numbers are written as words, which are read in English and German only. */
function mustBeKnown({ values }: Figure, { language }: Ground): boolean {
  return language === null || language === "en" || language === "de" || values.every((value) => value > 20);
}

/** What is known beyond one sentence: a year may stand in the heading. */
function withContext({ contextFigures }: Ground, { figures }: GroundSentence): Figures {
  return { dates: figures.dates, figures: [...figures.figures, ...contextFigures.figures] };
}

function hasDate(date: FoundDate, ground: Ground, terms: ReadonlySet<string>): boolean {
  if (knowsDate(date, ground.contextFigures)) return true;
  return hasByWord(ground, terms, (sentence) => knowsDate(date, withContext(ground, sentence)));
}

function hasFigure(figure: Figure, ground: Ground, terms: ReadonlySet<string>): boolean {
  const isSame = (known: Figure) => sameFigure(figure, known);
  if (ground.contextFigures.figures.some(isSame)) return true;
  return hasByWord(ground, terms, ({ figures }) => figures.figures.some(isSame));
}

/** A figure has to stand by a word of the statement: in its sentence, the one before, or its row of the table. */
function hasByWord(ground: Ground, terms: ReadonlySet<string>, has: (sentence: GroundSentence) => boolean): boolean {
  const places = new Set([...terms].flatMap((term) => ground.sentencesWith(term)));
  places.delete(inContext);
  return ground.sentences.some((sentence, index) => {
    if (!has(sentence)) return false;
    return places.size === 0 || places.has(index) || (!isRow(sentence) && places.has(index - 1));
  });
}

function isRow({ text }: GroundSentence): boolean {
  return text.startsWith("|");
}

/** Which words of a statement each sentence of the passage has, and which its document's name and headings have. */
function sharedWords(terms: ReadonlySet<string>, ground: Ground): { own: Map<number, Set<string>>; told: Set<string> } {
  const own = new Map<number, Set<string>>();
  const told = new Set<string>();
  for (const term of terms) {
    for (const index of ground.sentencesWith(term)) {
      const words = own.get(index);
      if (index === inContext) told.add(term);
      else if (words) words.add(term);
      else own.set(index, new Set([term]));
    }
  }
  return { own, told };
}

/** The place of some sentences in a row that has most words of the statement. */
function bestPlace(
  { own, told }: ReturnType<typeof sharedWords>,
  ground: Ground,
): { shared: number; place: Span | null } {
  let best = { shared: told.size, own: 0, length: 0, place: null as Span | null };
  for (const index of [...own.keys()].toSorted((left, right) => left - right)) {
    const words = new Set<string>();
    for (let length = 1; length <= windowSentences; length++) {
      const [first, last] = [ground.sentences[index], ground.sentences[index + length - 1]];
      if (!first || !last) break;
      for (const term of own.get(index + length - 1) ?? []) words.add(term);
      const shared = words.union(told).size;
      // A longer place has to earn it.
      const gain = shared - best.shared || words.size - best.own || best.length - length;
      if (gain > 0) best = { shared, own: words.size, length, place: { start: first.start, end: last.end } };
    }
  }
  return best;
}

/** One sentence says nearly the same with the opposite sign, and none says it with this one. */
function isDenied(claim: Claim, termCount: number, own: ReadonlyMap<number, Set<string>>, ground: Ground): boolean {
  if (termCount < leastShared) return false;
  let same = 0;
  let opposite = 0;
  for (const [index, words] of own) {
    const shared = words.size / termCount;
    if (ground.sentences[index]?.isNegated === claim.isNegated) same = Math.max(same, shared);
    else opposite = Math.max(opposite, shared);
  }
  return opposite >= contradictionShare && opposite - same > otherSideMargin;
}
