import type { Reservation } from "@eai/modules/governance";
import { type Context, inSpan } from "@eai/modules/kernel";
import type { Ranking } from "../cache/kept-ranking.ts";
import type { IndexQuery, VectorIndex } from "../vector-index.ts";
import { type FusedHit, fuse } from "./fuse.ts";
import { type RerankDependencies, rerank } from "./rerank.ts";
import type { Stages } from "./stages.ts";

/** A chunk in the order of a search: ids and scores only, so it may be kept; what stands in it is read with access. */
export interface RankedHit extends FusedHit {
  /** What the reranking model gave; null where it was not asked. */
  rerank: number | null;
}

export interface RankInput {
  question: string;
  query: IndexQuery;
  /** How many embedding models the question should be in. */
  wantedModels: number;
  /** False where there is no reranking model, or a knowledge base does not want it. */
  rerank: boolean;
  reservation?: Reservation | undefined;
  payer: Context;
}

export interface RankDependencies extends RerankDependencies {
  index: VectorIndex;
}

/**
 * Which chunks speak most of what is asked: both rankings of the index, fused, and put in order by the reranking model
 * where there is one.
 * @throws ProblemError `search_unavailable` when the index does not answer
 */
export async function rank(
  dependencies: RankDependencies,
  context: Context,
  input: RankInput,
  stages: Stages,
): Promise<Ranking> {
  const { query } = input;
  const mode = query.embeddings.length === 0 ? "keyword" : "hybrid";
  const found = await inSpan(
    "search",
    { "gen_ai.operation.name": "retrieval", "eai.knowledge_bases": query.knowledgeBaseIds.length },
    async (span) => {
      const hits = await stages.run("index", () => dependencies.index.search(context, query));
      const fused = fuse(hits);
      span.set({ "eai.passages": fused.length, "eai.search.mode": mode });
      span.content(() => ({ "gen_ai.retrieval.query.text": input.question }));
      return { fused, wordWeights: hits.wordWeights };
    },
    { observation: "retriever" },
  );
  const ordered = await rerank(dependencies, context, { ...input, hits: found.fused }, stages);
  return {
    hits: ordered.hits,
    wordWeights: found.wordWeights,
    mode,
    whole: query.embeddings.length === input.wantedModels && ordered.outcome !== "failed",
    costMicroUsd:
      ordered.outcome === "done"
        ? dependencies.models.estimateCost("reranking", { promptTokens: 0, completionTokens: 0 })
        : 0,
  };
}
