import { type Database, rowsOf } from "@eai/modules/kernel";
import { sql } from "drizzle-orm";

/** When a table has changed enough, as a server's autovacuum has it (`autovacuum_analyze_threshold` and `_scale_factor`). */
const leastChanges = 50;
const changedShare = 0.1;
/** The counters of changes are lost with a crash: how much a table has grown in pages tells as well. */
const leastPages = 8;

/**
 * Reads the statistics of those tables anew that have changed much since: a server does so by itself, the embedded database
 * has nobody who would. Without them the planner takes a knowledge base of thousands of passages, added since, for an empty one.
 * @returns names of the tables
 */
export async function refreshStatistics(database: Database): Promise<string[]> {
  const changed = await rowsOf<{ name: string }>(
    database,
    sql`select stat.relname as name from pg_stat_user_tables stat join pg_class on pg_class.oid = stat.relid
      where stat.schemaname = 'public' and (
        stat.n_mod_since_analyze > ${leastChanges}::float8 + ${changedShare}::float8 * greatest(pg_class.reltuples, 0)
        or pg_relation_size(stat.relid) / current_setting('block_size')::int > ${leastPages}::float8
        + (1 + ${changedShare}::float8) * pg_class.relpages)
      order by stat.relname`,
  );
  for (const { name } of changed) await database.execute(sql`analyze ${sql.identifier(name)}`);
  return changed.map(({ name }) => name);
}
