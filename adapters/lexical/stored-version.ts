import type { IndexedVersion } from "@eai/modules/knowledge";

/** A chunk as an index keeps it: nothing has to be computed or embedded again to put it into another. */
export interface StoredChunk {
  chunkId: string;
  /** BM25's part of the chunk, by term number. */
  weights: ReadonlyMap<number, number>;
  /** How many terms it has, repeats counted. */
  termCount: number;
  embedding: number[] | null;
}

/** A version as an index keeps it. */
export interface StoredVersion extends IndexedVersion {
  embeddingModel: string | null;
  chunks: StoredChunk[];
}
