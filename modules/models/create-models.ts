import type { Reservation, Reservations, UsageLedger } from "@eai/modules/governance";
import { type Context, type Log, silentLog } from "@eai/modules/kernel";
import type { ModelMessage } from "ai";
import type { AttemptTimeouts } from "./attempt.ts";
import type { Deployment, EmbeddingDeployment } from "./deployment.ts";
import { type EmbeddingWait, embedTexts } from "./embed.ts";
import { createEmbeddingPace } from "./embedding-pace.ts";
import { type CallPurpose, type ModelCall, startModelCall } from "./model-call.ts";
import { modelNotFound, outsideRegions } from "./model-problems.ts";
import { isInside, type ModelEntry, type PermissionDependencies, permitDeployments } from "./permitted-deployments.ts";
import { costMicroUsd, noTokens, type TokenCounts } from "./price.ts";
import { createRelays, type OpenedRelay } from "./relay/create-relays.ts";
import type { RawTransport } from "./relay/raw-transport.ts";
import type { RelayRequest } from "./relay/relay-types.ts";
import { type RerankDeployment, rerankTexts } from "./rerank.ts";
import { createRouting, type Routing } from "./routing.ts";

export interface StreamInput {
  model?: string | undefined;
  messages: readonly ModelMessage[];
  maxOutputTokens?: number | undefined;
  /**
   * The same key goes to the same deployment while that is healthy, and tells it which prompts share their beginning:
   * the session id.
   */
  affinityKey?: string | undefined;
  signal: AbortSignal;
}

export interface GenerateTextInput extends StreamInput {
  purpose: "title" | "context" | "rewrite" | "entailment";
}

export interface EmbedRequest {
  texts: readonly string[];
  purpose: "query" | "ingestion";
  /** The embedding model; left out: the default one. */
  model?: string;
  /** Left out: the signal of the context. */
  signal?: AbortSignal;
  /** Told before each wait for a model that asks for patience or is away. */
  onWait?: (wait: EmbeddingWait) => void;
}

/** An embedding model that is configured. */
export interface EmbeddingModel {
  model: string;
  dimensions: number;
}

export interface Embedded {
  /** One for each text, in the same order. */
  vectors: number[][];
  model: string;
  dimensions: number;
}

export interface RerankRequest {
  query: string;
  texts: readonly string[];
}

/** Every call of a model goes through here. A call asks for a `Reservation`, the proof that it was allowed. */
export interface Models {
  /** What the tenant of the context permits, the default first. */
  list(context: Context): Promise<ModelEntry[]>;
  /**
   * @param name left out: the first that is permitted
   * @throws ProblemError `model_not_found`; `permission_denied` for a model that the tenant does not permit
   */
  resolve(context: Context, name?: string): Promise<ModelEntry>;
  /** All that are configured, whoever may use them. */
  readonly deployments: readonly Deployment[];
  readonly embeddingDeployments: readonly EmbeddingDeployment[];
  /** False while only the quote model answers. */
  readonly hasLanguageModel: boolean;
  /**
   * What a call may cost at most, in micro-USD: by the dearest deployment that could serve it.
   * @param model a name of the list or of an embedding model; `embedding`: whichever is dearest of those; `reranking`:
   * of one call; an unknown one costs nothing
   */
  estimateCost(model: string, tokens: { promptTokens: number; completionTokens: number }): number;
  /** Null without a reranking model: what is found keeps the order of the index. */
  readonly reranking: { model: string } | null;
  /** What new knowledge bases are embedded with; null without an embedding model: search is by keyword only. */
  readonly embedding: EmbeddingModel | null;
  /** All embedding models, the default first. */
  readonly embeddings: readonly EmbeddingModel[];
  /**
   * Starts an answer; nothing is sent before its parts are read, and then only when the model is still permitted. The
   * caller records the usage when it settles.
   * @throws ProblemError `model_not_found`
   */
  stream(context: Context, reservation: Reservation, input: StreamInput): ModelCall;
  /** As `stream`, for a program: its usage is recorded here, when the caller says how it ended. */
  complete(context: Context, reservation: Reservation, input: StreamInput): ModelCall;
  /**
   * A short text in one piece; its usage is recorded here, behind the answer.
   * @throws ProblemError as the parts of a stream do
   */
  generateText(context: Context, reservation: Reservation, input: GenerateTextInput): Promise<string>;
  /**
   * @throws ProblemError `model_unavailable` when throttling outlasts patience (seconds for a query, minutes for
   * ingestion); `model_not_found` when it is not configured; `model_failed` when the model refuses; `permission_denied`
   * when none is in a region the tenant permits
   */
  embed(context: Context, reservation: Reservation, input: EmbedRequest): Promise<Embedded>;
  /**
   * How well each text answers the question; metered.
   * @returns a score for each text, the higher the better
   * @throws ProblemError `model_unavailable` when it does not answer within seconds; `model_not_found` when none is
   * configured; `permission_denied` when it is in no region the tenant permits
   */
  rerank(context: Context, reservation: Reservation, request: RerankRequest): Promise<number[]>;
  /**
   * The way to pass on what was asked in OpenAI's own format, or null when no deployment of the model takes it; its
   * usage is recorded here. Nothing is sent before it is started.
   * @throws ProblemError `model_not_found`, `permission_denied`
   */
  relay(context: Context, reservation: Reservation, request: RelayRequest): Promise<OpenedRelay | null>;
  /** Whether `relay` has a way for this model whatever the tenant permits. */
  relays(model: string): boolean;
}

