import { createHash } from "node:crypto";
import { isRecord } from "@eai/modules/kernel";
import type { RankedHit } from "../search/rank.ts";
import type { SearchedKnowledgeBase } from "../search/searched-knowledge-bases.ts";
import type { QuestionEmbedding } from "../vector-index.ts";
import { strictestSettings } from "./cache-settings.ts";
import { marksOf, questionHash } from "./question-marks.ts";
import type { CacheScope, RetrievalCache } from "./retrieval-cache.ts";

/** What a search found, before anybody's access is asked again: ids and scores. */
export interface Ranking {
  /** Best first. */
  hits: RankedHit[];
  /** IDF of each word of the question, in their order; undefined where the index does not tell. */
  wordWeights?: readonly number[] | undefined;
  mode: "hybrid" | "keyword";
  /** False for what was found with a part of the search failing: that is no answer to keep. */
  whole: boolean;
  /** Price of the calls this took beside the embedding of the question, micro-USD. */
  costMicroUsd: number;
}

export interface KeptRankingInput {
  knowledgeBases: readonly SearchedKnowledgeBase[];
  question: string;
  /** Everything else that decides what is found: limit, filters, models. */
  parameters: unknown;
  /** False: searched anew, and kept in place of what was. */
  useCache: boolean;
  /** Price of embedding the question, micro-USD; asked only when it was spared. */
  embeddingMicroUsd(): number;
  embed(): Promise<QuestionEmbedding[]>;
  rank(embeddings: readonly QuestionEmbedding[]): Promise<Ranking>;
}

export interface FoundRanking {
  ranking: Ranking;
  /** The same question was asked before, or one that counts as the same. */
  fromCache: "exact" | "similar" | null;
}

/**
 * What a search finds, from the cache where the same was searched for by somebody who may find the same: first by the
 * words, which spares the embedding too, then by nearness.
 * @throws what `embed` and `rank` throw
 */
export async function keptRanking(cache: RetrievalCache, input: KeptRankingInput): Promise<FoundRanking> {
  const settings = strictestSettings(input.knowledgeBases.map((knowledgeBase) => knowledgeBase.cache));
  if (!settings.enabled) return { ranking: await input.rank(await input.embed()), fromCache: null };
  const scope = scopeOf(input);
  const knowledgeBaseIds = scope.knowledgeBaseIds;
  const hash = questionHash(input.question);
  const exact = input.useCache ? readKept(await cache.exact(scope, hash, settings)) : null;
  if (exact !== null) {
    const savedMicroUsd = input.embeddingMicroUsd() + exact.ranking.costMicroUsd;
    cache.count(knowledgeBaseIds, { outcome: "exact", savedMs: exact.tookMs, savedMicroUsd });
    return { ranking: exact.ranking, fromCache: "exact" };
  }
  const startedAt = performance.now();
  const embeddings = await input.embed();
  const embeddedMs = performance.now() - startedAt;
  const vector = unitVector(embeddings);
  const marks = marksOf(input.question);
  if (input.useCache && vector !== null && settings.similarity < 1) {
    const probe = { vector, marks, similarity: settings.similarity };
    const near = readKept((await cache.nearest(scope, probe, settings))?.value ?? null);
    if (near !== null) {
      const savedMs = Math.max(0, near.tookMs - embeddedMs);
      cache.count(knowledgeBaseIds, { outcome: "similar", savedMs, savedMicroUsd: near.ranking.costMicroUsd });
      // The weights are those of the other question's words.
      return { ranking: { ...near.ranking, wordWeights: undefined }, fromCache: "similar" };
    }
  }
  const ranking = await input.rank(embeddings);
  if (input.useCache) cache.count(knowledgeBaseIds, { outcome: "miss", savedMs: 0, savedMicroUsd: 0 });
  if (ranking.whole) {
    const kept: Kept = { ranking, tookMs: Math.round(performance.now() - startedAt) };
    const entry = { questionHash: hash, marks, vector, value: JSON.stringify(kept), finding: findingOf(ranking) };
    // Whoever asked does not wait for it.
    void cache.put(scope, entry, settings);
  }
  return { ranking, fromCache: null };
}

interface Kept {
  ranking: Ranking;
  /** Embedding and search, milliseconds. */
  tookMs: number;
}

/** Null for nothing, and for what another version of the platform wrote. */
function readKept(value: string | null): Kept | null {
  if (value === null) return null;
  try {
    const read: unknown = JSON.parse(value);
    return isKept(read) ? read : null;
  } catch {
    return null;
  }
}

function isKept(value: unknown): value is Kept {
  return isRecord(value) && isRecord(value.ranking) && Array.isArray(value.ranking.hits) && "tookMs" in value;
}

function scopeOf({ knowledgeBases, parameters }: KeptRankingInput): CacheScope {
  const sorted = knowledgeBases.toSorted((left, right) => (left.id < right.id ? -1 : 1));
  const deciding = sorted.map(({ id, revision, access, embeddingModel, search }) => [
    id,
    revision,
    access,
    embeddingModel,
    search,
  ]);
  const key = createHash("sha256")
    .update(JSON.stringify([deciding, parameters]))
    .digest("base64url");
  return { key, knowledgeBaseIds: sorted.map(({ id }) => id) };
}

/** Vectors of several models cannot be compared as one. */
function unitVector([only, ...others]: readonly QuestionEmbedding[]): Float32Array | null {
  if (only === undefined || others.length > 0) return null;
  const length = Math.sqrt(only.vector.reduce((sum, value) => sum + value * value, 0));
  return length === 0 ? null : Float32Array.from(only.vector, (value) => value / length);
}

const tellingHits = 3;

function findingOf({ hits }: Ranking): string {
  return hits
    .slice(0, tellingHits)
    .map(({ chunkId }) => chunkId)
    .join(" ");
}
