import type { CreateReindex, ReindexEstimate } from "@eai/contract";
import type { Reservations } from "@eai/modules/governance";
import { tenants } from "@eai/modules/identity";
import { type Context, type Database, notFound, ProblemError, systemContext } from "@eai/modules/kernel";
import type { ModelEntry, Models } from "@eai/modules/models";
import { eq } from "drizzle-orm";
import { authorizeKnowledgeBase } from "../authorize.ts";
import { answerTokens, rulesTokens, windowCharacters } from "../ingest/context-stage.ts";
import type { IndexSettings } from "../tables.ts";
import { decideSettings } from "./decide-settings.ts";
import { passagesPerSecond } from "./measured-pace.ts";
import { countTexts, preparedSpans, type TextCounts } from "./reindex-texts.ts";

export interface ReindexEstimateVerbs {
  /**
   * What a re-index with these settings would come to; nothing is changed. For those who may begin one. It reads every
   * passage of the knowledge base, so it counts as a request of the minute, and takes a place among the calls running.
   * @throws ProblemError `not_found`, `permission_denied`, `model_not_found`, `too_many_requests`
   */
  estimateReindex(context: Context, knowledgeBaseId: string, input: CreateReindex): Promise<ReindexEstimate>;
}

export interface ReindexEstimateDependencies {
  database: Database;
  models: Pick<Models, "embeddings" | "estimateCost" | "hasLanguageModel" | "resolve">;
  reservations: Reservations;
}

export function reindexEstimateVerbs(dependencies: ReindexEstimateDependencies): ReindexEstimateVerbs {
  const { database, models, reservations } = dependencies;

  /** What would write contexts; null where no language model is permitted, as the preparation then goes without. */
  async function contextModel(tenantId: string, wanted: boolean): Promise<ModelEntry | null> {
    if (!wanted || !models.hasLanguageModel) return null;
    const [tenant] = await database
      .select({ id: tenants.id, path: tenants.path })
      .from(tenants)
      .where(eq(tenants.id, tenantId));
    if (!tenant) throw notFound("knowledge base");
    return models.resolve(systemContext("ingestion", tenant)).catch((error: unknown) => {
      if (error instanceof ProblemError) return null;
      throw error;
    });
  }

  async function estimate(
    knowledgeBaseId: string,
    { tenantId, ...inUse }: IndexSettings & { tenantId: string },
    settings: IndexSettings,
  ): Promise<ReindexEstimate> {
    const model = await contextModel(tenantId, settings.chunking.contextual_prefix);
    const isCutTheSame = cutsTheSame(inUse, settings);
    const counts = await countTexts(database, knowledgeBaseId, {
      settings,
      isCutTheSame,
      isCutByTheSameRule: inUse.chunking.strategy === settings.chunking.strategy,
      sizeInUse: inUse.chunking.size_tokens,
      windowCharacters: model ? windowCharacters(model) : 0,
    });
    const written = model && contextOf(model, counts, models);
    // What stands before a passage is embedded with it: a context that comes or goes makes another text.
    const keepsTexts = isCutTheSame && inUse.chunking.contextual_prefix === settings.chunking.contextual_prefix;
    const embedding = embeddingOf(settings, counts, { keepsTexts, contexts: written?.calls ?? 0 }, models);
    const pace = passagesPerSecond(
      await preparedSpans(database, knowledgeBaseId, {
        hasVectors: settings.embeddingModel !== null,
        hasContexts: written !== null,
      }),
    );
    return {
      settings: { chunking: settings.chunking, embedding_model: settings.embeddingModel },
      documents: counts.documents,
      passages: { now: counts.passages, expected: counts.expectedPassages, exact: isCutTheSame },
      embedding,
      context: written,
      cost_micro_usd: (embedding?.cost_micro_usd ?? 0) + (written?.cost_micro_usd ?? 0),
      expected_seconds: pace === null ? null : Math.ceil(counts.expectedPassages / pace),
    };
  }

  return {
    async estimateReindex(context, knowledgeBaseId, input) {
      const { tenantId, chunking, embeddingModel } = await authorizeKnowledgeBase(
        database,
        context,
        knowledgeBaseId,
        "write",
      );
      const settings = decideSettings(models.embeddings, { chunking, embeddingModel }, input);
      const reservation = await reservations.reserve(context, { place: "call", tokens: 0, costMicroUsd: null });
      try {
        return await estimate(knowledgeBaseId, { tenantId, chunking, embeddingModel }, settings);
      } finally {
        reservations.release(reservation);
      }
    },
  };
}

function cutsTheSame({ chunking: before }: IndexSettings, { chunking: after }: IndexSettings): boolean {
  return (
    before.strategy === after.strategy &&
    before.size_tokens === after.size_tokens &&
    before.overlap_tokens === after.overlap_tokens
  );
}

/** Each passage that has none yet is one call, which reads what it may of the document. */
function contextOf(
  model: ModelEntry,
  { expectedPassages, knownContexts, windowTokens, averageTokens }: TextCounts,
  models: Pick<Models, "estimateCost">,
): NonNullable<ReindexEstimate["context"]> {
  const calls = Math.max(0, expectedPassages - knownContexts);
  const promptTokens = Math.ceil(calls * (windowTokens + averageTokens + rulesTokens));
  const completionTokens = calls * answerTokens;
  return {
    model: model.name,
    known_passages: knownContexts,
    calls,
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    cost_micro_usd: Math.ceil(models.estimateCost(model.name, { promptTokens, completionTokens })),
  };
}

function embeddingOf(
  { embeddingModel }: IndexSettings,
  { expectedPassages, expectedTokens, headTokens, knownVectors, knownVectorTokens }: TextCounts,
  { keepsTexts, contexts }: { keepsTexts: boolean; contexts: number },
  models: Pick<Models, "estimateCost">,
): ReindexEstimate["embedding"] {
  if (embeddingModel === null) return null;
  const known = keepsTexts ? knownVectors : 0;
  const fresh = expectedPassages - known;
  const texts = Math.max(0, expectedTokens - (keepsTexts ? knownVectorTokens : 0));
  const tokens = Math.ceil(texts + fresh * headTokens + contexts * answerTokens);
  return {
    model: embeddingModel,
    known_passages: known,
    tokens,
    cost_micro_usd: Math.ceil(models.estimateCost(embeddingModel, { promptTokens: tokens, completionTokens: 0 })),
  };
}
