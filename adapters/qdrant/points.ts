import type { StoredChunk } from "@eai/adapters/lexical";
import type { IndexedVersion } from "@eai/modules/knowledge";
import type { Schemas } from "@qdrant/js-client-rest";
import { denseVector, lexicalVector } from "./collections.ts";

export type Point = Schemas["PointStruct"];

const batchPoints = 256;
/** The server takes 32 MB in one request. Half of that by an estimate that is too high: JSON of a number is 8 to 22 bytes. */
const batchBytes = 16 * 1024 * 1024;
const numberBytes = 24;
const pointBytes = 600;

const chunkPrefix = "chk_";

/** Qdrant takes UUIDs and whole numbers only: what stands behind the prefix of a chunk's id is one. */
export function pointId(chunkId: string): string {
  return chunkId.slice(chunkPrefix.length);
}

/** The id of the chunk that a point stands for. */
export function chunkIdOf(id: Schemas["ExtendedPointId"]): string {
  return `${chunkPrefix}${id}`;
}

/** What a point says of its place; only fields that never change while the version is there. */
export interface PointPlace {
  organizationId: string;
  version: IndexedVersion;
}

/** A chunk as Qdrant keeps it. */
export function toPoint({ organizationId, version }: PointPlace, chunk: StoredChunk): Point {
  const { weights, embedding } = chunk;
  return {
    id: pointId(chunk.chunkId),
    vector: {
      ...(embedding !== null && { [denseVector]: embedding }),
      ...(weights.size > 0 && { [lexicalVector]: toSparse(weights) }),
    },
    payload: {
      organization_id: organizationId,
      knowledge_base_id: version.knowledgeBaseId,
      document_id: version.documentId,
      version_id: version.versionId,
      term_count: chunk.termCount,
    },
  };
}

/** Indices rise and none comes twice: other requests are refused. */
export function toSparse(weights: ReadonlyMap<number, number>): SparseVector {
  const indices = [...weights.keys()].sort((left, right) => left - right);
  return { indices, values: indices.map((index) => Number((weights.get(index) ?? 0).toPrecision(6))) };
}

/** In the size of requests, by number and by bytes. */
export function* batchesOf(chunks: readonly StoredChunk[]): Generator<StoredChunk[]> {
  let batch: StoredChunk[] = [];
  let bytes = 0;
  for (const chunk of chunks) {
    const size = pointBytes + numberBytes * ((chunk.embedding?.length ?? 0) + 2 * chunk.weights.size);
    if (batch.length > 0 && (batch.length >= batchPoints || bytes + size > batchBytes)) {
      yield batch;
      [batch, bytes] = [[], 0];
    }
    batch.push(chunk);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

/** A vector of a point as it is given back, by its name; null when it has none. */
export function denseOf(vector: unknown): number[] | null {
  const found = namedVectors(vector)[denseVector];
  return Array.isArray(found) ? found : null;
}

/** The words of a point as they are given back; none when it has none. */
export function sparseOf(vector: unknown): SparseVector {
  return namedVectors(vector)[lexicalVector] ?? { indices: [], values: [] };
}

interface SparseVector {
  indices: number[];
  values: number[];
}

/** The client's types leave open which of the vectors a collection has. */
function namedVectors(vector: unknown): { [denseVector]?: number[]; [lexicalVector]?: SparseVector } {
  return (vector ?? {}) as { [denseVector]?: number[]; [lexicalVector]?: SparseVector };
}

/** A text field of a payload; empty when it is missing. */
export function textOf(payload: unknown, field: string): string {
  const value = ((payload ?? {}) as Record<string, unknown>)[field];
  return typeof value === "string" ? value : "";
}
