import { type LimitState, Permission } from "@eai/contract";
import type { Reservation } from "@eai/modules/governance";
import { requirePermission } from "@eai/modules/identity";
import { type Context, inSpan, notFound } from "@eai/modules/kernel";
import { boundPromptTokens, type Relay, type RelayRequest, type RelaySink } from "@eai/modules/models";
import { requireVisibleKnowledgeBases } from "../conversations.ts";
import type { ChatDependencies } from "../dependencies.ts";
import { addedUse, budgetOf } from "../model-budget.ts";
import { knowledgeBasesOf } from "./completion-models.ts";
import { toldConversation } from "./messages-of.ts";
import { type CompletionPart, writeCompletion } from "./write-completion.ts";

/** What is asked in the format of OpenAI's chat completions, of a checked shape. */
export interface CompletionRequest {
  /** A name of the list; left out: the default model. */
  model?: string | undefined;
  body: Readonly<Record<string, unknown>>;
  stream: boolean;
  /** The chunk with usage is wanted at the end of the stream. */
  wantsUsage: boolean;
  /** Where to search; together with those that the model's name says. */
  knowledgeBaseIds: readonly string[];
  /** The most it may write; left out: what the model can. */
  maxOutputTokens?: number | undefined;
  /** The same key is sent to the same deployment, where its prompt is cached. */
  affinityKey?: string | undefined;
}

export interface EmbeddingsRequest {
  model: string;
  body: Readonly<Record<string, unknown>>;
}

/** Allowed and held, to be passed on as it is; nothing is sent before it is started. */
export interface RelayedCall {
  kind: "relayed";
  limits: LimitState | null;
  /** Sends it. What was held is given back when it is over. */
  start(sink: RelaySink): Relay;
}

/** Allowed and held, to be answered in words of ours; nothing is sent before its parts are read. */
export interface WrittenCall {
  kind: "written";
  /** The name it was asked under. */
  model: string;
  limits: LimitState | null;
  /** To be read once, to its end or to an error; throws as an answer does. */
  parts: AsyncGenerator<CompletionPart, void>;
}

export type CompletionDependencies = Pick<
  ChatDependencies,
  "models" | "reservations" | "rewriting" | "entailmentModel" | "running" | "knowledge" | "log"
>;

export interface OpenCompletionVerbs {
  /**
   * Opens an answer to a program, of which nothing is kept but its usage.
   * @throws ProblemError `not_found` for a knowledge base, `model_not_found`, `permission_denied`, `validation_failed`,
   * `too_many_requests`, `budget_exhausted`, `shutting_down`
   */
  openCompletion(context: Context, request: CompletionRequest): Promise<RelayedCall | WrittenCall>;
  /** @throws ProblemError as `openCompletion` */
  openEmbeddings(context: Context, request: EmbeddingsRequest): Promise<RelayedCall>;
}

export function openCompletionVerbs(dependencies: CompletionDependencies): OpenCompletionVerbs {
  const { models, reservations, running } = dependencies;

  async function relay(
    context: Context,
    reservation: Reservation,
    request: RelayRequest,
  ): Promise<RelayedCall | undefined> {
    const opened = await models.relay(context, reservation, request);
    if (!opened) return undefined;
    return {
      kind: "relayed",
      limits: reservation.limits,
      start: (sink) => opened.start(sink, () => reservations.release(reservation)),
    };
  }

  async function releasedOnError<Value>(reservation: Reservation, work: () => Promise<Value>): Promise<Value> {
    try {
      return await work();
    } catch (error) {
      reservations.release(reservation);
      throw error;
    }
  }

  return {
    async openCompletion(context, request) {
      requirePermission(context, Permission.ChatUse);
      running.requireOpen();
      const named = knowledgeBasesOf(request.model);
      // Without one it would be answered from nothing, and look like an answer from knowledge.
      if (named?.length === 0) throw notFound("knowledge base");
      const knowledgeBaseIds = [...new Set([...(named ?? []), ...request.knowledgeBaseIds])];
      const model = await models.resolve(context, named ? undefined : request.model);
      await requireVisibleKnowledgeBases(dependencies, context, knowledgeBaseIds);
      const maxOutputTokens = Math.min(request.maxOutputTokens ?? model.maxOutputTokens, model.maxOutputTokens);
      const searches = knowledgeBaseIds.length > 0;
      const budget = budgetOf(model, maxOutputTokens);
      const added = addedUse(model, { maxOutputTokens, searches, isRelayed: !searches && models.relays(model.name) });
      const promptTokens = boundPromptTokens(request.body) + added.promptTokens;
      const completionTokens = Math.min(maxOutputTokens + added.completionTokens, model.maxOutputTokens);
      const { queryTokens } = added;
      const reservation = await inSpan("reserve", {}, () =>
        reservations.reserve(context, {
          place: "call",
          tokens: promptTokens + completionTokens + queryTokens,
          costMicroUsd:
            models.estimateCost(model.name, { promptTokens, completionTokens }) +
            models.estimateCost("embedding", { promptTokens: queryTokens, completionTokens: 0 }),
        }),
      );
      return releasedOnError(reservation, async () => {
        const { body, stream, wantsUsage, affinityKey } = request;
        const estimatedPromptTokens = promptTokens;
        const asked = { kind: "chat" as const, model: model.name, body, stream, wantsUsage, affinityKey };
        const relayed = searches ? undefined : await relay(context, reservation, { ...asked, estimatedPromptTokens });
        if (relayed) return relayed;
        const conversation = toldConversation(body);
        const input = { model, reservation, conversation, knowledgeBaseIds, budget, affinityKey };
        return {
          kind: "written" as const,
          model: request.model ?? model.name,
          limits: reservation.limits,
          parts: writeCompletion(dependencies, context, {
            ...input,
            // With passages the prompt fills the window but for its answer.
            maxOutputTokens: searches ? budget.answerTokens : maxOutputTokens,
          }),
        };
      });
    },

    async openEmbeddings(context, { model, body }) {
      requirePermission(context, Permission.ChatUse);
      running.requireOpen();
      const estimatedPromptTokens = boundPromptTokens(body);
      const reservation = await reservations.reserve(context, {
        place: "call",
        tokens: estimatedPromptTokens,
        costMicroUsd: models.estimateCost(model, { promptTokens: estimatedPromptTokens, completionTokens: 0 }),
      });
      return releasedOnError(reservation, async () => {
        const asked = { kind: "embeddings" as const, model, body, stream: false, wantsUsage: false };
        const relayed = await relay(context, reservation, { ...asked, estimatedPromptTokens });
        if (!relayed) throw new Error(`No endpoint of ${model} takes OpenAI's format`);
        return relayed;
      });
    },
  };
}
