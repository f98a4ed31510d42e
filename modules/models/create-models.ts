import type { Reservation, UsageLedger } from "@eai/modules/governance";
import { type Context, type Log, silentLog } from "@eai/modules/kernel";
import type { ModelMessage } from "ai";
import type { AttemptTimeouts } from "./attempt.ts";
import type { Deployment, EmbeddingDeployment } from "./deployment.ts";
import { embedTexts } from "./embed.ts";
import { createEmbeddingPace } from "./embedding-batch.ts";
import { type ModelCall, startModelCall } from "./model-call.ts";
import { modelNotFound, modelNotPermitted } from "./model-problems.ts";
import { costMicroUsd, noTokens } from "./price.ts";
import { createRelays, type OpenedRelay } from "./relay/create-relays.ts";
import type { RawTransport } from "./relay/raw-transport.ts";
import type { RelayRequest } from "./relay/relay-types.ts";
import { createRouting, type Routing } from "./routing.ts";

/** A model people may choose: all deployments that carry its name. */
export interface ModelEntry {
  name: string;
  label: string;
  provider: Deployment["provider"];
  regions: string[];
  isDefault: boolean;
  /** The smallest among its deployments: a prompt has to fit wherever it is sent. */
  contextWindowTokens: number;
  maxOutputTokens: number;
}

export interface StreamInput {
  model?: string | undefined;
  messages: readonly ModelMessage[];
  maxOutputTokens?: number | undefined;
  /** The same key is sent to the same deployment while that is healthy: the session id. */
  affinityKey?: string | undefined;
  signal: AbortSignal;
}

export interface GenerateTextInput extends StreamInput {
  purpose: "title";
}

export interface EmbedRequest {
  texts: readonly string[];
  purpose: "query" | "ingestion";
  /** Left out: the signal of the context. */
  signal?: AbortSignal;
}

export interface Embedded {
  /** One for each text, in the same order. */
  vectors: number[][];
  model: string;
  dimensions: number;
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
  /** False while only the quote model answers. */
  readonly hasLanguageModel: boolean;
  /**
   * What a call may cost at most, in micro-USD: by the dearest deployment that could serve it.
   * @param model a name of the list, or `embedding`; an unknown one costs nothing
   */
  estimateCost(model: string, tokens: { promptTokens: number; completionTokens: number }): number;
  /** Null without an embedding model: search is by keyword only. */
  readonly embedding: { model: string; dimensions: number } | null;
  /**
   * Starts an answer; nothing is sent before its parts are read, and then only when the model is still permitted. The
   * caller records the usage when it settles.
   * @throws ProblemError `model_not_found`
   */
  stream(context: Context, reservation: Reservation, input: StreamInput): ModelCall;
  /**
   * A short text in one piece; its usage is recorded here.
   * @throws ProblemError as the parts of a stream do
   */
  generateText(context: Context, reservation: Reservation, input: GenerateTextInput): Promise<string>;
  /**
   * @throws ProblemError `model_unavailable` when throttling outlasts patience (seconds for a query, minutes for
   * ingestion) or no embedding model is configured; `model_failed` when the model refuses
   */
  embed(context: Context, reservation: Reservation, input: EmbedRequest): Promise<Embedded>;
  /**
   * The way to pass on what was asked in OpenAI's own format, or null when no deployment of the model takes it; its
   * usage is recorded here. Nothing is sent before it is started.
   * @throws ProblemError `model_not_found`, `permission_denied`
   */
  relay(context: Context, reservation: Reservation, request: RelayRequest): Promise<OpenedRelay | null>;
}

export interface ModelsDependencies {
  /** In the order of the list; the first that is not the quote model is the default. */
  deployments: readonly Deployment[];
  embeddingDeployments: readonly EmbeddingDeployment[];
  ledger: UsageLedger;
  /** Names of the models that may be chatted with, asked at each use; null: all of them. */
  permittedModels: (context: Context) => Promise<readonly string[] | null>;
  /** Shared by everything in this process that calls the same deployments. */
  routing?: Routing;
  /** For what is passed on; left out: nothing is. */
  transport?: RawTransport;
  log?: Log;
  timeouts?: Partial<AttemptTimeouts>;
}

type Group<Item> = readonly [Item, ...Item[]];

const defaultTimeouts: AttemptTimeouts = { firstChunkMs: 60_000, stallMs: 30_000 };

