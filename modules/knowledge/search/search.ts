import { Permission } from "@eai/contract";
import type { Reservation, Reservations } from "@eai/modules/governance";
import { requirePermission } from "@eai/modules/identity";
import { type Context, type Database, type Log, ProblemError } from "@eai/modules/kernel";
import { countTokens, type Models } from "@eai/modules/models";
import { type FoundRanking, keptRanking } from "../cache/kept-ranking.ts";
import type { RetrievalCache } from "../cache/retrieval-cache.ts";
import type { SearchSettings } from "../tables.ts";
import type { DocumentFilters, QuestionEmbedding, VectorIndex } from "../vector-index.ts";
import { embedQuestion, type QuestionModels } from "./embed-question.ts";
import { isFiltering } from "./filters.ts";
import { type Passage, readPassages } from "./passages.ts";
import { questionWords } from "./question-words.ts";
import { rank } from "./rank.ts";
import { rankedPassages } from "./ranked-passages.ts";
import { minimumSimilarity } from "./relevance.ts";
import { rerankCandidates } from "./rerank.ts";
import type { ReportFacts } from "./search-report.ts";
import { readSearchedKnowledgeBases } from "./searched-knowledge-bases.ts";
import { shape } from "./shape.ts";
import { createStages } from "./stages.ts";

export interface SearchDependencies {
  database: Database;
  index: VectorIndex;
  cache: RetrievalCache;
  models: QuestionModels & Pick<Models, "reranking" | "rerank">;
  reservations: Reservations;
  log: Log;
}

export interface SearchInput {
  knowledgeBaseIds: readonly string[];
  /** What is asked, as a question that stands alone. */
  query: string;
  /** Other words it was asked in, looked for as well. */
  otherWords?: string | undefined;
  /** Left out: all documents. */
  filters?: DocumentFilters | undefined;
  /** How many passages at most. */
  limit: number;
  /** Of the answer the search is for; without one the search makes its own. */
  reservation?: Reservation;
  /** Whose model call it is, when not the one's who searches. */
  payer?: Context;
  /** False: search anew, whatever was found before; default true. */
  useCache?: boolean;
}

export interface SearchResult {
  /** Best first. */
  passages: Passage[];
  /** `keyword`: none of the knowledge bases has vectors of a model that is configured, or it did not answer. */
  mode: "hybrid" | "keyword";
  durationMs: number;
  /** What was found was kept from the same question, or from one that counts as the same. */
  fromCache: FoundRanking["fromCache"];
  /** How it came to this; `presentReport` makes it readable. */
  facts: ReportFacts;
}

export type SearchVerbs = ReturnType<typeof searchVerbs>;

