import { type Context, type Database, rowsOf } from "@eai/modules/kernel";
import { readableDocuments } from "@eai/modules/knowledge";
import { sql } from "drizzle-orm";
import pg from "pg";

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
        known = { at: performance.now(), dimensions: readIndexes(database) };
        known.dimensions.catch(() => {
          known = undefined;
        });
      }
      return (await known.dimensions).has(dimensions);
    },
  };
}

/**
 * Makes an HNSW index for each length of vectors that many chunks have, and removes it when they are few again; built
 * beside what goes on. Not for the embedded database: there every later insert would wait for it (10 ms a vector).
 * @param serverUrl of a connection of its own: a build takes longer than a request's statement may
 */
export async function maintainApproximateIndexes(serverUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl, application_name: "eai-index-maintenance" });
  await client.connect();
  try {
    await maintain(client);
  } finally {
    await client.end();
  }
}

async function maintain(client: pg.Client): Promise<void> {
  // Two workers do not build at once. The lock ends with the connection.
  const lock = await client.query<{ mine: boolean }>(
    "select pg_try_advisory_lock(hashtextextended('approximate-indexes', 0)) as mine",
  );
  if (!lock.rows[0]?.mine) return;
  const { rows: counts } = await client.query<{ dimensions: number; count: number }>(
    `select vector_dims(embedding) as dimensions, count(*)::int as count from chunk_index
      where embedding is not null group by 1`,
  );
  const { rows } = await client.query<FoundIndex>(findIndexes);
  const existing = new Map(rows.map(({ dimensions, valid }) => [dimensions, valid]));
  const drop = (dimensions: number) => client.query(`drop index concurrently if exists ${indexName(dimensions)}`);
  for (const { dimensions, count } of counts) {
    const isValid = existing.get(dimensions);
    existing.delete(dimensions);
    const isWorthwhile = count >= worthwhileVectors && dimensions <= mostDimensions;
    // Not removed at once below the threshold, or it would be built and removed again and again.
    if (isValid && count >= worthwhileVectors / 2) continue;
    // What is not valid a build has left that was cut off.
    if (isValid !== undefined) await drop(dimensions);
    if (!isWorthwhile) continue;
    await client.query(`create index concurrently ${indexName(dimensions)} on chunk_index
      using hnsw ((embedding::vector(${Math.trunc(dimensions)})) vector_cosine_ops)
      where vector_dims(embedding) = ${Math.trunc(dimensions)}`);
  }
  for (const dimensions of existing.keys()) await drop(dimensions);
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

interface FoundIndex {
  dimensions: number;
  /** False while it is built, and after a build that was cut off. */
  valid: boolean;
}

const findIndexes = `select substring(c.relname from 'chunk_index_embedding_([0-9]+)$')::int as dimensions,
    i.indisvalid as valid
  from pg_index i join pg_class c on c.oid = i.indexrelid
  where i.indrelid = 'chunk_index'::regclass and c.relname ~ '^chunk_index_embedding_[0-9]+$'`;

async function readIndexes(database: Database): Promise<ReadonlySet<number>> {
  const rows = await rowsOf<FoundIndex>(database, sql.raw(findIndexes));
  return new Set(rows.flatMap(({ dimensions, valid }) => (valid ? [dimensions] : [])));
}