/** Deployments in the order of the list; the first that is not the quote model is the default. */
export interface ModelsDependencies extends PermissionDependencies {
  ledger: UsageLedger;
  /** Told what is recorded here of a reservation's calls, so that limits settle on it. Left out: nothing limits. */
  reservations?: Pick<Reservations, "noteUse">;
  /** Left out: what is found keeps its order. */
  rerankDeployment?: RerankDeployment | undefined;
  /** Shared by everything in this process that calls the same deployments. */
  routing?: Routing;
  /** For what is passed on; left out: nothing is. */
  transport?: RawTransport;
  log?: Log;
  timeouts?: Partial<AttemptTimeouts>;
}

type UsedTokens = Pick<TokenCounts, "promptTokens" | "completionTokens">;

// Fetch itself gives up on an answer that has not begun after 300 s.
const defaultTimeouts: AttemptTimeouts = {
  firstChunkMs: 60_000,
  wholeAnswerMs: 290_000,
  stallMs: 30_000,
  // Usage comes right behind the last token.
  figuresMs: 1_000,
};

/** @throws Error when the configuration names the same deployment twice */
export function createModels(dependencies: ModelsDependencies): Models {
  const { ledger, routing = createRouting(), log = silentLog } = dependencies;
  const calling = { routing, ledger, log, timeouts: { ...defaultTimeouts, ...dependencies.timeouts } };
  const relays = createRelays({ ...calling, transport: dependencies.transport });
  const permitted = permitDeployments(dependencies);
  const { all, allEmbedders } = permitted;
  const reranker = dependencies.rerankDeployment;
  // Each model has a quota of its own.
  const paces = new Map(
    Array.from(allEmbedders, ([name, [{ maxTokensPerRequest }]]) => [name, createEmbeddingPace(maxTokensPerRequest)]),
  );
  const embeddings = Array.from(allEmbedders, ([model, [{ dimensions }]]) => ({ model, dimensions }));

  const noteUseOn = (reservation: Reservation) => (used: UsedTokens) =>
    dependencies.reservations?.noteUse(reservation, { tokens: used.promptTokens + used.completionTokens });

  function start(context: Context, reservation: Reservation, input: StreamInput, purpose: CallPurpose): ModelCall {
    requireOwn(context, reservation);
    const name = input.model ?? all.keys().next().value ?? "default";
    const deployments = all.get(name);
    if (!deployments) throw modelNotFound(name, []);
    const { messages, maxOutputTokens, affinityKey, signal } = input;
    return startModelCall(calling, {
      context,
      permitted: () => permitted.deploymentsOf(context, name),
      deployments,
      messages,
      purpose,
      maxOutputTokens,
      affinityKey,
      signal,
      noteUse: noteUseOn(reservation),
    });
  }

  return {
    deployments: dependencies.deployments,
    embeddingDeployments: dependencies.embeddingDeployments,
    list: permitted.list,
    resolve: permitted.resolve,
    hasLanguageModel: all.values().some(([{ provider }]) => provider !== "quote"),
    reranking: reranker ? { model: reranker.model } : null,
    estimateCost(model, tokens) {
      if (model === "reranking") return reranker?.costMicroUsd ?? 0;
      const embedders = model === "embedding" ? [...allEmbedders.values()].flat() : allEmbedders.get(model);
      const options = embedders ?? all.get(model) ?? [];
      return Math.max(0, ...options.map(({ price }) => costMicroUsd({ ...noTokens, ...tokens }, price)));
    },
    embedding: embeddings[0] ?? null,
    embeddings,
    stream: (context, reservation, input) => start(context, reservation, input, "chat"),
    complete: (context, reservation, input) => start(context, reservation, input, "completion"),

    async generateText(context, reservation, input) {
      const { name } = await permitted.resolve(context, input.model);
      const call = start(context, reservation, { ...input, model: name }, input.purpose);
      let text = "";
      let outcome: "ok" | "failed" | "aborted" = "failed";
      try {
        for await (const part of call.parts) if (part.type === "text") text += part.text;
        outcome = "ok";
        return text;
      } catch (error) {
        if (input.signal.aborted) outcome = "aborted";
        throw error;
      } finally {
        void call.record(outcome);
      }
    },

    async embed(context, reservation, { texts, purpose, model: name, signal = context.signal, onWait }) {
      requireOwn(context, reservation);
      const embedders = await permitted.embedders(context, name);
      const [{ model, dimensions, maxTokensPerRequest }] = embedders;
      const pace = paces.get(model) ?? createEmbeddingPace(maxTokensPerRequest);
      const noteUse = noteUseOn(reservation);
      const request = { context, deployments: embedders, texts, purpose, signal, noteUse, onWait };
      return { vectors: await embedTexts({ routing, pace, ledger, log }, request), model, dimensions };
    },

    async rerank(context, reservation, { query, texts }) {
      requireOwn(context, reservation);
      if (!reranker) throw modelNotFound("reranking", []);
      const regions = (await dependencies.permittedRegions?.(context)) ?? null;
      if (regions !== null && !isInside(reranker, regions)) throw outsideRegions(reranker.model, regions);
      const noteUse = noteUseOn(reservation);
      return rerankTexts({ routing, ledger, log }, { context, deployment: reranker, query, texts, noteUse });
    },

    async relay(context, reservation, request) {
      requireOwn(context, reservation);
      const { kind, model } = request;
      const noteUse = noteUseOn(reservation);
      if (kind === "chat") return relays.open(context, request, await permitted.deploymentsOf(context, model), noteUse);
      return relays.open(context, request, await permitted.embedders(context, model), noteUse);
    },

    relays: (model) => relays.takeAll(all.get(model) ?? []),
  };
}

function requireOwn(context: Context, reservation: Reservation): void {
  if (reservation.tenantId !== context.tenantId) throw new Error("The reservation belongs to another tenant");
}