/** @throws Error when the configuration names the same deployment twice */
export function createModels(dependencies: ModelsDependencies): Models {
  const { ledger, permittedModels, routing = createRouting(), log = silentLog } = dependencies;
  const calling = { routing, ledger, log, timeouts: { ...defaultTimeouts, ...dependencies.timeouts } };
  const relays = createRelays({ ...calling, transport: dependencies.transport });
  const groups = groupByModel(dependencies.deployments);
  const entries = describe(groups);
  const embedders = comparable(dependencies.embeddingDeployments);
  const pace = createEmbeddingPace(embedders?.[0].maxTokensPerRequest ?? 0);

  async function list(context: Context): Promise<ModelEntry[]> {
    const permitted = await permittedModels(context);
    const chosen = permitted === null ? entries : entries.filter(({ name }) => permitted.includes(name));
    return chosen.map((entry, index) => ({ ...entry, isDefault: index === 0 }));
  }

  async function resolve(context: Context, name?: string): Promise<ModelEntry> {
    const permitted = await list(context);
    const entry = name === undefined ? permitted[0] : permitted.find((candidate) => candidate.name === name);
    if (entry) return entry;
    const names = permitted.map((candidate) => candidate.name);
    if (name === undefined ? entries.length > 0 : groups.has(name)) throw modelNotPermitted(name, names);
    throw modelNotFound(name ?? "default", names);
  }

  function start(context: Context, reservation: Reservation, input: StreamInput, purpose: "chat" | "title"): ModelCall {
    requireOwn(context, reservation);
    const name = input.model ?? entries[0]?.name ?? "default";
    const deployments = groups.get(name);
    if (!deployments) throw modelNotFound(name, []);
    const { messages, maxOutputTokens, affinityKey, signal } = input;
    return startModelCall(calling, {
      context,
      requirePermitted: async () => void (await resolve(context, name)),
      deployments,
      messages,
      purpose,
      maxOutputTokens,
      affinityKey,
      signal,
    });
  }

  return {
    list,
    resolve,
    hasLanguageModel: entries.some((entry) => entry.provider !== "quote"),
    estimateCost(model, tokens) {
      const options = model === "embedding" ? (embedders ?? []) : (groups.get(model) ?? []);
      return Math.max(0, ...options.map(({ price }) => costMicroUsd({ ...noTokens, ...tokens }, price)));
    },
    embedding: embedders ? { model: embedders[0].model, dimensions: embedders[0].dimensions } : null,
    stream: (context, reservation, input) => start(context, reservation, input, "chat"),

    async generateText(context, reservation, input) {
      const { name } = await resolve(context, input.model);
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
        if (call.reachedUpstream) await ledger.record(context, call.usage(outcome));
      }
    },

    async embed(context, reservation, { texts, purpose, signal = context.signal }) {
      requireOwn(context, reservation);
      if (!embedders) throw modelNotFound("embedding", []);
      const [{ model, dimensions }] = embedders;
      const request = { context, deployments: embedders, texts, purpose, signal };
      return { vectors: await embedTexts({ routing, pace, ledger, log }, request), model, dimensions };
    },

    async relay(context, reservation, request) {
      requireOwn(context, reservation);
      if (request.kind === "chat") return relays.open(context, request, groups.get(request.model) ?? []);
      if (request.model !== embedders?.[0].model) throw modelNotFound(request.model, embedders ? [embedders[0].model] : []);
      return relays.open(context, request, embedders);
    },
  };
}

function requireOwn(context: Context, reservation: Reservation): void {
  if (reservation.tenantId !== context.tenantId) throw new Error("The reservation belongs to another tenant");
}

function groupByModel(deployments: readonly Deployment[]): Map<string, Group<Deployment>> {
  const groups = new Map<string, Group<Deployment>>();
  const ids = new Set<string>();
  // The quote model stands last, so that it is the default only when it is alone.
  const ordered = deployments.toSorted((a, b) => Number(a.provider === "quote") - Number(b.provider === "quote"));
  for (const deployment of ordered) {
    if (ids.has(deployment.id)) throw new Error(`Two deployments have the id ${deployment.id}`);
    ids.add(deployment.id);
    const group = groups.get(deployment.model);
    groups.set(deployment.model, group ? [...group, deployment] : [deployment]);
  }
  return groups;
}

function describe(groups: ReadonlyMap<string, Group<Deployment>>): ModelEntry[] {
  return Array.from(groups, ([name, group], index) => ({
    name,
    label: group[0].label,
    provider: group[0].provider,
    regions: [...new Set(group.flatMap(({ region }) => (region === null ? [] : [region])))],
    isDefault: index === 0,
    contextWindowTokens: Math.min(...group.map((deployment) => deployment.contextWindowTokens)),
    maxOutputTokens: Math.min(...group.map((deployment) => deployment.maxOutputTokens)),
  }));
}

/** Those that give the same vectors as the first: others cannot be searched together. */
function comparable(deployments: readonly EmbeddingDeployment[]): Group<EmbeddingDeployment> | undefined {
  const [first, ...rest] = deployments;
  if (!first) return undefined;
  return [first, ...rest.filter((next) => next.model === first.model && next.dimensions === first.dimensions)];
}