export function searchVerbs(dependencies: SearchDependencies) {
  const { database, index, cache, models, log } = dependencies;

  /**
   * Finds the passages of current documents that speak most of what is asked: embed → rank (or what was kept of it) →
   * read → shape. Access is asked when chunks are ranked and again when they are read.
   * @throws ProblemError `not_found` when a knowledge base is missing or may not be seen; `too_many_requests` when
   * whoever pays for the search is over a limit; `search_unavailable` when the index does not answer
   */
  async function search(context: Context, input: SearchInput): Promise<SearchResult> {
    const startedAt = performance.now();
    requirePermission(context, Permission.KnowledgeRead);
    const knowledgeBaseIds = [...new Set(input.knowledgeBaseIds)];
    const asked = await readSearchedKnowledgeBases(database, context, knowledgeBaseIds);
    const settings = new Map(asked.map((knowledgeBase) => [knowledgeBase.id, knowledgeBase.search]));
    const embeddingModels = usableModels(asked.map(({ embeddingModel }) => embeddingModel));
    const stages = createStages();
    const question = [input.query, input.otherWords ?? ""].join("\n").trim();
    // Read while the question is embedded. A failure is told where it is waited for.
    const reading = available(context, () => index.languages(knowledgeBaseIds));
    reading.catch(() => undefined);
    const reranks = models.reranking !== null && asked.every((knowledgeBase) => knowledgeBase.search.rerank !== false);
    const limit = Math.max(candidateCount(input.limit), reranks ? rerankCandidates : 0);
    const filters = isFiltering(input.filters) ? input.filters : undefined;
    const { ranking, fromCache } = await keptRanking(cache, {
      knowledgeBases: asked,
      question: input.query,
      parameters: { limit, embeddingModels, filters, otherWords: input.otherWords, reranks, by: models.reranking },
      useCache: input.useCache ?? true,
      embeddingMicroUsd: () => embeddingMicroUsd(input.query, embeddingModels),
      embed: () =>
        stages.run(
          "embed",
          () => embedQuestion(dependencies, context, { ...input, embeddingModels }),
          (made) => noteOnEmbedding(embeddingModels, made),
        ),
      rank: async (embeddings) => {
        const languages = await reading;
        return available(context, () =>
          rank(
            dependencies,
            context,
            {
              question: input.query,
              query: { knowledgeBaseIds, filters, words: questionWords(question, languages), embeddings, limit },
              wantedModels: embeddingModels.length,
              rerank: reranks,
              reservation: input.reservation,
              payer: input.payer ?? context,
            },
            stages,
          ),
        );
      },
    });
    const stored = await stages.run("read", () =>
      readPassages(
        database,
        context,
        ranking.hits.map(({ chunkId }) => chunkId),
      ),
    );
    const minimums = new Map(
      models.embeddings
        .filter(({ model }) => embeddingModels.includes(model))
        .map(({ model, dimensions }) => [model, minimumSimilarity(model, dimensions)]),
    );
    const found = rankedPassages(ranking.hits, stored, thresholds(settings, minimums));
    const shaped = await stages.run("shape", () => shape(found, input.limit));
    return {
      passages: shaped.passages,
      mode: ranking.mode,
      durationMs: performance.now() - startedAt,
      fromCache,
      facts: {
        asked: question,
        languages: await reading,
        wordWeights: ranking.wordWeights,
        minimums,
        found,
        dropped: shaped.dropped,
        stages: stages.done,
      },
    };
  }

  function usableModels(ofKnowledgeBases: readonly (string | null)[]): string[] {
    return models.embeddings.map(({ model }) => model).filter((model) => ofKnowledgeBases.includes(model));
  }

  function embeddingMicroUsd(question: string, embeddingModels: readonly string[]): number {
    const tokens = { promptTokens: countTokens(question), completionTokens: 0 };
    return embeddingModels.reduce((sum, model) => sum + models.estimateCost(model, tokens), 0);
  }

  /** Better no result than one that only looks like all there is. */
  async function available<Value>(context: Context, ask: () => Promise<Value>): Promise<Value> {
    try {
      return await ask();
    } catch (error) {
      context.signal.throwIfAborted();
      if (error instanceof ProblemError) throw error;
      const reason = error instanceof Error ? error.name : "unknown";
      log.error({ requestId: context.requestId, reason }, "the index does not answer");
      throw new ProblemError(
        "search_unavailable",
        "The knowledge bases cannot be searched right now. Try again in a moment.",
        { cause: error },
      );
    }
  }

  return { search };
}

/** From which similarity on a passage is near enough: as its knowledge base says, otherwise as its model does. */
function thresholds(settings: ReadonlyMap<string, SearchSettings>, minimums: ReadonlyMap<string, number>) {
  return (knowledgeBaseId: string, model: string) =>
    settings.get(knowledgeBaseId)?.minimumSimilarity ?? minimums.get(model) ?? null;
}

function noteOnEmbedding(wanted: readonly string[], made: readonly QuestionEmbedding[]) {
  if (wanted.length === 0)
    return { outcome: "skipped" as const, note: "Without an embedding model: the search is by words." };
  if (made.length === wanted.length) return {};
  return {
    outcome: "failed" as const,
    note: "An embedding model did not answer: what it embedded is searched by words.",
  };
}

/** More than asked, because repeats are left out and the two rankings know different chunks. */
function candidateCount(limit: number): number {
  return limit + Math.max(12, Math.ceil(limit / 2));
}
