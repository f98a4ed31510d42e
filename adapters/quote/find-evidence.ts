import type { Source } from "@eai/modules/chat";
import { detectLanguage, tokenize } from "@eai/modules/knowledge";
import { guessLanguage, isFunctionWord, isUnspaced, wantsNumber, withoutParticles } from "./languages.ts";
import { sentencesOf } from "./sentences.ts";

/** A sentence of a source that speaks to the question. */
export interface Evidence {
  sentence: string;
  /** Of the source it stands in. */
  number: number;
}

interface Candidate extends Evidence {
  terms: ReadonlySet<string>;
  context: ReadonlySet<string>;
  first: boolean;
  /** Place among all sentences; earlier sources were ranked higher by the search. */
  place: number;
  sourcePlace: number;
}

/** Share of the question's weight a sentence must hold, together with its headings, to count as evidence. */
const leastCoverage = 0.3;
/** Pieces of two letters include many that are no words, and a question seldom repeats them all. */
const leastCoverageUnspaced = 0.2;
/** A further sentence must be so good beside the best. */
const leastOfBest = 0.5;
const mostSentenceLength = 600;
const headingWeight = 0.5;
const sameBeginningWeight = 0.7;
const sameCompoundWeight = 0.5;

/**
 * Picks the sentences that answer a question best, word by word: those that hold most of its rare terms, by inverse
 * document frequency over the sentences at hand. Near-duplicates are left out.
 * @param earlier the question before, whose terms count for half when this one has hardly any ("and part-time?")
 * @returns at most `limit`, the best first; sentences that follow each other stay together
 */
export function findEvidence(question: string, sources: readonly Source[], limit: number, earlier = ""): Evidence[] {
  const language = detectLanguage(sources.map(({ text }) => text).join("\n")) ?? guessLanguage(question);
  const candidates = candidatesOf(sources, language);
  const wanted = wantedTerms(question, earlier, language);
  const match = compounding.has(language ?? "") ? matchCompound : matchOf;
  const weights = weigh(wanted, candidates, match);
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return [];
  const figures = wantsNumber(question);
  const least = total * ([...weights.keys()].some(isUnspaced) ? leastCoverageUnspaced : leastCoverage);
  const scored = candidates
    .map((candidate) => ({ candidate, score: scoreOf(candidate, weights, { least, total, figures, match }) }))
    .filter(({ score }) => score > 0)
    .toSorted((left, right) => right.score - left.score || left.candidate.place - right.candidate.place);
  const best = scored[0]?.score ?? 0;
  const chosen: { candidate: Candidate; score: number }[] = [];
  for (const entry of scored) {
    if (chosen.length >= limit || entry.score < best * leastOfBest) break;
    if (!chosen.some(({ candidate }) => saysTheSame(candidate, entry.candidate))) chosen.push(entry);
  }
  return inReadingOrder(chosen.map(({ candidate }) => candidate));
}

function candidatesOf(sources: readonly Source[], language: string | null): Candidate[] {
  let place = 0;
  return sources.flatMap((source, sourcePlace) => {
    const above = [source.documentName.replace(/\.\w{1,5}$/, ""), ...source.headingPath].join(" ");
    return sentencesOf(source.text).map(({ text, context, first }) => ({
      sentence: shorten(text),
      number: source.number,
      terms: new Set(tokenize(text, language)),
      context: new Set(tokenize(`${above} ${context}`, language)),
      first,
      place: place++,
      sourcePlace,
    }));
  });
}

/** The terms of a question that carry its subject, with a weight of 1, or less for those of the question before. */
function wantedTerms(question: string, earlier: string, language: string | null): Map<string, number> {
  const wanted = new Map<string, number>();
  const asking = guessLanguage(question);
  const add = (text: string, weight: number) => {
    const subject = text.replace(/[\p{L}\p{M}]+/gu, (word) => (isFunctionWord(word, asking) ? " " : word));
    const terms = tokenize(withoutParticles(subject), language);
    // Where words are pieces of two letters, single letters say too little.
    const pairs = terms.some((term) => isUnspaced(term) && term.length > 1);
    for (const term of terms) {
      if (pairs && isUnspaced(term) && term.length === 1) continue;
      if (!wanted.has(term)) wanted.set(term, weight);
    }
  };
  add(question, 1);
  if (wanted.size < 2 && earlier !== "") add(earlier, 0.5);
  return wanted;
}

