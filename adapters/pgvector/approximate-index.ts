import { type Context, type Database, rowsOf } from "@eai/modules/kernel";
import { readableDocuments } from "@eai/modules/knowledge";
import { sql } from "drizzle-orm";

/** From this many vectors of one length on, looking at each takes longer than a search should. */
const worthwhileVectors = 50_000;
/** pgvector indexes no longer ones. */
const mostDimensions = 2000;
/**
 * An approximate index finds its way by neighbours whether they may be read or not: where fewer than half of them may,
 * it loses some (measured by others: .84 of them found where one in a hundred may be read, .04 without going on). Then
 * every vector that may be read is looked at, which are few enough.
 */
const leastShare = 0.5;

/** Which lengths of vectors have an approximate index, as of at most a minute ago. */
export interface ApproximateIndexes {
  has(dimensions: number): Promise<boolean>;
}

export function createApproximateIndexes(database: Database): ApproximateIndexes {
  const keptMs = 60_000;
  let known: { at: number; dimensions: Promise<ReadonlySet<number>> } | undefined;
  return {
    async has(dimensions) {
      if (known === undefined || performance.now() - known.at > keptMs) {
        known = { at: performance.now(), dimensions: readIndexes(database).then((all) => new Set(all.keys())) };
        known.dimensions.catch(() => {
          known = undefined;
        });
      }
      return (await known.dimensions).has(dimensions);
    },
  };
}

/**
 * Makes an HNSW index for each length of vectors that many chunks have, and removes it when they are few again. On a
 * server only: there it is built beside what goes on. In the embedded database every later insert would wait for it
 * (10 ms a vector), and as many chunks as it holds are searched one by one in less than it takes to read this.
 * @param kind of the database
 */
export async function maintainApproximateIndexes(database: Database, kind: "embedded" | "server"): Promise<void> {
  if (kind === "embedded") return;
  const [building] = await rowsOf(
    database,
    sql`select 1 from pg_stat_progress_create_index where relid = 'chunk_index'::regclass`,
  );
  if (building) return;
  const counts = await rowsOf<{ dimensions: number; count: number }>(
    database,
    sql`select vector_dims(embedding) as dimensions, count(*)::int as count from chunk_index
      where embedding is not null group by 1`,
  );
  const existing = await readIndexes(database, "also broken ones");
  for (const { dimensions, count } of counts) {
    const isValid = existing.get(dimensions);
    existing.delete(dimensions);
    if (count < worthwhileVectors || dimensions > mostDimensions) {
      // Not at once below the threshold, or it would be built and removed again and again.
      if (isValid !== undefined && count < worthwhileVectors / 2) await drop(database, dimensions);
      continue;
    }
    if (isValid === true) continue;
    // What a build that was cut off has left.
    if (isValid === false) await drop(database, dimensions);
    const name = sql.raw(indexName(dimensions));
    const column = sql.raw(`(embedding::vector(${dimensions}))`);
    await database.execute(sql`create index concurrently if not exists ${name} on chunk_index
      using hnsw (${column} vector_cosine_ops) where vector_dims(embedding) = ${sql.raw(String(dimensions))}`);
  }
  for (const dimensions of existing.keys()) await drop(database, dimensions);
}

/** Whether so much of the index is open to this actor that an approximate search would not lose any of it. */
export async function isMostlyOpen(
  context: Context,
  database: Database,
  knowledgeBaseIds: readonly string[],
): Promise<boolean> {
  const { openKnowledgeBases, closedDocuments } = readableDocuments(context, knowledgeBaseIds);
  const [counts] = await rowsOf<{ open: number; total: number }>(
    database,
    sql`select coalesce(sum(chunk_count) filter (where knowledge_base_id in (${openKnowledgeBases})), 0)::int as open,
      coalesce(sum(chunk_count), 0)::int as total from index_statistics`,
  );
  if (!counts || counts.open < worthwhileVectors || counts.open < counts.total * leastShare) return false;
  const [closed] = await rowsOf<{ chunks: number }>(
    database,
    sql`select count(*)::int as chunks from chunk_index c where c.document_id in (${closedDocuments})`,
  );
  return counts.open - (closed?.chunks ?? 0) >= counts.total * leastShare;
}

function indexName(dimensions: number): string {
  return `chunk_index_embedding_${Math.trunc(dimensions)}`;
}

async function drop(database: Database, dimensions: number): Promise<void> {
  await database.execute(sql`drop index concurrently if exists ${sql.raw(indexName(dimensions))}`);
}

/** By length of vectors, whether the index can be used. */
async function readIndexes(database: Database, broken?: "also broken ones"): Promise<Map<number, boolean>> {
  const rows = await rowsOf<{ dimensions: number; valid: boolean }>(
    database,
    sql`select substring(c.relname from 'chunk_index_embedding_([0-9]+)$')::int as dimensions, i.indisvalid as valid
      from pg_index i join pg_class c on c.oid = i.indexrelid
      where i.indrelid = 'chunk_index'::regclass and c.relname ~ '^chunk_index_embedding_[0-9]+$'`,
  );
  return new Map(rows.filter(({ valid }) => valid || broken).map(({ dimensions, valid }) => [dimensions, valid]));
}
