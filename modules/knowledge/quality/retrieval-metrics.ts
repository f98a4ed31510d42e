import type { Passage } from "../search/passages.ts";
import { lettersOnly } from "../search/words.ts";
import type { ExpectedPassage } from "../tables.ts";

export interface RankingScore {
  /** Share of the expected places found among the first so many. */
  recallAt5: number;
  recallAt10: number;
  ndcgAt10: number;
  /** From 1; null when none of the expected is among the first ten. */
  firstPlace: number | null;
}

type FoundPassage = Pick<Passage, "documentName" | "pageFrom" | "pageTo" | "text">;

const depth = 10;

/**
 * How good a ranking is for one question. Each expected place counts once, by its grade (gain 2^grade − 1; discounted
 * cumulative gain after Järvelin and Kekäläinen 2002), for the first passage that shows it.
 * @param ranking best first
 */
export function scoreRanking(ranking: readonly FoundPassage[], expected: readonly ExpectedPassage[]): RankingScore {
  const open = new Set(expected);
  let gained = 0;
  let foundAt5 = 0;
  let found = 0;
  let firstPlace: number | null = null;
  for (const [place, passage] of ranking.slice(0, depth).entries()) {
    let gain = 0;
    for (const wanted of open) {
      if (!shows(passage, wanted)) continue;
      open.delete(wanted);
      gain = Math.max(gain, gainOf(wanted));
      found += 1;
      if (place < 5) foundAt5 += 1;
      firstPlace ??= place + 1;
    }
    gained += gain / Math.log2(place + 2);
  }
  const ideal = expected
    .map(gainOf)
    .toSorted((left, right) => right - left)
    .slice(0, depth)
    .reduce((sum, gain, place) => sum + gain / Math.log2(place + 2), 0);
  const count = expected.length;
  return {
    recallAt5: count === 0 ? 0 : foundAt5 / count,
    recallAt10: count === 0 ? 0 : found / count,
    ndcgAt10: ideal === 0 ? 0 : Math.min(1, gained / ideal),
    firstPlace,
  };
}

function gainOf({ grade = 1 }: ExpectedPassage): number {
  return 2 ** grade - 1;
}

/** Documents are named; of a name with folders its last part is enough. */
function shows(passage: FoundPassage, { documentName, page, text }: ExpectedPassage): boolean {
  const wanted = documentName.toLowerCase();
  const name = passage.documentName.toLowerCase();
  if (name !== wanted && !name.endsWith(`/${wanted}`)) return false;
  if (
    page !== undefined &&
    !(passage.pageFrom !== null && passage.pageFrom <= page && page <= (passage.pageTo ?? page))
  ) {
    return false;
  }
  return text === undefined || lettersOnly(passage.text).includes(lettersOnly(text));
}
