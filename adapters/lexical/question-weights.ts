import { type Database, intArray, rowsOf } from "@eai/modules/kernel";
import type { IndexQuery, QuestionWord } from "@eai/modules/knowledge";
import { sql } from "drizzle-orm";
import { inverseFrequency } from "./bm25.ts";
import { shelvesInUse } from "./shelves.ts";

/** In how many chunks of the knowledge bases asked the terms of a question stand. */
export interface Frequencies {
  chunkCount: number;
  chunksWith: ReadonlyMap<number, number>;
}

/** The statistics of the knowledge bases asked, exact at any moment: every index keeps them in its own transactions. */
export async function readFrequencies(
  database: Database,
  query: Pick<IndexQuery, "knowledgeBaseIds" | "words">,
): Promise<Frequencies> {
  const terms = [...new Set(query.words.flatMap((word) => word.terms))];
  const shelves = shelvesInUse(query.knowledgeBaseIds);
  const rows = await rowsOf<{ term: number | null; chunkCount: number | null }>(
    database,
    sql`select term, sum(chunk_count)::int as "chunkCount" from term_statistics
        where knowledge_base_id = any(${shelves}) and term = any(${intArray(terms)}) group by term
      union all
      select null, sum(chunk_count)::int from index_statistics where knowledge_base_id = any(${shelves})`,
  );
  const chunksWith = new Map<number, number>();
  let chunkCount = 0;
  for (const row of rows) {
    if (row.term === null) chunkCount = row.chunkCount ?? 0;
    else chunksWith.set(row.term, row.chunkCount ?? 0);
  }
  return { chunkCount, chunksWith };
}

/** Weight of each term that stands in the index at all; a word asked twice weighs twice, a stop word little. */
export function questionWeights(words: readonly QuestionWord[], frequencies: Frequencies): Map<number, number> {
  const weights = new Map<number, number>();
  for (const word of words) {
    const weight = wordWeight(word, frequencies);
    for (const term of word.terms) {
      if (frequencies.chunksWith.has(term)) weights.set(term, (weights.get(term) ?? 0) + weight);
    }
  }
  return weights;
}

/**
 * One weight for all stems of a word, by the chunks that have any of them (a chunk has those of its own language only):
 * else the stem of a language few documents are in would count as a rare, telling word.
 */
export function wordWeight({ terms, weight }: QuestionWord, { chunkCount, chunksWith }: Frequencies): number {
  const chunksWithWord = terms.reduce((sum, term) => sum + (chunksWith.get(term) ?? 0), 0);
  return weight * inverseFrequency(Math.min(chunkCount, chunksWithWord), chunkCount);
}

/** The share of the content words' IDF that was found; a word the knowledge bases never use weighs most. */
export function coverageOf(
  words: readonly QuestionWord[],
  found: ReadonlySet<number>,
  frequencies: Frequencies,
): number {
  const seen = new Set<number>();
  let [asked, covered] = [0, 0];
  for (const word of words) {
    const { terms, evidence } = word;
    const [first] = terms;
    if (evidence === 0 || first === undefined || seen.has(first)) continue;
    seen.add(first);
    const weight = wordWeight(word, frequencies);
    asked += weight * evidence;
    if (terms.some((term) => found.has(term))) covered += weight;
  }
  return asked === 0 ? 0 : Math.min(1, covered / asked);
}
