import { type LimitState, Permission } from "@eai/contract";
import type { Reservation } from "@eai/modules/governance";
import { requirePermission } from "@eai/modules/identity";
import type { Context } from "@eai/modules/kernel";
import { boundPromptTokens, type ModelEntry, type Relay, type RelayRequest, type RelaySink } from "@eai/modules/models";
import type { ChatDependencies } from "../dependencies.ts";

/** What is asked in the format of OpenAI's chat completions, of a checked shape. */
export interface CompletionRequest {
  /** Left out: the default model. */
  model?: string | undefined;
  body: Readonly<Record<string, unknown>>;
  stream: boolean;
  wantsUsage: boolean;
  /** The most it may write; left out: what the model can. */
  maxOutputTokens?: number | undefined;
  affinityKey?: string | undefined;
}

export interface EmbeddingsRequest {
  model: string;
  body: Readonly<Record<string, unknown>>;
}

/** Allowed and held; nothing is sent before it is started. */
export interface RelayedCall {
  kind: "relayed";
  limits: LimitState | null;
  /** Sends it. What was held is given back when it is over. */
  start(sink: RelaySink): Relay;
}

export type CompletionDependencies = Pick<ChatDependencies, "models" | "reservations" | "running">;

export interface RelayVerbs {
  openCompletion(context: Context, request: CompletionRequest): Promise<RelayedCall>;
  openEmbeddings(context: Context, request: EmbeddingsRequest): Promise<RelayedCall>;
}

export function relayVerbs({ models, reservations, running }: CompletionDependencies): RelayVerbs {
  async function relay(context: Context, reservation: Reservation, request: RelayRequest): Promise<RelayedCall> {
    try {
      const opened = await models.relay(context, reservation, request);
      if (!opened) throw new Error("no relay");
      return {
        kind: "relayed",
        limits: reservation.limits,
        start: (sink) =>
          opened.start(sink, (tokens) => {
            reservations.noteUse(reservation, { tokens });
            reservations.release(reservation);
          }),
      };
    } catch (error) {
      reservations.release(reservation);
      throw error;
    }
  }

  return {
    async openCompletion(context, request) {
      requirePermission(context, Permission.ChatUse);
      running.requireOpen();
      const model = await models.resolve(context, request.model);
      const promptTokens = boundPromptTokens(request.body);
      const completionTokens = outputTokensOf(model, request.maxOutputTokens);
      const reservation = await reservations.reserve(context, {
        place: "call",
        tokens: promptTokens + completionTokens,
        costMicroUsd: models.estimateCost(model.name, { promptTokens, completionTokens }),
      });
      const { body, stream, wantsUsage, affinityKey } = request;
      const estimatedPromptTokens = promptTokens;
      return relay(context, reservation, {
        kind: "chat",
        model: model.name,
        body,
        stream,
        wantsUsage,
        affinityKey,
        estimatedPromptTokens,
      });
    },

    async openEmbeddings(context, { model, body }) {
      requirePermission(context, Permission.ChatUse);
      running.requireOpen();
      const estimatedPromptTokens = boundPromptTokens(body);
      const reservation = await reservations.reserve(context, {
        place: "call",
        tokens: estimatedPromptTokens,
        costMicroUsd: models.estimateCost("embedding", { promptTokens: estimatedPromptTokens, completionTokens: 0 }),
      });
      return relay(context, reservation, {
        kind: "embeddings",
        model,
        body,
        stream: false,
        wantsUsage: false,
        estimatedPromptTokens,
      });
    },
  };
}

export function outputTokensOf(model: Pick<ModelEntry, "maxOutputTokens">, wanted: number | undefined): number {
  return Math.min(wanted ?? model.maxOutputTokens, model.maxOutputTokens);
}
