import type { ChatRequest } from "@eai/contract";
import type { Reservation } from "@eai/modules/governance";
import { type Context, notFound } from "@eai/modules/kernel";
import type { ModelEntry } from "@eai/modules/models";
import { measureConversation } from "./conversation-access.ts";
import { requireVisibleDocuments, requireVisibleKnowledgeBases } from "./conversations.ts";
import type { ChatDependencies } from "./dependencies.ts";
import { type Asked, estimateUse, type ModelBudget } from "./model-budget.ts";
import { isStorable } from "./storable-text.ts";

/**
 * Holds what an answer may use, before anything of it is saved: by an estimate of the prompt and with the longest
 * answer. Nothing is held of what is refused.
 * @throws ProblemError `too_many_requests`, `budget_exhausted`
 */
export async function reserveAnswer(
  { models, reservations }: Pick<ChatDependencies, "models" | "reservations">,
  context: Context,
  asked: Asked,
  { model, budget }: { model: ModelEntry; budget: ModelBudget },
): Promise<Reservation> {
  const { promptTokens, completionTokens, queryTokens } = estimateUse(asked, budget);
  return reservations.reserve(context, {
    tokens: promptTokens + completionTokens + queryTokens,
    costMicroUsd:
      models.estimateCost(model.name, { promptTokens, completionTokens }) +
      models.estimateCost("embedding", { promptTokens: queryTokens, completionTokens: 0 }),
  });
}

/**
 * How large a question is, with what it is asked of. What is not this person's does not exist: asked before an earlier
 * answer is given again, and before anything is reserved or saved.
 * @throws ProblemError `not_found`, `permission_denied`; `validation_failed` for a parent that is no answer
 */
export async function measureAsked(
  dependencies: Pick<ChatDependencies, "database" | "knowledge">,
  context: Context,
  request: ChatRequest,
): Promise<Asked> {
  const { message, session_id: id, parent_message_id: parent, filters } = request;
  const { knowledge_base_ids: wanted, document_ids: wantedDocuments } = request;
  const {
    knowledgeBaseIds: chosen,
    documentIds: named,
    historyBytes,
  } = id === undefined
    ? { knowledgeBaseIds: [], documentIds: [], historyBytes: 0 }
    : await measureConversation(dependencies.database, context, id, parent);
  await requireVisibleKnowledgeBases(dependencies, context, wanted ?? [], chosen);
  await requireVisibleDocuments(dependencies, context, wantedDocuments ?? [], named);
  // A filter that names what is not there finds nothing; what no id can be is told before anything is saved.
  if (filters?.document_ids?.every(isStorable) === false) throw notFound("document");
  const searches = (wanted ?? chosen).length > 0 || (wantedDocuments ?? named).length > 0;
  return { question: message, searches, historyBytes };
}
