import { Permission } from "@eai/contract";
import type { Reservation, Reservations } from "@eai/modules/governance";
import { requirePermission } from "@eai/modules/identity";
import { type Context, type Database, inSpan, type Log, ProblemError } from "@eai/modules/kernel";
import type { Models } from "@eai/modules/models";
import { countTokens } from "@eai/modules/models";
import { type FoundRanking, keptRanking, type Ranking } from "../cache/kept-ranking.ts";
import type { RetrievalCache } from "../cache/retrieval-cache.ts";
import type { QuestionEmbedding, VectorIndex } from "../vector-index.ts";
import { fuse } from "./fuse.ts";
import { type Passage, readPassages, withoutRepeats } from "./passages.ts";
import { questionWords } from "./question-words.ts";
import { isRelevant } from "./relevance.ts";
import { readSearchedKnowledgeBases } from "./searched-knowledge-bases.ts";

export interface SearchDependencies {
  database: Database;
  index: VectorIndex;
  cache: RetrievalCache;
  models: Pick<Models, "embedding" | "embed" | "estimateCost">;
  reservations: Reservations;
  log: Log;
}

export interface SearchInput {
  knowledgeBaseIds: readonly string[];
  query: string;
  /** How many passages at most. */
  limit: number;
  /** Of the answer the search is for; without one the search makes its own. */
  reservation?: Reservation;
  /** Whose model call it is, when not the one's who searches. */
  payer?: Context;
  /** False: search anew, whatever was found before; default true. */
  useCache?: boolean;
}

interface RankInput {
  knowledgeBaseIds: readonly string[];
  question: string;
  limit: number;
  embeddings: readonly QuestionEmbedding[];
}

export interface SearchResult {
  /** Best first. */
  passages: Passage[];
  /** `keyword`: no embedding model is configured, or it did not answer. */
  mode: "hybrid" | "keyword";
  durationMs: number;
  /** What was found was kept from the same question, or from one that counts as the same. */
  fromCache: FoundRanking["fromCache"];
}

export type SearchVerbs = ReturnType<typeof searchVerbs>;

export function searchVerbs({ database, index, cache, models, reservations, log }: SearchDependencies) {
  /**
   * Finds the passages of current documents that speak most of what is asked.
   * @throws ProblemError `not_found` when a knowledge base is missing or may not be seen; `too_many_requests` when
   * whoever pays for the search is over a limit
   */
  async function search(context: Context, input: SearchInput): Promise<SearchResult> {
    const startedAt = performance.now();
    requirePermission(context, Permission.KnowledgeRead);
    const knowledgeBaseIds = [...new Set(input.knowledgeBaseIds)];
    const asked = await readSearchedKnowledgeBases(database, context, knowledgeBaseIds);
    const limit = candidateCount(input.limit);
    const { ranking, fromCache } = await keptRanking(cache, {
      knowledgeBases: asked,
      question: input.query,
      parameters: { limit, embedding: models.embedding },
      useCache: input.useCache ?? true,
      embeddingMicroUsd: embeddingMicroUsd(input.query),
      embed: () => embed(context, input),
      rank: (embeddings) => rank(context, { knowledgeBaseIds, question: input.query, limit, embeddings }),
    });
    const stored = await readPassages(database, context, ranking.hits);
    const passages = ranking.hits.flatMap((hit): Passage[] => {
      const passage = stored.get(hit.chunkId);
      if (passage === undefined) return [];
      const { score, dense, lexical } = hit;
      const model = ranking.mode === "hybrid" ? (models.embedding?.model ?? null) : null;
      return [{ ...passage, score, scores: { dense, lexical }, relevant: isRelevant(hit, model) }];
    });
    return {
      passages: withoutRepeats(passages).slice(0, input.limit),
      mode: ranking.mode,
      durationMs: performance.now() - startedAt,
      fromCache,
    };
  }

  function embeddingMicroUsd(question: string): number {
    return models.estimateCost("embedding", { promptTokens: countTokens(question), completionTokens: 0 });
  }

  async function embed(context: Context, input: SearchInput): Promise<QuestionEmbedding[]> {
    if (models.embedding === null) return [];
    const embedding = await inSpan("embed", {}, () => embedQuestion(context, input), { observation: "span" });
    return embedding === null ? [] : [embedding];
  }

  async function rank(context: Context, { question, ...asked }: RankInput): Promise<Ranking> {
    const { knowledgeBaseIds, embeddings } = asked;
    const words = questionWords(question, await index.languages(knowledgeBaseIds));
    const mode = embeddings.length === 0 ? "keyword" : "hybrid";
    const hits = await inSpan(
      "search",
      { "gen_ai.operation.name": "retrieval", "eai.knowledge_bases": knowledgeBaseIds.length },
      async (span) => {
        const found = fuse(await index.search(context, { ...asked, words }));
        span.set({ "eai.passages": found.length, "eai.search.mode": mode });
        span.content(() => ({ "gen_ai.retrieval.query.text": question }));
        return found;
      },
      { observation: "retriever" },
    );
    const whole = models.embedding === null || embeddings.length > 0;
    return { hits, mode, whole, costMicroUsd: 0 };
  }

  /**
   * Null without an embedding model, and also when it fails: words alone find more than an error message.
   * @throws ProblemError `too_many_requests`
   */
  async function embedQuestion(context: Context, input: SearchInput): Promise<QuestionEmbedding | null> {
    const payer = input.payer ?? context;
    let own: Reservation | undefined;
    try {
      own = input.reservation ? undefined : await reserveQuery(payer, countTokens(input.query));
      const reservation = input.reservation ?? own;
      if (reservation === undefined) return null;
      const { vectors, model } = await models.embed(payer, reservation, { texts: [input.query], purpose: "query" });
      const [vector] = vectors;
      return vector === undefined ? null : { model, vector };
    } catch (error) {
      // Over a limit there is no search at all: it would be one without limit.
      if (!(error instanceof ProblemError) || error.limits) throw error;
      log.warn({ requestId: context.requestId, code: error.code }, "question not embedded, searching by keyword");
      return null;
    } finally {
      if (own) reservations.release(own);
    }
  }

  function reserveQuery(payer: Context, tokens: number): Promise<Reservation> {
    const costMicroUsd = models.estimateCost("embedding", { promptTokens: tokens, completionTokens: 0 });
    return reservations.reserve(payer, { tokens, costMicroUsd });
  }

  return { search };
}

/** More than asked, because repeats are left out and the two rankings know different chunks. */
function candidateCount(limit: number): number {
  return limit + Math.max(12, Math.ceil(limit / 2));
}
