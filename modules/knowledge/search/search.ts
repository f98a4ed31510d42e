import { Permission } from "@eai/contract";
import type { Reservation, Reservations } from "@eai/modules/governance";
import { requirePermission } from "@eai/modules/identity";
import { type Context, type Database, inSpan, type Log } from "@eai/modules/kernel";
import { countTokens } from "@eai/modules/models";
import { type FoundRanking, keptRanking, type Ranking } from "../cache/kept-ranking.ts";
import type { RetrievalCache } from "../cache/retrieval-cache.ts";
import type { QuestionEmbedding, VectorIndex } from "../vector-index.ts";
import { embedQuestion, type QuestionModels } from "./embed-question.ts";
import { fuse } from "./fuse.ts";
import { type Passage, readPassages, withoutRepeats } from "./passages.ts";
import { questionWords } from "./question-words.ts";
import { isRelevant } from "./relevance.ts";
import { readSearchedKnowledgeBases } from "./searched-knowledge-bases.ts";

export interface SearchDependencies {
  database: Database;
  index: VectorIndex;
  cache: RetrievalCache;
  models: QuestionModels;
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
  /** Those that are configured and whose vectors the knowledge bases have. */
  models: readonly string[];
  embeddings: readonly QuestionEmbedding[];
}

export interface SearchResult {
  /** Best first. */
  passages: Passage[];
  /** `keyword`: none of the knowledge bases has vectors of a model that is configured, or it did not answer. */
  mode: "hybrid" | "keyword";
  durationMs: number;
  /** What was found was kept from the same question, or from one that counts as the same. */
  fromCache: FoundRanking["fromCache"];
}

export type SearchVerbs = ReturnType<typeof searchVerbs>;

export function searchVerbs(dependencies: SearchDependencies) {
  const { database, index, cache, models } = dependencies;

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
    const embeddingModels = usableModels(asked.map(({ embeddingModel }) => embeddingModel));
    const limit = candidateCount(input.limit);
    const { ranking, fromCache } = await keptRanking(cache, {
      knowledgeBases: asked,
      question: input.query,
      parameters: { limit, embeddingModels },
      useCache: input.useCache ?? true,
      embeddingMicroUsd: embeddingMicroUsd(input.query, embeddingModels),
      embed: () => embedQuestion(dependencies, context, { ...input, embeddingModels }),
      rank: (embeddings) =>
        rank(context, { knowledgeBaseIds, question: input.query, limit, models: embeddingModels, embeddings }),
    });
    const stored = await readPassages(database, context, ranking.hits);
    const passages = ranking.hits.flatMap((hit): Passage[] => {
      const passage = stored.get(hit.chunkId);
      if (passage === undefined) return [];
      const { score, dense, lexical } = hit;
      return [{ ...passage, score, scores: { dense, lexical }, relevant: isRelevant(hit, hit.model) }];
    });
    return {
      passages: withoutRepeats(passages).slice(0, input.limit),
      mode: ranking.mode,
      durationMs: performance.now() - startedAt,
      fromCache,
    };
  }

  function usableModels(ofKnowledgeBases: readonly (string | null)[]): string[] {
    return models.embeddings.map(({ model }) => model).filter((model) => ofKnowledgeBases.includes(model));
  }

  function embeddingMicroUsd(question: string, embeddingModels: readonly string[]): number {
    const tokens = { promptTokens: countTokens(question), completionTokens: 0 };
    return embeddingModels.reduce((sum, model) => sum + models.estimateCost(model, tokens), 0);
  }

  async function rank(context: Context, { question, models: wanted, ...asked }: RankInput): Promise<Ranking> {
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
    return { hits, mode, whole: embeddings.length === wanted.length, costMicroUsd: 0 };
  }

  return { search };
}

/** More than asked, because repeats are left out and the two rankings know different chunks. */
function candidateCount(limit: number): number {
  return limit + Math.max(12, Math.ceil(limit / 2));
}
