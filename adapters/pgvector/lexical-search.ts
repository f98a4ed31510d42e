import {
  coverageOf,
  type Frequencies,
  questionWeights,
  readFrequencies,
  sparseText,
  weightLimit,
  wordWeight,
} from "@eai/adapters/lexical";
import { type Context, type Database, intArray, rowsOf } from "@eai/modules/kernel";
import type { IndexQuery, LexicalHit } from "@eai/modules/knowledge";
import { sql } from "drizzle-orm";
import { bestOf, type Look, looksOf } from "./looks.ts";
import { nearestChunks } from "./nearest-chunks.ts";

/** Chunks are first looked up by the question's rare terms: those in at most this share of all chunks. */
const rareShare = 0.05;
/** Below this many chunks a look-up by all terms is as fast. */
const smallIndexChunks = 1000;
/** Common terms join the first look-up while they are in no more chunks than this: a second one costs more than ranking them. */
const cheapChunks = 3000;
/** A second look-up ranks about 100 chunks a millisecond; beyond this many it is made only when results are missing. */
const secondLookupChunks = 20_000;

/**
 * Ranks chunks by BM25 with IDF over the knowledge bases asked. The best are exactly the best, but in very large
 * knowledge bases a chunk that has none of the question's rare words may be passed over when enough others have some.
 */
export async function searchLexical(
  context: Context,
  database: Database,
  query: IndexQuery,
): Promise<{ hits: LexicalHit[]; wordWeights: number[] }> {
  const frequencies = await readFrequencies(database, query);
  const wordWeights = query.words.map((word) => wordWeight(word, frequencies));
  const weights = questionWeights(query.words, frequencies);
  if (weights.size === 0) return { hits: [], wordWeights };
  const ranked = await Promise.all(
    looksOf(query).map((look) => searchOneLook(context, database, { look, limit: query.limit, weights, frequencies })),
  );
  const hits = bestOf(ranked, query.limit).map(({ chunkId, score, found }) => ({
    chunkId,
    score,
    coverage: coverageOf(query.words, new Set(found), frequencies),
  }));
  return { hits, wordWeights };
}

interface LexicalLook {
  look: Look;
  limit: number;
  weights: ReadonlyMap<number, number>;
  frequencies: Frequencies;
}

async function searchOneLook(context: Context, database: Database, asked: LexicalLook): Promise<Ranked[]> {
  const { limit, weights, frequencies } = asked;
  const byWeight = [...weights].sort(([, left], [, right]) => right - left).map(([term]) => term);
  const first = firstLookup(byWeight, frequencies);
  const rows = await rank(context, database, asked, first);
  const second = missedTerms(byWeight, weights, first, rows, limit);
  const toRank = second.reduce((sum, term) => sum + (frequencies.chunksWith.get(term) ?? 0), 0);
  if (second.length === 0 || (toRank > secondLookupChunks && rows.length >= limit)) return rows;
  return rank(context, database, asked, [...first, ...second]);
}

function firstLookup(terms: readonly number[], { chunkCount, chunksWith }: Frequencies): number[] {
  if (chunkCount < smallIndexChunks) return [...terms];
  const countOf = (term: number) => chunksWith.get(term) ?? 0;
  const rarestFirst = terms.toSorted((left, right) => countOf(left) - countOf(right));
  let toRank = 0;
  const chosen = rarestFirst.filter((term) => {
    toRank += countOf(term);
    return toRank <= cheapChunks || countOf(term) < chunkCount * rareShare;
  });
  return chosen.length > 0 ? chosen : [...terms];
}

/**
 * Terms whose chunks the first look-up left out although one of them could stand among the best: the look-up is exact
 * when all terms left out together cannot reach the score of the last chunk found (as in MaxScore, Turtle and Flood 1995).
 */
function missedTerms(
  byWeight: readonly number[],
  weights: ReadonlyMap<number, number>,
  first: readonly number[],
  rows: readonly Ranked[],
  limit: number,
): number[] {
  const lookedUp = new Set(first);
  const left = byWeight.filter((term) => !lookedUp.has(term));
  const toReach = rows.length < limit ? 0 : (rows.at(-1)?.score ?? 0);
  let reachable = left.reduce((sum, term) => sum + (weights.get(term) ?? 0) * weightLimit, 0);
  const missed: number[] = [];
  for (const term of left) {
    if (reachable <= toReach) break;
    missed.push(term);
    reachable -= (weights.get(term) ?? 0) * weightLimit;
  }
  return missed;
}

interface Ranked {
  chunkId: string;
  score: number;
  /** Terms of the question that stand in the chunk. */
  found: number[];
}

function rank(
  context: Context,
  database: Database,
  { look, limit, weights }: LexicalLook,
  lookup: readonly number[],
): Promise<Ranked[]> {
  const nearest = nearestChunks(context, {
    look,
    distance: sql`(c.lexical <#> ${sparseText(weights)}::sparsevec)`,
    conditions: sql`c.terms && ${intArray(lookup)}`,
    limit,
  });
  return rowsOf<Ranked>(
    database,
    sql`select best.id as "chunkId", (-best.distance)::float8 as score,
        array(select term from unnest(c.terms) as term where term = any(${intArray([...weights.keys()])})) as found
      from (${nearest}) best join chunk_index c on c.chunk_id = best.id
      order by best.distance, best.id`,
  );
}
