import type { Context, Transaction } from "@eai/modules/kernel";

/** A BM25 vector: term numbers in rising order, each with its weight. */
export interface SparseVector {
  indices: number[];
  values: number[];
}

/** What the index keeps of one chunk. */
export interface IndexEntry {
  chunkId: string;
  /** Term numbers of the chunk with how often each stands there. */
  terms: Map<number, number>;
  /** How many terms the chunk has, repeats counted. */
  termCount: number;
  embedding: number[] | null;
}

export interface IndexedVersion {
  versionId: string;
  documentId: string;
  knowledgeBaseId: string;
}

export interface IndexQuery {
  knowledgeBaseIds: readonly string[];
  /** Term numbers of the question with their counts. */
  terms: Map<number, number>;
  embedding: { model: string; vector: number[] } | null;
  /** How many of each kind at most. */
  limit: number;
}

export interface IndexHit {
  chunkId: string;
  score: number;
}

/** Both rankings, best first; `dense` is null when nothing was asked of it. */
export interface IndexHits {
  lexical: IndexHit[];
  dense: IndexHit[] | null;
}

/** Where chunks are found again. Two kinds: pgvector (default) and Qdrant. */
export interface VectorIndex {
  /** Takes the chunks of a version; what the same version had before is replaced. Not found until it is current. */
  replace(
    transaction: Transaction,
    version: IndexedVersion,
    embeddingModel: string | null,
    entries: readonly IndexEntry[],
  ): Promise<void>;
  /** Forgets versions, and their share in the term statistics. */
  remove(transaction: Transaction, versionIds: readonly string[]): Promise<void>;
  /** Ranks only chunks of current versions in knowledge bases this actor may read: the filter is in the query. */
  search(context: Context, query: IndexQuery): Promise<IndexHits>;
}
