import { Permission } from "@eai/contract";
import type { Reservation, Reservations } from "@eai/modules/governance";
import { requirePermission } from "@eai/modules/identity";
import { type Context, type Database, inSpan, type Log, notFound, ProblemError, textArray } from "@eai/modules/kernel";
import type { Models } from "@eai/modules/models";
import { and, sql } from "drizzle-orm";
import { entersKnowledgeBase } from "../access.ts";
import { knowledgeBases, type SearchSettings } from "../tables.ts";
import type { DocumentFilters, QuestionEmbedding, VectorIndex } from "../vector-index.ts";
import { embedQuestion } from "./embed-question.ts";
import { isFiltering } from "./filters.ts";
import { type Passage, readPassages, type StoredPassage } from "./passages.ts";
import { questionWords } from "./question-words.ts";
import { type RankedHit, type RankInput, type Ranking, rank } from "./rank.ts";
import { isRelevant, minimumSimilarity } from "./relevance.ts";
import { rerankCandidates } from "./rerank.ts";
import type { ReportFacts } from "./search-report.ts";
import { shape } from "./shape.ts";
import { createStages } from "./stages.ts";

export interface SearchDependencies {
  database: Database;
  index: VectorIndex;
  models: Pick<Models, "embedding" | "embed" | "reranking" | "rerank" | "estimateCost">;
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
}

export interface SearchResult {
  /** Best first. */
  passages: Passage[];
  /** `keyword`: no embedding model is configured, or it did not answer. */
  mode: "hybrid" | "keyword";
  durationMs: number;
  /** How it came to this; `presentReport` makes it readable. */
  facts: ReportFacts;
}

export type SearchVerbs = ReturnType<typeof searchVerbs>;

export function searchVerbs(dependencies: SearchDependencies) {
  const { database, index, log } = dependencies;

  /**
   * Finds the passages of current documents that speak most of what is asked: embed → rank → read → shape. Access is asked
   * when chunks are ranked and again when they are read.
   * @throws ProblemError `not_found` when a knowledge base is missing or may not be seen; `too_many_requests` when
   * whoever pays for the search is over a limit; `search_unavailable` when the index does not answer
   */
  async function search(context: Context, input: SearchInput): Promise<SearchResult> {
    const startedAt = performance.now();
    requirePermission(context, Permission.KnowledgeRead);
    const knowledgeBaseIds = [...new Set(input.knowledgeBaseIds)];
    const settings = await requireVisible(context, knowledgeBaseIds);
    const stages = createStages();
    const payer = input.payer ?? context;
    const [embeddings, languages] = await Promise.all([
      stages.run(
        "embed",
        () => embed(payer, input),
        (made) => noteOnEmbedding(made.length > 0),
      ),
      available(context, () => index.languages(knowledgeBaseIds)),
    ]);
    const asked = [input.query, input.otherWords ?? ""].join("\n").trim();
    const words = questionWords(asked, languages);
    const reranks =
      dependencies.models.reranking !== null && [...settings.values()].every(({ rerank = true }) => rerank);
    const ranking = await rankOrExplain(
      context,
      {
        question: input.query,
        query: {
          knowledgeBaseIds,
          ...(isFiltering(input.filters) && { filters: input.filters }),
          words,
          embeddings,
          limit: Math.max(candidateCount(input.limit), reranks ? rerankCandidates : 0),
        },
        rerank: reranks,
        reservation: input.reservation,
        payer,
      },
      stages,
    );
    const minimums = new Map(embeddings.map(({ model, vector }) => [model, minimumSimilarity(model, vector.length)]));
    const minimumOf = (hit: RankedHit, knowledgeBaseId: string) =>
      hit.model === null ? null : (settings.get(knowledgeBaseId)?.minimumSimilarity ?? minimums.get(hit.model) ?? null);
    const stored = await stages.run("read", () =>
      readPassages(
        database,
        context,
        ranking.hits.map(({ chunkId }) => chunkId),
      ),
    );
    const found = toPassages(ranking.hits, stored, minimumOf);
    const shaped = await stages.run("shape", () => shape(found, input.limit));
    return {
      passages: shaped.passages,
      mode: embeddings.length === 0 ? "keyword" : "hybrid",
      durationMs: performance.now() - startedAt,
      facts: {
        asked,
        languages,
        wordWeights: ranking.wordWeights,
        minimums,
        found,
        dropped: shaped.dropped,
        stages: stages.done,
      },
    };
  }

  async function embed(payer: Context, { query, reservation }: SearchInput): Promise<QuestionEmbedding[]> {
    if (dependencies.models.embedding === null) return [];
    const request = { query, reservation, payer };
    return inSpan("embed", {}, () => embedQuestion(dependencies, request), { observation: "span" });
  }

  function noteOnEmbedding(isEmbedded: boolean) {
    if (isEmbedded) return {};
    return dependencies.models.embedding === null
      ? { outcome: "skipped" as const, note: "No embedding model is configured: the search is by words." }
      : { outcome: "failed" as const, note: "The embedding model did not answer: the search is by words." };
  }

  function rankOrExplain(
    context: Context,
    input: RankInput,
    stages: ReturnType<typeof createStages>,
  ): Promise<Ranking> {
    return available(context, () => rank(dependencies, context, input, stages));
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

  async function requireVisible(
    context: Context,
    knowledgeBaseIds: readonly string[],
  ): Promise<Map<string, SearchSettings>> {
    const visible = await database
      .select({ id: knowledgeBases.id, search: knowledgeBases.search })
      .from(knowledgeBases)
      .where(and(sql`${knowledgeBases.id} = any(${textArray(knowledgeBaseIds)})`, entersKnowledgeBase(context)));
    if (visible.length < knowledgeBaseIds.length) throw notFound("knowledge base");
    return new Map(visible.map(({ id, search }) => [id, search]));
  }

  return { search };
}

/** With what stands in them; those that are gone meanwhile, or may not be read any more, are left out. */
function toPassages(
  hits: readonly RankedHit[],
  stored: ReadonlyMap<string, StoredPassage>,
  minimumOf: (hit: RankedHit, knowledgeBaseId: string) => number | null,
): Passage[] {
  const lowest = Math.min(1, ...hits.flatMap(({ rerank }) => (rerank === null ? [] : [toShare(rerank)])));
  const isReranked = hits.some(({ rerank }) => rerank !== null);
  return hits.flatMap((hit): Passage[] => {
    const passage = stored.get(hit.chunkId);
    if (passage === undefined) return [];
    const { score: fused, dense, lexical, rerank, coverage, model } = hit;
    const behind = isReranked ? Math.min(fused, lowest) : fused;
    const minimum = minimumOf(hit, passage.knowledgeBaseId);
    return [
      {
        ...passage,
        score: rerank === null ? behind : toShare(rerank),
        scores: { dense, lexical, fused, rerank },
        model,
        coverage,
        minimumSimilarity: minimum,
        relevant: isRelevant(hit, minimum),
        mergedFrom: [hit.chunkId],
      },
    ];
  });
}

/** Some servers give scores beyond 0 to 1. */
function toShare(score: number): number {
  return Math.min(1, Math.max(0, score));
}

/** More than asked, because repeats are left out and the two rankings know different chunks. */
function candidateCount(limit: number): number {
  return limit + Math.max(12, Math.ceil(limit / 2));
}
