import {
  countTerms,
  lockStatistics,
  type MovableIndex,
  type StoredChunk,
  type StoredVersion,
} from "@eai/adapters/lexical";
import { intArray, rowsOf, type Transaction } from "@eai/modules/kernel";
import type { HeldVersion } from "@eai/modules/knowledge";
import { sql } from "drizzle-orm";
import { chunkIdOf, denseOf, sparseOf } from "./points.ts";
import { scrollPoints } from "./scroll-points.ts";
import { isAny } from "./search-scope.ts";
import { organizationOf, removeOthers, targetOf, uploadChunks } from "./upload.ts";
import { markForRemoval, unmark, uploadMinutes, type WriteParts } from "./write-index.ts";

const pointsPerPage = 256;

/** Qdrant, for moving from it and to it. */
export function createMovableQdrant(parts: WriteParts, held: () => Promise<HeldVersion[]>): MovableIndex {
  const { database } = parts;

  const books = () =>
    rowsOf<{ id: string; count: number }>(
      database,
      sql`select version_id as id, chunk_count as count from index_versions order by 1`,
    );

  return {
    versionIds: async () => (await books()).map(({ id }) => id),
    async completeVersionIds() {
      const counts = new Map((await held()).map(({ versionId, chunkCount }) => [versionId, chunkCount]));
      return (await books()).filter(({ id, count }) => counts.get(id) === count).map(({ id }) => id);
    },
    read: (versionId) => readVersion(parts, versionId),
    async takeOver(version) {
      const organizationId = await organizationOf(database, version.knowledgeBaseId);
      if (organizationId === null) return false;
      const target = targetOf(version.embeddingModel, version.chunks);
      await markForRemoval(database, version, uploadMinutes);
      await uploadChunks(parts, target, { organizationId, version }, version.chunks);
      const chunkIds = version.chunks.map(({ chunkId }) => chunkId);
      await removeOthers(parts, target, version, chunkIds);
      return database.transaction((transaction) => book(transaction, version, target.collection));
    },
  };
}

/** It counts already, in the other index: this only writes down that it stands here as well. */
async function book(transaction: Transaction, version: StoredVersion, collection: string): Promise<boolean> {
  await unmark(transaction, version.versionId);
  await lockStatistics(transaction, [version.knowledgeBaseId]);
  const [source] = await rowsOf<{ count: number }>(
    transaction,
    sql`select count(*)::int as count from chunk_index where version_id = ${version.versionId}`,
  );
  // Removed in the meantime, or put in anew: its points are nobody's, and the next round takes it as it is then.
  if (source?.count !== version.chunks.length) {
    await transaction.execute(sql`
      insert into index_removals (version_id, knowledge_base_id) select ${version.versionId}, ${version.knowledgeBaseId}
      where not exists (select from index_versions where version_id = ${version.versionId})
      on conflict do nothing`);
    return false;
  }
  const counted = version.chunks.map(({ weights, termCount }) => ({ terms: weights, termCount }));
  const { terms, chunkCounts, termTotal } = countTerms(counted);
  await transaction.execute(sql`
    insert into index_versions (version_id, document_id, knowledge_base_id, language, embedding_model, collection,
      chunk_count, term_total, terms, term_chunk_counts)
    values (${version.versionId}, ${version.documentId}, ${version.knowledgeBaseId}, ${version.language ?? ""},
      ${version.embeddingModel}, ${collection}, ${version.chunks.length}::int, ${termTotal}::bigint, ${intArray(terms)},
      ${intArray(chunkCounts)})
    on conflict (version_id) do update set collection = excluded.collection`);
  return true;
}

interface Book {
  documentId: string;
  knowledgeBaseId: string;
  language: string;
  embeddingModel: string | null;
  collection: string;
  chunkCount: number;
}

async function readVersion(
  { database, connection, collections }: WriteParts,
  versionId: string,
): Promise<StoredVersion | null> {
  const [found] = await rowsOf<Book>(
    database,
    sql`select document_id as "documentId", knowledge_base_id as "knowledgeBaseId", language, collection,
        embedding_model as "embeddingModel", chunk_count as "chunkCount"
      from index_versions where version_id = ${versionId}`,
  );
  if (found === undefined) return null;
  const { collection, chunkCount, language, ...rest } = found;
  const chunks: StoredChunk[] = [];
  const points = scrollPoints(connection, "read a version", collections.nameOf(collection), {
    filter: { must: [isAny("version_id", [versionId])] },
    limit: pointsPerPage,
    with_payload: ["term_count"],
    with_vector: true,
  });
  for await (const { id, vector, payload } of points) {
    const { indices, values } = sparseOf(vector);
    chunks.push({
      chunkId: chunkIdOf(id),
      weights: new Map(indices.map((index, place) => [index, values[place] ?? 0])),
      termCount: Number(payload?.term_count ?? 0),
      embedding: denseOf(vector),
    });
  }
  if (chunks.length !== chunkCount) {
    throw new Error(`${versionId} has ${chunks.length} of its ${chunkCount} points. Run npm run reconcile -- --repair`);
  }
  return { versionId, ...rest, language: language === "" ? null : language, chunks };
}
