import type { Citation } from "@eai/contract";
import { type Claim, judge, readClaim, type Verdict } from "./claim-support.ts";
import { type Ground, readGround } from "./grounding/ground.ts";
import type { Span } from "./grounding/sentences.ts";

/** What a model said: whether passage `number` says what a statement says. Undefined where it was not asked. */
export type Rulings = (statement: string, number: number) => boolean | undefined;

/** One answer's statements against the passages it was written from. */
export interface Judgement {
  /** @param beside numbers cited for the same statement */
  supports(number: number, statement: string, beside: readonly number[]): boolean;
  /** The one passage that says the same beyond doubt. */
  onlyCertain(statement: string): number | undefined;
  /** Whether any passage says what an uncited sentence says. */
  isKnown(statement: string): boolean;
  /** Where in the passage it stands. */
  placeOf(number: number, statement: string): Span | null;
  /** The passages most likely to support a statement, best first. */
  nearest(statement: string): number[];
}

/** Passages are read once for all that is asked of them. */
const grounds = new WeakMap<Citation, Map<string, Ground>>();

function groundOf(citation: Citation, language: string | null): Ground {
  const known = grounds.get(citation) ?? new Map<string, Ground>();
  grounds.set(citation, known);
  const key = language ?? "";
  // What the model was told of the passage: its document and headings count as well as its words.
  const context = [citation.document_name, ...citation.heading_path];
  const ground = known.get(key) ?? readGround({ passage: citation.passage, context }, language);
  known.set(key, ground);
  return ground;
}

/** @param language of the answer */
export function createJudgement(
  served: readonly Citation[],
  language: string | null,
  rulings: Rulings = () => undefined,
): Judgement {
  const byNumber = new Map(served.map((citation) => [citation.number, citation]));
  const claims = new Map<string, Claim>();
  /** Models repeat themselves; a verdict takes longer than a look into a map. */
  const verdicts = new Map<string, Verdict>();

  function claimOf(statement: string): Claim {
    const claim = claims.get(statement) ?? readClaim(statement, language);
    claims.set(statement, claim);
    return claim;
  }

  function verdictOf(number: number, statement: string, beside: readonly number[] = []): Verdict | undefined {
    const citation = byNumber.get(number);
    if (!citation) return undefined;
    const others = [...new Set(beside)].filter((other) => other !== number && byNumber.has(other));
    const key = `${number} ${others.join()} ${statement}`;
    const known = verdicts.get(key);
    if (known) return known;
    const besideGrounds = others.flatMap((other) => {
      const found = byNumber.get(other);
      return found ? [groundOf(found, language)] : [];
    });
    const verdict = judge(claimOf(statement), groundOf(citation, language), besideGrounds);
    verdicts.set(key, verdict);
    return verdict;
  }

  /** A model may see that other words say the same, or that the same words do not. It is not asked about figures. */
  function isSupported(number: number, statement: string, verdict: Verdict): boolean {
    if (verdict.doubt === "figures" || verdict.doubt === "quotation") return false;
    return rulings(statement, number) ?? verdict.doubt === null;
  }

  return {
    supports(number, statement, beside) {
      const verdict = verdictOf(number, statement, beside);
      return verdict !== undefined && isSupported(number, statement, verdict);
    },
    onlyCertain(statement) {
      const certain = served.filter(({ number }) => {
        const verdict = verdictOf(number, statement);
        return verdict?.isCertain === true && isSupported(number, statement, verdict);
      });
      return certain.length === 1 ? certain[0]?.number : undefined;
    },
    isKnown: (statement) =>
      served.some(({ number }) => {
        const verdict = verdictOf(number, statement);
        if (!verdict || !isSupported(number, statement, verdict)) return false;
        return verdict.isComparable || rulings(statement, number) === true;
      }),
    placeOf: (number, statement) => verdictOf(number, statement)?.place ?? null,
    nearest: (statement) =>
      served
        .map(({ number }) => ({ number, share: verdictOf(number, statement)?.share ?? 0 }))
        .toSorted((left, right) => right.share - left.share)
        .map(({ number }) => number),
  };
}
