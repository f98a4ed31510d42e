import type { FoundDate } from "./grounding/dates.ts";
import { type Figure, type Figures, figuresOf, knowsDate, sameFigure } from "./grounding/figures.ts";
import type { Ground, GroundSentence } from "./grounding/ground.ts";
import { unknownNames } from "./grounding/names.ts";
import { isQuotedFrom, type Quotation, quotationsOf } from "./grounding/quotations.ts";
import type { Span } from "./grounding/sentences.ts";
import { contentTerms, lettersOnly, withoutUnits } from "./grounding/terms.ts";

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
const negations =
  /(?<!\p{L})(?:not|no|never|cannot|none|neither|nor|without|forbidden|prohibited|nicht|kein(?:e[nmrs]?)?|nie|niemals|ohne|weder|verboten|untersagt|unzulässig)(?!\p{L})|n['’]t(?!\p{L})/giu;
/** `not only` and `no later than` deny nothing. */
const noNegation =
  /(?<!\p{L})(?:not only|no later than|no more than|no less than|not later than|nicht nur|nicht später als|nicht mehr als|no\.\s?\d)/giu;

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
 * @param beside other passages cited for the same statement: a figure may stand in one of them, if not all do
 */
export function judge(claim: Claim, ground: Ground, beside: readonly Ground[] = []): Verdict {
  const { language } = claim;
  const isComparable = language === null || ground.language === null || language === ground.language;
  const terms = claim.termsIn(ground.termLanguage);
  const best = bestPlace(terms, ground);
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
  if (isComparable && unknownNames(claim.text, ground, language).length > 0) return no("names");
  if (quoted.length > 0) return { ...verdict, doubt: null, isCertain: true };
  if (!isComparable) return { ...verdict, doubt: null, isCertain: false };
  if (isDenied(claim, terms, ground)) return no("negation");
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
  const isAnywhere = terms.size === 0 || ground.terms.isDisjointFrom(terms);
  return ground.sentences.some((sentence, index) => {
    if (!has(sentence)) return false;
    if (isAnywhere || sharesWord(sentence, terms)) return true;
    const before = isRow(sentence) ? undefined : ground.sentences[index - 1];
    return before !== undefined && sharesWord(before, terms);
  });
}

function sharesWord(sentence: GroundSentence, terms: ReadonlySet<string>): boolean {
  for (const term of terms) if (hasTerm(sentence.terms, term)) return true;
  return false;
}

function isRow({ text }: GroundSentence): boolean {
  return text.startsWith("|");
}

const leastPartLetters = 5;

/** German and its neighbours put words together: `Urlaub` stands in `Urlaubsanspruch`. */
function hasTerm(known: ReadonlySet<string>, term: string): boolean {
  if (known.has(term)) return true;
  if (term.length < leastPartLetters) return false;
  for (const other of known) {
    if (other.length >= leastPartLetters && (other.includes(term) || term.includes(other))) return true;
  }
  return false;
}

/** The place of some sentences in a row that has most words of the statement. */
function bestPlace(terms: ReadonlySet<string>, ground: Ground): { shared: number; place: Span | null } {
  const inContext = new Set([...terms].filter((term) => hasTerm(ground.contextTerms, term)));
  const having = ground.sentences.map(
    (sentence) => new Set([...terms].filter((term) => hasTerm(sentence.terms, term))),
  );
  let best = { shared: 0, own: 0, length: 0, place: null as Span | null };
  for (const [index, first] of ground.sentences.entries()) {
    let found = inContext;
    let own: ReadonlySet<string> = new Set();
    for (let length = 1; length <= windowSentences; length++) {
      const last = ground.sentences[index + length - 1];
      const more = having[index + length - 1];
      if (!last || !more) break;
      found = found.union(more);
      own = own.union(more);
      const gain = found.size - best.shared || own.size - best.own || best.length - length;
      if (gain <= 0 && best.length > 0) continue;
      best = { shared: found.size, own: own.size, length, place: { start: first.start, end: last.end } };
    }
  }
  return { shared: best.shared, place: best.own === 0 ? null : best.place };
}

function isNegated(text: string): boolean {
  return (text.replace(noNegation, " ").match(negations)?.length ?? 0) % 2 === 1;
}

/** One sentence says nearly the same with the opposite sign, and none says it with this one. */
function isDenied(claim: Claim, terms: ReadonlySet<string>, ground: Ground): boolean {
  if (terms.size < leastShared) return false;
  let same = 0;
  let opposite = 0;
  for (const sentence of ground.sentences) {
    const shared = [...terms].filter((term) => hasTerm(sentence.terms, term)).length / terms.size;
    if (isNegated(sentence.text) === claim.isNegated) same = Math.max(same, shared);
    else opposite = Math.max(opposite, shared);
  }
  return opposite >= contradictionShare && opposite - same > otherSideMargin;
}
