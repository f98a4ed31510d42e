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

/** An index that an installation can move to and from while it runs. What is moved counts already, and goes on counting once. */
export interface MovableIndex {
  /** Versions it has written down as its own. */
  versionIds(): Promise<string[]>;
  /** Those of them whose entries are really there; slower, since it reads through the index. */
  completeVersionIds(): Promise<string[]>;
  /** Null when the version is gone by now. @throws Error when some of its entries are missing */
  read(versionId: string): Promise<StoredVersion | null>;
  /** Takes a version that stands in the other index. False when it left that one in the meantime. */
  takeOver(version: StoredVersion): Promise<boolean>;
}
