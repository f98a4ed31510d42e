import { createHash } from "node:crypto";

/** Where an entry counts: nobody outside finds it. */
export interface CacheScope {
  /** The knowledge bases that were searched together. */
  knowledgeBaseIds: readonly string[];
  /**
   * Stands for all that decides what a search finds beside the question: revision and access of each knowledge base,
   * filters, settings. Two searches with one key would find the same.
   */
  key: string;
}

export interface CacheEntry {
  /** SHA-256 of the question as it was searched for. */
  questionHash: string;
  /** Stands for the names and figures in the question; see `marksOf`. */
  marks: string;
  /** The question's embedding, of length 1; null where the search was by words only. */
  vector: Float32Array | null;
  /** What was found, as the search writes it. Ids and scores, never text. */
  value: string;
  /** The same for two searches that found the same first. */
  finding: string;
}

/** What the knowledge bases asked allow. */
export interface CacheLimits {
  ttlSeconds: number;
  entryLimit: number;
}

/** A question that may be near one that was asked before. */
export interface CacheProbe {
  marks: string;
  vector: Float32Array;
  /** Cosine similarity from which on two questions count as the same. */
  similarity: number;
}

export interface NearEntry {
  value: string;
  similarity: number;
}

/** What became of a search, for the statistics of each knowledge base asked. */
export interface CacheEvent {
  outcome: "exact" | "similar" | "miss";
  savedMs: number;
  savedMicroUsd: number;
}

export interface CacheStatistics {
  entries: number;
  exactHits: number;
  similarHits: number;
  misses: number;
  savedMs: number;
  savedMicroUsd: number;
}

/**
 * Keeps what searches found, not what was answered. Two kinds: in this process, and in Redis for all processes with a
 * copy in each. Never throws and never makes anybody wait long: without it a search is only slower.
 */
export interface RetrievalCache {
  /** What the same question found in this scope. */
  exact(scope: CacheScope, questionHash: string, limits: CacheLimits): Promise<string | null>;
  /**
   * What the nearest question of this scope found, when it is near enough, has the same marks, and no other that found
   * something else is nearly as near: of two that fit, neither is sure to be meant.
   */
  nearest(scope: CacheScope, probe: CacheProbe, limits: CacheLimits): Promise<NearEntry | null>;
  put(scope: CacheScope, entry: CacheEntry, limits: CacheLimits): Promise<void>;
  count(knowledgeBaseIds: readonly string[], event: CacheEvent): void;
  statistics(knowledgeBaseId: string): Promise<CacheStatistics>;
  /** Forgets what was kept of searches in this knowledge base, also together with others, and its statistics. */
  clear(knowledgeBaseId: string): Promise<void>;
  end(): Promise<void>;
}

/**
 * By how much the nearest must be nearer than the next that found something else. Measured in
 * `docs/decisions/017-retrieval-cache.md`.
 */
export const ambiguityMargin = 0.1;

export const noStatistics: CacheStatistics = {
  entries: 0,
  exactHits: 0,
  similarHits: 0,
  misses: 0,
  savedMs: 0,
  savedMicroUsd: 0,
};

/** One name for the same knowledge bases in any order. */
export function shelfOf(knowledgeBaseIds: readonly string[]): string {
  return createHash("sha256").update(knowledgeBaseIds.toSorted().join(" ")).digest("base64url");
}
