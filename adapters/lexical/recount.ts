import { type Database, rowsOf, type Transaction } from "@eai/modules/kernel";
import { type SQL, sql } from "drizzle-orm";
import { shelfOf } from "./shelves.ts";
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
  const rows = await rowsOf<{ id: string }>(
    database,
    sql`
      select distinct coalesce((select r.knowledge_base_id from reindexes r where r.id = differing.id), differing.id) as id
      from (
        select coalesce(s.knowledge_base_id, c.knowledge_base_id) as id
        from (select * from term_statistics where ${shelvesOf(id)}) s
        full join (${countedTerms(id)}) c on c.knowledge_base_id = s.knowledge_base_id and c.term = s.term
        where s.chunk_count is distinct from c.chunk_count
        union
        select coalesce(s.knowledge_base_id, c.knowledge_base_id)
        from (select * from index_statistics where ${shelvesOf(id)}) s
        full join (${countedLanguages(id)}) c
          on c.knowledge_base_id = s.knowledge_base_id and c.language = s.language
        where s.chunk_count is distinct from c.chunk_count or s.term_total is distinct from c.term_total
      ) differing order by 1`,
  );
  return rows.map((row) => row.id);
}

async function countAnew(transaction: Transaction, id: string): Promise<void> {
  await transaction.execute(sql`delete from term_statistics where ${shelvesOf(id)}`);
  await transaction.execute(sql`delete from index_statistics where ${shelvesOf(id)}`);
  await transaction.execute(
    sql`insert into term_statistics (knowledge_base_id, term, chunk_count) ${countedTerms(id)}`,
  );
  await transaction.execute(sql`
    insert into index_statistics (knowledge_base_id, language, chunk_count, term_total) ${countedLanguages(id)}`);
}

/** Everything that is counted for a knowledge base: its own, and that of its re-indexes. */
function shelvesOf(id: string | undefined): SQL {
  if (id === undefined) return sql`true`;
  return sql`knowledge_base_id in (select ${id} union all select r.id from reindexes r where r.knowledge_base_id = ${id})`;
}

/** A version that stands in both books counts once. */
const onlyOutside = sql`version_id not in (select version_id from chunk_index)`;

function countedTerms(id: string | undefined): SQL {
  const only = ofKnowledgeBase(id);
  return sql`
    select shelf as knowledge_base_id, term, sum(chunks)::int as chunk_count from (
      select ${shelfOf(sql`chunk_index`)} as shelf, term, 1 as chunks from chunk_index, unnest(terms) as term where ${only}
      union all
      select ${shelfOf(sql`index_versions`)}, term, chunks
      from index_versions, unnest(terms, term_chunk_counts) as counted (term, chunks) where ${only} and ${onlyOutside}
    ) terms group by 1, 2`;
}

function countedLanguages(id: string | undefined): SQL {
  const only = ofKnowledgeBase(id);
  return sql`
    select shelf as knowledge_base_id, language, sum(chunks)::int as chunk_count, sum(total)::bigint as term_total from (
      select ${shelfOf(sql`chunk_index`)} as shelf, language, 1 as chunks, term_count as total from chunk_index where ${only}
      union all
      select ${shelfOf(sql`index_versions`)}, language, chunk_count, term_total
      from index_versions where ${only} and ${onlyOutside}
    ) languages group by 1, 2`;
}

function ofKnowledgeBase(id: string | undefined): SQL {
  return id === undefined ? sql`true` : sql`knowledge_base_id = ${id}`;
}
