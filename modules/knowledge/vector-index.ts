import type { Context, Transaction } from "@eai/modules/kernel";

/** What the index keeps of one chunk. Made by `toIndexEntry`. */
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
  /** ISO 639-1, as the document was found to be: its chunks' terms are stems of this language. */
  language: string | null;
}

/** One word of the question. */
export interface QuestionWord {
  /** Term numbers that stand for it: its stem in each language of the knowledge bases. Any of them counts as the word. */
  terms: readonly number[];
  /**
   * What it counts among what was asked, for `coverage`: 1 for a word of content; 0.5 for a pair of characters, since
   * half the pairs of a text without spaces join one word's end to the next one's start and stand nowhere else; 0 for
   * "the", "what", "how" …, and for a compound whose parts are words of their own.
   */
  evidence: number;
  /** What it counts in the ranking beside its rarity: 1, and less for "the", "what", "how" … and for a single letter. */
  weight: number;
}

export interface QuestionEmbedding {
  model: string;
  vector: number[];
}

/**
 * Which documents are looked at, by what is known of their current versions. Each that is given must hold; an empty list
 * holds for none. `matchesFilters` is the same as a condition of SQL.
 */
export interface MetadataFilters {
  documentIds?: readonly string[] | undefined;
  mediaTypes?: readonly string[] | undefined;
  /** The date of the file, or of its upload where it has none; both ends included. */
  datedFrom?: Date | undefined;
  datedTo?: Date | undefined;
  /** At least one of these. */
  tags?: readonly string[] | undefined;
  /** ISO 639-1 */
  languages?: readonly string[] | undefined;
}

/** `named` adds to what the others let through. `searchedPlaces` takes the two apart. */
export interface DocumentFilters extends MetadataFilters {
  /** Documents asked for by name, whatever the rest says. */
  named?: NamedDocuments | undefined;
}

/** They are looked at in any case; beside them only what the other filters let through in these knowledge bases. */
export interface NamedDocuments {
  documentIds: readonly string[];
  otherwiseIn: readonly string[];
}

export interface IndexQuery {
  knowledgeBaseIds: readonly string[];
  /** Left out: every document the actor may read. */
  filters?: DocumentFilters | undefined;
  words: readonly QuestionWord[];
  /** The question in each embedding model that the knowledge bases asked have; none: by words only. */
  embeddings: readonly QuestionEmbedding[];
  /** How many at most, by words and by each embedding model. */
  limit: number;
}

export interface DenseHit {
  chunkId: string;
  /** Cosine similarity, -1 to 1; comparable within one embedding model. */
  score: number;
  model: string;
}

export interface LexicalHit {
  chunkId: string;
  /** BM25 over the knowledge bases asked */
  score: number;
  /** 0 to 1: how much of the question's weight (IDF of its content words) stands in the chunk. */
  coverage: number;
}

/** Both rankings, best first, `dense` model by model; `dense` is null when nothing was asked of it. */
export interface IndexHits {
  lexical: LexicalHit[];
  dense: DenseHit[] | null;
  /** What each word of the question weighs (IDF), in their order; for explanations. */
  wordWeights?: readonly number[];
}

/** A version as the index itself holds it, whether the platform still knows it or not. */
export interface HeldVersion {
  versionId: string;
  documentId: string;
  knowledgeBaseId: string;
  chunkCount: number;
}

/** Where chunks are found again. Two kinds: pgvector (default) and Qdrant. */
export interface VectorIndex {
  /**
   * What takes long and needs no transaction: call it before `replace` and outside a transaction, with the very same
   * entries. Leaving it out is slow, not wrong. What is never completed by `replace` is removed again.
   * @throws ProblemError `search_unavailable` when the index is not reached
   */
  prepare(version: IndexedVersion, embeddingModel: string | null, entries: readonly IndexEntry[]): Promise<void>;
  /**
   * Takes the chunks of a version; what the same version had before is replaced. Not found until it is current.
   * @throws ProblemError `search_unavailable` when the index is not reached
   */
  replace(
    transaction: Transaction,
    version: IndexedVersion,
    embeddingModel: string | null,
    entries: readonly IndexEntry[],
  ): Promise<void>;
  /** Forgets versions, known ones or not, and their share in the term statistics: not found from the commit on. */
  remove(transaction: Transaction, versionIds: readonly string[]): Promise<void>;
  /**
   * Takes out what removed versions left in an index outside the database; gives how many versions. Of the worker, again
   * and again: what is not reached now is left to the next run.
   */
  finishRemovals(signal: AbortSignal): Promise<number>;
  /**
   * Versions with how many chunks of each are there, read from the index itself and not from what was written down
   * about it; without what waits to be removed.
   * @param knowledgeBaseId left out: of all, also of those that are gone
   */
  held(knowledgeBaseId?: string): Promise<HeldVersion[]>;
  /**
   * Compares the statistics that scores are computed with to a count of what is indexed.
   * @param input.mend puts right what differs, one knowledge base after the other
   * @returns the knowledge bases where something differed
   */
  recount(input: { mend: boolean }): Promise<string[]>;
  /** The vectors these chunks have, by chunk id; those without one are left out. For the platform's own work. */
  vectors(chunkIds: readonly string[]): Promise<Map<string, number[]>>;
  /** Languages of the chunks in these knowledge bases; null among them for chunks of no known language. */
  languages(knowledgeBaseIds: readonly string[]): Promise<(string | null)[]>;
  /** What it needs from time to time, whatever goes on meanwhile; left out: nothing. */
  maintain?(): Promise<void>;
  /**
   * Ranks only chunks of current versions in knowledge bases this actor may read: the filter is in the query.
   * @throws ProblemError `search_unavailable` when the index does not answer
   */
  search(context: Context, query: IndexQuery): Promise<IndexHits>;
}
