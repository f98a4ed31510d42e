import { type Database, intArray, rowsOf, type Transaction, textArray } from "@eai/modules/kernel";
import type { IndexEntry, IndexedVersion } from "@eai/modules/knowledge";
import { sql } from "drizzle-orm";
import { shelfOf, shelvesInUse } from "./shelves.ts";

// `term_statistics` and `index_statistics` count every version that stands in `chunk_index` or in `index_versions`, once.
// Whichever index is in use keeps them, and takes what goes out of both: so they stay exact while an installation moves
// from one index to the other, and the one that is not in use keeps nothing of what is gone.

/**
 * Frequent terms are counted in every document's transaction: without an order, two ingestions would wait for each
 * other's rows. One lock for each knowledge base, taken in the order of their ids, gives that order.
 */
export async function lockStatistics(transaction: Transaction, knowledgeBaseIds: readonly string[]): Promise<void> {
  for (const id of knowledgeBaseIds.toSorted()) {
    await transaction.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`index:${id}`}, 0))`);
  }
}

/** Takes versions out of both books and out of the statistics; what Qdrant has of them waits to be removed. */
export async function removeVersions(transaction: Transaction, versionIds: readonly string[]): Promise<void> {
  if (versionIds.length === 0) return;
  const ids = textArray(versionIds);
  const found = await rowsOf<{ id: string }>(
    transaction,
    sql`select knowledge_base_id as id from chunk_index where version_id = any(${ids})
      union select knowledge_base_id from index_versions where version_id = any(${ids})`,
  );
  if (found.length === 0) return;
  await lockStatistics(
    transaction,
    found.map(({ id }) => id),
  );
  await forgetVersions(transaction, versionIds);
}

/** The same for someone who holds the locks. */
export async function forgetVersions(transaction: Transaction, versionIds: readonly string[]): Promise<void> {
  await transaction.execute(sql`
    with gone as (
      delete from chunk_index where version_id = any(${textArray(versionIds)})
      returning version_id, knowledge_base_id, language, terms, term_count
    ), gone_outside as (
      delete from index_versions where version_id = any(${textArray(versionIds)})
      returning version_id, knowledge_base_id, language, terms, term_chunk_counts, chunk_count, term_total
    ), to_remove as (
      insert into index_removals (version_id, knowledge_base_id) select version_id, knowledge_base_id from gone_outside
      on conflict (version_id) do update set due_at = now()
    ), only_outside as (
      select * from gone_outside where version_id not in (select version_id from gone)
    ), lost as (
      select knowledge_base_id, term, sum(chunks)::int as chunk_count from (
        select ${shelfOf(sql`gone`)} as knowledge_base_id, term, 1 as chunks from gone, unnest(terms) as term
        union all
        select ${shelfOf(sql`only_outside`)}, term, chunks from only_outside, unnest(terms, term_chunk_counts) as counted (term, chunks)
      ) terms group by 1, 2
    ), lost_chunks as (
      select knowledge_base_id, language, sum(chunks)::int as chunk_count, sum(term_total)::bigint as term_total from (
        select ${shelfOf(sql`gone`)} as knowledge_base_id, language, 1 as chunks, term_count as term_total from gone
        union all
        select ${shelfOf(sql`only_outside`)}, language, chunk_count, term_total from only_outside
      ) chunks group by 1, 2
    ), emptied as (
      delete from term_statistics s using lost l
      where s.knowledge_base_id = l.knowledge_base_id and s.term = l.term and s.chunk_count <= l.chunk_count
    ), lessened as (
      update term_statistics s set chunk_count = s.chunk_count - l.chunk_count from lost l
      where s.knowledge_base_id = l.knowledge_base_id and s.term = l.term and s.chunk_count > l.chunk_count
    ), emptied_languages as (
      delete from index_statistics s using lost_chunks l
      where s.knowledge_base_id = l.knowledge_base_id and s.language = l.language and s.chunk_count <= l.chunk_count
    )
    update index_statistics s
    set chunk_count = s.chunk_count - l.chunk_count, term_total = s.term_total - l.term_total
    from lost_chunks l
    where s.knowledge_base_id = l.knowledge_base_id and s.language = l.language and s.chunk_count > l.chunk_count
  `);
}

export interface VersionTerms {
  /** Rising */
  terms: number[];
  /** In how many chunks, in the order of `terms`. */
  chunkCounts: number[];
  termTotal: number;
}

/** In how many chunks of a version each term stands. */
export function countTerms(entries: readonly Pick<IndexEntry, "terms" | "termCount">[]): VersionTerms {
  const chunksOfTerm = new Map<number, number>();
  for (const entry of entries) {
    for (const term of entry.terms.keys()) chunksOfTerm.set(term, (chunksOfTerm.get(term) ?? 0) + 1);
  }
  const terms = [...chunksOfTerm.keys()].sort((left, right) => left - right);
  return {
    terms,
    chunkCounts: terms.map((term) => chunksOfTerm.get(term) ?? 0),
    termTotal: entries.reduce((sum, entry) => sum + entry.termCount, 0),
  };
}

/** What a version's new chunks are counted together with. */
export interface CountedTogether {
  /** Of all that the version is counted with, its new chunks among them. */
  chunkCount: number;
  termTotal: number;
  /** Under which id: see `shelves.ts`. */
  shelf: string;
  /** The version stood in a book before: that is still counted, and for `forgetVersions` to take out. */
  stoodBefore: boolean;
}

/** Counts the new chunks, in one statement for someone who holds the lock: each document waits for it. */
export async function addToStatistics(
  transaction: Transaction,
  { versionId, knowledgeBaseId, language }: IndexedVersion,
  entries: readonly IndexEntry[],
): Promise<CountedTogether> {
  const { terms, chunkCounts, termTotal } = countTerms(entries);
  const shelf = sql`coalesce((select reindex_id from document_versions where id = ${versionId}), ${knowledgeBaseId})`;
  // All parts see what was there before the statement: the sums leave out what is added here.
  const [found] = await rowsOf<CountedTogether>(
    transaction,
    sql`
    with shelf as materialized (select ${shelf} as id), counted_terms as (
      insert into term_statistics (knowledge_base_id, term, chunk_count)
      select shelf.id, term, added from shelf, unnest(${intArray(terms)}, ${intArray(chunkCounts)}) as new (term, added)
      on conflict (knowledge_base_id, term) do update set chunk_count = term_statistics.chunk_count + excluded.chunk_count
    ), counted_chunks as (
      insert into index_statistics (knowledge_base_id, language, chunk_count, term_total)
      select shelf.id, ${language ?? ""}, ${entries.length}::int, ${termTotal}::bigint from shelf
      on conflict (knowledge_base_id, language) do update set
        chunk_count = index_statistics.chunk_count + excluded.chunk_count,
        term_total = index_statistics.term_total + excluded.term_total
    )
    select coalesce(sum(chunk_count), 0)::int as "chunkCount", coalesce(sum(term_total), 0)::float8 as "termTotal",
      (select id from shelf) as shelf,
      exists (select from chunk_index where version_id = ${versionId})
        or exists (select from index_versions where version_id = ${versionId}) as "stoodBefore"
    from index_statistics where knowledge_base_id = any(array(
      select id from shelf union all select r.id from reindexes r
      where r.knowledge_base_id = (select id from shelf) and r.state in ('active', 'replaced')))`,
  );
  return {
    chunkCount: (found?.chunkCount ?? 0) + entries.length,
    termTotal: (found?.termTotal ?? 0) + termTotal,
    shelf: found?.shelf ?? knowledgeBaseId,
    stoodBefore: found?.stoodBefore ?? false,
  };
}

/** How many chunks a knowledge base or a re-index has, and how many terms these have together. */
export async function readTotals(
  database: Database | Transaction,
  id: string,
): Promise<{ chunkCount: number; termTotal: number }> {
  const [totals] = await rowsOf<{ chunkCount: number | null; termTotal: number | null }>(
    database,
    sql`select sum(chunk_count)::int as "chunkCount", sum(term_total)::float8 as "termTotal"
      from index_statistics where knowledge_base_id = any(${shelvesInUse([id])})`,
  );
  return { chunkCount: totals?.chunkCount ?? 0, termTotal: totals?.termTotal ?? 0 };
}

/** The languages of a knowledge base's chunks; null among them for chunks of no known language. */
export async function readLanguages(
  database: Database | Transaction,
  knowledgeBaseIds: readonly string[],
): Promise<(string | null)[]> {
  const rows = await rowsOf<{ language: string }>(
    database,
    sql`select distinct language from index_statistics where knowledge_base_id = any(${shelvesInUse(knowledgeBaseIds)})`,
  );
  return rows.map(({ language }) => (language === "" ? null : language));
}
