import type { Reservation, Reservations } from "@eai/modules/governance";
import { type Context, type Log, ProblemError } from "@eai/modules/kernel";
import { countTokens, type Models } from "@eai/modules/models";
import type { QuestionEmbedding } from "../vector-index.ts";

export interface EmbedQuestionDependencies {
  models: Pick<Models, "embedding" | "embed" | "estimateCost">;
  reservations: Reservations;
  log: Log;
}

export interface EmbedQuestionInput {
  query: string;
  /** Of the answer the search is for; without one the call makes its own. */
  reservation?: Reservation | undefined;
  payer: Context;
}

/**
 * The question in the embedding model of the platform. None without such a model, and also when it fails: words alone
 * find more than an error message.
 * @throws ProblemError `too_many_requests`
 */
export async function embedQuestion(
  { models, reservations, log }: EmbedQuestionDependencies,
  { query, reservation: given, payer }: EmbedQuestionInput,
): Promise<QuestionEmbedding[]> {
  if (models.embedding === null) return [];
  let own: Reservation | undefined;
  try {
    const tokens = countTokens(query);
    const costMicroUsd = models.estimateCost("embedding", { promptTokens: tokens, completionTokens: 0 });
    own = given ? undefined : await reservations.reserve(payer, { tokens, costMicroUsd });
    const reservation = given ?? own;
    if (reservation === undefined) return [];
    const { vectors, model } = await models.embed(payer, reservation, { texts: [query], purpose: "query" });
    const [vector] = vectors;
    return vector === undefined ? [] : [{ model, vector }];
  } catch (error) {
    // Over a limit there is no search at all: it would be one without limit.
    if (!(error instanceof ProblemError) || error.limits) throw error;
    log.warn({ requestId: payer.requestId, code: error.code }, "question not embedded, searching by keyword");
    return [];
  } finally {
    if (own) reservations.release(own);
  }
}