/** Weight of each wanted term: how rare it is here. A term that stands nowhere weighs most: it is what is missing. */
function weigh(
  wanted: ReadonlyMap<string, number>,
  candidates: readonly Candidate[],
  match: typeof matchOf,
): Map<string, number> {
  const count = candidates.length;
  return new Map(
    Array.from(wanted, ([term, weight]) => {
      const found = candidates.filter(({ terms }) => match(term, terms) > 0).length;
      return [term, weight * Math.log(1 + (count - found + 0.5) / (found + 0.5))];
    }),
  );
}

function scoreOf(
  candidate: Candidate,
  weights: ReadonlyMap<string, number>,
  wanted: { least: number; total: number; figures: boolean; match: typeof matchOf },
): number {
  let own = 0;
  let withHeadings = 0;
  for (const [term, weight] of weights) {
    const direct = wanted.match(term, candidate.terms);
    own += weight * direct;
    withHeadings += weight * Math.max(direct, wanted.match(term, candidate.context));
  }
  if (own === 0 && !candidate.first) return 0;
  const covered = own + (withHeadings - own) * headingWeight;
  if (withHeadings < wanted.least || covered === 0) return 0;
  const figures = wanted.figures && /\p{N}/u.test(candidate.sentence) ? 1.4 : 1;
  // A sentence of a word or two says little; a very long one holds everything.
  const size = candidate.terms.size < 3 ? 0.4 : 1 / (1 + candidate.terms.size / 120);
  return (covered / wanted.total) * figures * size * (1 - 0.02 * Math.min(candidate.sourcePlace, 10));
}

/** 1 for the term itself; less for one that begins like it, as compounds and unknown endings do. */
function matchOf(term: string, terms: ReadonlySet<string>): number {
  if (terms.has(term)) return 1;
  if (term.length < 5) return 0;
  for (const other of terms) {
    const [shorter, longer] = term.length < other.length ? [term, other] : [other, term];
    if (shorter.length >= 5 && longer.startsWith(shorter)) return sameBeginningWeight;
  }
  return 0;
}

/** Languages that write compounds as one word: `Urlaubstage` and `Urlaubsanspruch` begin alike and speak of the same. */
const compounding: ReadonlySet<string> = new Set(["de", "nl"]);

function matchCompound(term: string, terms: ReadonlySet<string>): number {
  const plain = matchOf(term, terms);
  if (plain > 0 || term.length < 8) return plain;
  const beginning = term.slice(0, Math.max(6, Math.ceil(term.length * 0.6)));
  for (const other of terms) if (other.startsWith(beginning)) return sameCompoundWeight;
  return 0;
}

/** Chunks overlap, and documents copy each other. */
function saysTheSame(left: Candidate, right: Candidate): boolean {
  const shared = left.terms.intersection(right.terms).size;
  return shared / Math.min(left.terms.size, right.terms.size) >= 0.85;
}

/** Best first; but sentences that follow each other in the text stay together, and in its order. */
function inReadingOrder(chosen: readonly Candidate[]): Evidence[] {
  const runs: Candidate[][] = [];
  for (const candidate of chosen) {
    const beside = runs.filter((run) => run.some(({ place }) => Math.abs(place - candidate.place) === 1));
    const [first] = beside;
    if (first) first.push(candidate, ...beside.slice(1).flatMap((run) => run.splice(0)));
    else runs.push([candidate]);
  }
  return runs
    .flatMap((run) => run.toSorted((left, right) => left.place - right.place))
    .map(({ sentence, number }) => ({ sentence, number }));
}

function shorten(sentence: string): string {
  if (sentence.length <= mostSentenceLength) return sentence;
  const cut = sentence.slice(0, mostSentenceLength);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), mostSentenceLength / 2)).trimEnd()}…`;
}
