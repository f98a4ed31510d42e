import type { Reservation, Reservations } from "@eai/modules/governance";
import { type Context, inSpan, type Log, ProblemError } from "@eai/modules/kernel";
import { countTokens, type Models } from "@eai/modules/models";
import type { QuestionEmbedding } from "../vector-index.ts";

export type QuestionModels = Pick<Models, "embeddings" | "embed" | "estimateCost">;

export interface EmbedQuestionDependencies {
  models: QuestionModels;
  reservations: Reservations;
  log: Log;
}

export interface EmbedQuestionInput {
  query: string;
  /** Whose vectors the knowledge bases asked have, each once; one that is no longer configured is left out. */
  embeddingModels: readonly string[];
  /** Of the answer the search is for; without one the search makes its own. */
  reservation?: Reservation;
  /** Whose model call it is, when not the one's who searches. */
  payer?: Context;
}

/**
 * The question in each embedding model that the knowledge bases asked have, under one reservation. A model that fails is
 * left out, its knowledge bases are then searched by words: they find more than an error message.
 * @returns none where words alone are searched
 * @throws ProblemError `too_many_requests`: over a limit there is no search at all, it would be one without limit
 */
export async function embedQuestion(
  { models, reservations, log }: EmbedQuestionDependencies,
  context: Context,
  { query, embeddingModels, reservation, payer = context }: EmbedQuestionInput,
): Promise<QuestionEmbedding[]> {
  const configured = models.embeddings.map(({ model }) => model).filter((model) => embeddingModels.includes(model));
  if (configured.length === 0) return [];

  async function embedWith(model: string, held: Reservation): Promise<QuestionEmbedding[]> {
    try {
      const { vectors } = await models.embed(payer, held, { texts: [query], purpose: "query", model });
      return vectors.map((vector) => ({ model, vector }));
    } catch (error) {
      return orByWords(error, model);
    }
  }

  function orByWords(error: unknown, model?: string): [] {
    if (!(error instanceof ProblemError) || error.limits) throw error;
    log.warn({ requestId: context.requestId, code: error.code, model }, "question not embedded, searching by keyword");
    return [];
  }

  function reserveQuery(): Promise<Reservation> {
    const tokens = countTokens(query);
    const costs = configured.map((model) => models.estimateCost(model, { promptTokens: tokens, completionTokens: 0 }));
    const costMicroUsd = costs.reduce((sum, cost) => sum + cost, 0);
    return reservations.reserve(payer, { tokens: tokens * configured.length, costMicroUsd });
  }

  async function embedAll(): Promise<QuestionEmbedding[]> {
    let own: Reservation | undefined;
    try {
      own = reservation ? undefined : await reserveQuery();
      const held = reservation ?? own;
      if (held === undefined) return [];
      return (await Promise.all(configured.map((model) => embedWith(model, held)))).flat();
    } catch (error) {
      return orByWords(error);
    } finally {
      if (own) reservations.release(own);
    }
  }

  return inSpan("embed", {}, embedAll, { observation: "span" });
}
