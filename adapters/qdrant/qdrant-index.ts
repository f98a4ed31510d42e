import { type MovableIndex, readLanguages, recountStatistics } from "@eai/adapters/lexical";
import { type Database, type Log, rowsOf, textArray } from "@eai/modules/kernel";
import type { IndexEntry, VectorIndex } from "@eai/modules/knowledge";
import { sql } from "drizzle-orm";
import { denseVector, openCollections } from "./collections.ts";
import { connectQdrant, type QdrantSettings } from "./connection.ts";
import { finishRemovals } from "./finish-removals.ts";
import { readHeld } from "./held.ts";
import { createMovableQdrant } from "./movable.ts";
import { chunkIdOf, denseOf, pointId } from "./points.ts";
import { searchQdrant } from "./search.ts";
import { markRemoved, prepareVersion, removeFromIndex, replaceVersion } from "./write-index.ts";

const vectorsPerRequest = 256;

export interface QdrantIndex extends VectorIndex {
  /** Whether the server answers and takes the key. @throws ProblemError `search_unavailable` */
  check(): Promise<void>;
  /** Takes out every version that is not counted here; gives how many. */
  removeStrays(signal: AbortSignal): Promise<number>;
  /** For moving an installation. */
  movable: MovableIndex;
}

/**
 * The index in Qdrant: vectors and BM25 weights there, who may find what and how often terms stand where in the
 * platform's own database. Nothing is connected before the first use.
 */
export function createQdrantIndex(parts: { database: Database; settings: QdrantSettings; log: Log }): QdrantIndex {
  const { database, settings } = parts;
  const connection = connectQdrant(settings, parts.log);
  const collections = openCollections(connection, settings);
  const writing = { database, connection, collections, prepared: new WeakSet<readonly IndexEntry[]>() };
  const searching = { database, connection, collections, settings };

  async function readVectors(chunkIds: readonly string[]): Promise<Map<string, number[]>> {
    const vectors = new Map<string, number[]>();
    if (chunkIds.length === 0) return vectors;
    const withVectors = await rowsOf<{ collection: string }>(
      database,
      sql`select distinct collection from index_versions where embedding_model is not null`,
    );
    for (const { collection } of withVectors) {
      for (let start = 0; start < chunkIds.length; start += vectorsPerRequest) {
        const ids = chunkIds.slice(start, start + vectorsPerRequest).map(pointId);
        const records = await connection.write("read vectors", (client) =>
          client.retrieve(collections.nameOf(collection), { ids, with_payload: false, with_vector: [denseVector] }),
        );
        for (const { id, vector } of records) {
          const dense = denseOf(vector);
          if (dense !== null) vectors.set(chunkIdOf(id), dense);
        }
      }
    }
    return vectors;
  }

  return {
    prepare: (version, embeddingModel, entries) => prepareVersion(writing, version, embeddingModel, entries),
    replace: (transaction, version, embeddingModel, entries) =>
      replaceVersion(writing, transaction, version, embeddingModel, entries),
    remove: removeFromIndex,
    finishRemovals: (signal) => finishRemovals(writing, signal),
    held: (knowledgeBaseId) => readHeld(writing, knowledgeBaseId),
    recount: (input) => recountStatistics(database, input),
    vectors: readVectors,
    languages: (knowledgeBaseIds) => readLanguages(database, knowledgeBaseIds),
    search: (context, query) => searchQdrant(searching, context, query),
    async removeStrays(signal) {
      const held = (await readHeld(writing, undefined)).map(({ versionId }) => versionId);
      const counted = await rowsOf<{ id: string }>(
        database,
        sql`select version_id as id from index_versions where version_id = any(${textArray(held)})`,
      );
      const known = new Set(counted.map(({ id }) => id));
      const strays = held.filter((id) => !known.has(id));
      await database.transaction((transaction) => markRemoved(transaction, strays));
      await finishRemovals(writing, signal);
      return strays.length;
    },
    movable: createMovableQdrant(writing, () => readHeld(writing, undefined)),
    check: async () => void (await connection.read("look whether it is there", (client) => client.getCollections())),
  };
}
