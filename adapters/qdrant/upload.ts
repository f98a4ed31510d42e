import { averageTermCount, readTotals, type StoredChunk, termWeights } from "@eai/adapters/lexical";
import { type Database, rowsOf, type Transaction } from "@eai/modules/kernel";
import type { IndexEntry, IndexedVersion } from "@eai/modules/knowledge";
import type { Schemas } from "@qdrant/js-client-rest";
import { sql } from "drizzle-orm";
import { type Collections, collectionOf } from "./collections.ts";
import { type QdrantConnection, statusOf } from "./connection.ts";
import { batchesOf, type PointPlace, pointId, toPoint } from "./points.ts";
import { isAny } from "./search-scope.ts";

export interface UploadParts {
  connection: QdrantConnection;
  collections: Collections;
}

/** Where a version's chunks go. */
export interface Target {
  collection: string;
  dimensions: number | null;
}

/** @throws Error when vectors of one version differ in length */
export function targetOf(embeddingModel: string | null, chunks: readonly { embedding: number[] | null }[]): Target {
  const lengths = new Set(chunks.flatMap(({ embedding }) => (embedding === null ? [] : [embedding.length])));
  if (lengths.size > 1) throw new Error(`The vectors of one version differ in length: ${[...lengths].join(", ")}.`);
  const [dimensions = null] = lengths;
  return { collection: collectionOf(embeddingModel, dimensions), dimensions };
}

/** Null when the knowledge base is gone. It belongs to one organisation as long as it is there. */
export async function organizationOf(
  database: Database | Transaction,
  knowledgeBaseId: string,
): Promise<string | null> {
  const [row] = await rowsOf<{ id: string }>(
    database,
    sql`select t.path[1] as id from knowledge_bases k join tenants t on t.id = k.tenant_id where k.id = ${knowledgeBaseId}`,
  );
  return row?.id ?? null;
}

/** The same weights as in PostgreSQL: the average length of a chunk is the one of its day, with its own version in it. */
export async function weighChunks(
  database: Database | Transaction,
  knowledgeBaseId: string,
  entries: readonly IndexEntry[],
): Promise<StoredChunk[]> {
  const totals = await readTotals(database, knowledgeBaseId);
  const average = averageTermCount({
    chunkCount: totals.chunkCount + entries.length,
    termTotal: totals.termTotal + entries.reduce((sum, { termCount }) => sum + termCount, 0),
  });
  return entries.map((entry) => ({
    chunkId: entry.chunkId,
    weights: termWeights(entry, average),
    termCount: entry.termCount,
    embedding: entry.embedding,
  }));
}

/** Puts points in, over those of the same ids. A collection that somebody removed in the meantime is made again. */
export async function uploadChunks(
  { connection, collections }: UploadParts,
  { collection, dimensions }: Target,
  place: PointPlace,
  chunks: readonly StoredChunk[],
): Promise<void> {
  for (const batch of batchesOf(chunks)) {
    const upload = async () => {
      const name = await collections.ensure(collection, dimensions);
      const points = batch.map((chunk) => toPoint(place, chunk));
      await connection.write("put points in", (client) => client.upsert(name, { wait: true, points }));
    };
    try {
      await upload();
    } catch (error) {
      if (statusOf(error) !== 404) throw error;
      collections.forget(collection);
      await upload();
    }
  }
}

/** Whether exactly these chunks of the version are there. */
export async function hasExactly(
  { connection, collections }: UploadParts,
  { collection }: Target,
  versionId: string,
  chunkIds: readonly string[],
): Promise<boolean> {
  const name = collections.nameOf(collection);
  const ofVersion = isAny("version_id", [versionId]);
  const count = (filter: Schemas["Filter"]) =>
    connection.read("count points", (client) => client.count(name, { filter, exact: true }));
  const [all, wanted] = await Promise.all([
    count({ must: [ofVersion] }),
    count({ must: [ofVersion, { has_id: chunkIds.map(pointId) }] }),
  ]);
  return all.count === chunkIds.length && wanted.count === chunkIds.length;
}

/** Takes out what a version has beside these chunks, in every collection: an earlier attempt may have made others. */
export async function removeOthers(
  { connection, collections }: UploadParts,
  { collection }: Target,
  { versionId }: Pick<IndexedVersion, "versionId">,
  chunkIds: readonly string[],
): Promise<void> {
  const ofVersion = isAny("version_id", [versionId]);
  for (const name of await collections.list()) {
    const kept = name === collections.nameOf(collection) ? [{ has_id: chunkIds.map(pointId) }] : [];
    const filter: Schemas["Filter"] = { must: [ofVersion], ...(kept.length > 0 && { must_not: kept }) };
    await connection.write("take points out", (client) => client.delete(name, { wait: true, filter }));
  }
}
