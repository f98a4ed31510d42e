import { type Context, type Database, rowsOf, type Transaction } from "@eai/modules/kernel";
import type { DenseHit, IndexQuery, QuestionEmbedding } from "@eai/modules/knowledge";
import { type SQL, sql } from "drizzle-orm";
import { type ApproximateIndexes, isMostlyOpen } from "./approximate-index.ts";
import { bestOf, type Look, looksOf } from "./looks.ts";
import { type NearestParts, nearestChunks } from "./nearest-chunks.ts";

/** How widely the approximate index looks around, and how many more it is asked for than are wanted. */
const searchWidth = 400;
const spareHits = 50;

/**
 * The chunks nearest to the question by cosine among those the same model embedded. Exact, but where an approximate
 * index stands and most of what is in it may be read.
 */
export async function searchDense(
  context: Context,
  database: Database,
  indexes: ApproximateIndexes,
  query: IndexQuery,
): Promise<DenseHit[] | null> {
  if (query.embeddings.length === 0) return null;
  const looks = looksOf(query);
  const rankings = await Promise.all(
    query.embeddings.map(async (embedding) => {
      const search = (look: Look) =>
        searchOneModel(context, database, indexes, { look, limit: query.limit, embedding });
      return bestOf(await Promise.all(looks.map(search)), query.limit);
    }),
  );
  return rankings.flat();
}

interface DenseLook {
  look: Look;
  limit: number;
  embedding: QuestionEmbedding;
}

async function searchOneModel(
  context: Context,
  database: Database,
  indexes: ApproximateIndexes,
  { look, limit, embedding: { model, vector } }: DenseLook,
): Promise<DenseHit[]> {
  const dimensions = vector.length;
  const asked = sql`${`[${vector.join(",")}]`}::vector`;
  const parts: NearestParts = {
    look,
    distance: sql`c.embedding <=> ${asked}`,
    conditions: sql`c.embedding_model = ${model} and vector_dims(c.embedding) = ${dimensions}::int`,
    limit,
  };
  const isApproximate =
    look.filters === undefined &&
    (await indexes.has(dimensions)) &&
    (await isMostlyOpen(context, database, look.knowledgeBaseIds));
  if (isApproximate) {
    const found = await database.transaction(async (transaction) => {
      await transaction.execute(sql.raw(`set local hnsw.ef_search = ${searchWidth}`));
      await transaction.execute(sql`set local hnsw.iterative_scan = relaxed_order`);
      const size = sql.raw(String(dimensions));
      return read(
        transaction,
        model,
        nearestChunks(context, {
          ...parts,
          conditions: sql`c.embedding_model = ${model} and vector_dims(c.embedding) = ${size}`,
          ordered: { by: sql`c.embedding::vector(${size}) <=> ${asked}`, limit: limit * 2 + spareHits },
        }),
      );
    });
    // Of versions that are not current there may be more than were spared.
    if (found.length >= limit) return found;
  }
  return read(database, model, nearestChunks(context, parts));
}

function read(database: Database | Transaction, model: string, nearest: SQL): Promise<DenseHit[]> {
  return rowsOf<DenseHit>(
    database,
    sql`select id as "chunkId", (1 - distance)::float8 as score, ${model}::text as model
      from (${nearest}) nearest order by distance, id`,
  );
}
