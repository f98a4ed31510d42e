import { type Database, rowsOf, type Transaction } from "@eai/modules/kernel";
import { type SQL, sql } from "drizzle-orm";
import { lockStatistics } from "./statistics.ts";

/**
 * Compares the statistics to a count of every indexed version, wherever its entries are.
 * @param input.mend counts anew where something differs
 * @returns the knowledge bases where something differed
 */
export async function recountStatistics(database: Database, { mend }: { mend: boolean }): Promise<string[]> {
  const differing: string[] = [];
  for (const id of await differingKnowledgeBases(database)) {
    // Again under the lock: a write in between may have been what differed.
    const differs = await database.transaction(async (transaction) => {
      await lockStatistics(transaction, [id]);
      const [still] = await differingKnowledgeBases(transaction, id);
      if (still !== undefined && mend) await countAnew(transaction, id);
      return still !== undefined;
    });
    if (differs) differing.push(id);
  }
  return differing;
}

async function differingKnowledgeBases(database: Database | Transaction, id?: string): Promise<string[]> {
  const only = id === undefined ? sql`true` : sql`knowledge_base_id = ${id}`;
  const rows = await rowsOf<{ id: string }>(
    database,
    sql`
      select coalesce(s.knowledge_base_id, c.knowledge_base_id) as id
      from (select * from term_statistics where ${only}) s
      full join (${countedTerms(only)}) c on c.knowledge_base_id = s.knowledge_base_id and c.term = s.term
      where s.chunk_count is distinct from c.chunk_count
      union
      select coalesce(s.knowledge_base_id, c.knowledge_base_id)
      from (select * from index_statistics where ${only}) s
      full join (${countedLanguages(only)}) c
        on c.knowledge_base_id = s.knowledge_base_id and c.language = s.language
      where s.chunk_count is distinct from c.chunk_count or s.term_total is distinct from c.term_total
      order by 1`,
  );
  return rows.map((row) => row.id);
}

async function countAnew(transaction: Transaction, id: string): Promise<void> {
  const only = sql`knowledge_base_id = ${id}`;
  await transaction.execute(sql`delete from term_statistics where ${only}`);
  await transaction.execute(sql`delete from index_statistics where ${only}`);
  await transaction.execute(
    sql`insert into term_statistics (knowledge_base_id, term, chunk_count) ${countedTerms(only)}`,
  );
  await transaction.execute(sql`
    insert into index_statistics (knowledge_base_id, language, chunk_count, term_total) ${countedLanguages(only)}`);
}

/** A version that stands in both books counts once. */
const onlyOutside = sql`version_id not in (select version_id from chunk_index)`;

function countedTerms(only: SQL): SQL {
  return sql`
    select knowledge_base_id, term, sum(chunks)::int as chunk_count from (
      select knowledge_base_id, term, 1 as chunks from chunk_index, unnest(terms) as term where ${only}
      union all
      select knowledge_base_id, term, chunks
      from index_versions, unnest(terms, term_chunk_counts) as counted (term, chunks) where ${only} and ${onlyOutside}
    ) terms group by 1, 2`;
}

function countedLanguages(only: SQL): SQL {
  return sql`
    select knowledge_base_id, language, sum(chunks)::int as chunk_count, sum(total)::bigint as term_total from (
      select knowledge_base_id, language, 1 as chunks, term_count as total from chunk_index where ${only}
      union all
      select knowledge_base_id, language, chunk_count, term_total from index_versions where ${only} and ${onlyOutside}
    ) languages group by 1, 2`;
}
