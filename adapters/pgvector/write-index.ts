import { intArray, rowsOf, type Transaction, textArray } from "@eai/modules/kernel";
import type { IndexEntry, IndexedVersion } from "@eai/modules/knowledge";
import { sql } from "drizzle-orm";
import { averageTermCount, sparseText, termWeight } from "./bm25.ts";

const entriesPerStatement = 100;

/**
 * Puts a version's chunks in the index in place of what it had there. The statistics count every indexed chunk, also in
 * the moment between indexing a version and making it current.
 */
export async function replaceVersion(
  transaction: Transaction,
  version: IndexedVersion,
  embeddingModel: string | null,
  entries: readonly IndexEntry[],
): Promise<void> {
  await lockStatistics(transaction, [version.knowledgeBaseId]);
  await forget(transaction, [version.versionId]);
  if (entries.length === 0) return;
  const statistics = await addToStatistics(transaction, version, entries);
  const average = averageTermCount(statistics);
  for (let start = 0; start < entries.length; start += entriesPerStatement) {
    const batch = entries.slice(start, start + entriesPerStatement);
    await insertEntries(transaction, version, embeddingModel, batch, average);
  }
}

/** Takes versions out of the index and out of the statistics. */
export async function removeVersions(transaction: Transaction, versionIds: readonly string[]): Promise<void> {
  if (versionIds.length === 0) return;
  const found = await rowsOf<{ id: string }>(
    transaction,
    sql`select distinct knowledge_base_id as id from chunk_index where version_id = any(${textArray(versionIds)})`,
  );
  if (found.length === 0) return;
  await lockStatistics(
    transaction,
    found.map(({ id }) => id),
  );
  await forget(transaction, versionIds);
}

/**
 * Frequent terms are counted in every document's transaction: without an order, two ingestions would wait for each
 * other's rows. One lock for each knowledge base, taken in the order of their ids, gives that order.
 */
async function lockStatistics(transaction: Transaction, knowledgeBaseIds: readonly string[]): Promise<void> {
  for (const id of knowledgeBaseIds.toSorted()) {
    await transaction.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`index:${id}`}, 0))`);
  }
}

async function forget(transaction: Transaction, versionIds: readonly string[]): Promise<void> {
  await transaction.execute(sql`
    with gone as (
      delete from chunk_index where version_id = any(${textArray(versionIds)})
      returning knowledge_base_id, language, terms, term_count
    ), lost as (
      select knowledge_base_id, term, count(*)::int as chunk_count from gone, unnest(terms) as term group by 1, 2
    ), lost_chunks as (
      select knowledge_base_id, language, count(*)::int as chunk_count, sum(term_count)::bigint as term_total
      from gone group by 1, 2
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

/** Gives the statistics of the whole knowledge base with the new chunks in them. */
async function addToStatistics(
  transaction: Transaction,
  { knowledgeBaseId, language }: IndexedVersion,
  entries: readonly IndexEntry[],
): Promise<{ chunkCount: number; termTotal: number }> {
  const chunksOfTerm = new Map<number, number>();
  for (const entry of entries) {
    for (const term of entry.terms.keys()) chunksOfTerm.set(term, (chunksOfTerm.get(term) ?? 0) + 1);
  }
  const terms = [...chunksOfTerm.keys()].sort((left, right) => left - right);
  await transaction.execute(sql`
    insert into term_statistics (knowledge_base_id, term, chunk_count)
    select ${knowledgeBaseId}, term, added
    from unnest(${intArray(terms)}, ${intArray(terms.map((term) => chunksOfTerm.get(term) ?? 0))}) as new (term, added)
    on conflict (knowledge_base_id, term) do update set chunk_count = term_statistics.chunk_count + excluded.chunk_count
  `);
  const termTotal = entries.reduce((sum, entry) => sum + entry.termCount, 0);
  await transaction.execute(sql`
    insert into index_statistics (knowledge_base_id, language, chunk_count, term_total)
    values (${knowledgeBaseId}, ${language ?? ""}, ${entries.length}::int, ${termTotal}::bigint)
    on conflict (knowledge_base_id, language) do update set
      chunk_count = index_statistics.chunk_count + excluded.chunk_count,
      term_total = index_statistics.term_total + excluded.term_total
  `);
  const [statistics] = await rowsOf<{ chunkCount: number; termTotal: number }>(
    transaction,
    sql`select sum(chunk_count)::int as "chunkCount", sum(term_total)::float8 as "termTotal"
      from index_statistics where knowledge_base_id = ${knowledgeBaseId}`,
  );
  return statistics ?? { chunkCount: 0, termTotal: 0 };
}

async function insertEntries(
  transaction: Transaction,
  version: IndexedVersion,
  embeddingModel: string | null,
  entries: readonly IndexEntry[],
  average: number,
): Promise<void> {
  const sortedTerms = entries.map(
    ({ terms }) => `{${[...terms.keys()].sort((left, right) => left - right).join(",")}}`,
  );
  const weights = entries.map((entry) => sparseText(weightsOf(entry, average)));
  const embeddings = entries.map(({ embedding }) => (embedding === null ? "" : `[${embedding.join(",")}]`));
  await transaction.execute(sql`
    insert into chunk_index (chunk_id, version_id, document_id, knowledge_base_id, terms, lexical, term_count, language,
      embedding_model, embedding)
    select id, ${version.versionId}, ${version.documentId}, ${version.knowledgeBaseId}, terms::int[], weights::sparsevec,
      term_count, ${version.language ?? ""}, case when embedding <> '' then ${embeddingModel}::text end,
      nullif(embedding, '')::vector
    from unnest(${textArray(entries.map(({ chunkId }) => chunkId))}, ${textArray(sortedTerms)}, ${textArray(weights)},
      ${intArray(entries.map(({ termCount }) => termCount))}, ${textArray(embeddings)})
      as new (id, terms, weights, term_count, embedding)
  `);
}

function weightsOf({ terms, termCount }: IndexEntry, average: number): Map<number, number> {
  return new Map([...terms].map(([term, count]) => [term, termWeight(count, termCount, average)]));
}
