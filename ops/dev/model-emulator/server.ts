import type { IncomingMessage, ServerResponse } from "node:http";
import { listenOnLoopback } from "../listen-on-loopback.ts";
import { type Barrier, createBarrier } from "./barrier.ts";
import { answerChat, chatPromptText } from "./chat-completions.ts";
import { answerControl, isControlPath } from "./control.ts";
import { answerEmbeddings, embeddingsPromptText } from "./embeddings.ts";
import {
  azureHeaders,
  deploymentNotFound,
  scenarioFailure,
  type WireError,
  wireError,
  wrongKey,
  wrongToken,
} from "./errors.ts";
import { cut, type Exchange, type Flavour, readJson, sendError, sendJson } from "./exchange.ts";
import { createJournal, type Journal, type JournalEntry } from "./journal.ts";
import { unsupportedRequest } from "./model-traits.ts";
import { answerRerank, rerankPromptText } from "./rerank.ts";
import { answerResponses, responsesPromptText } from "./responses.ts";
import { parseRoute, type Route } from "./route.ts";
import { createScenarios, type EndpointName, type Scenario, type Scenarios } from "./scenarios.ts";
import type { Pace } from "./token-stream.ts";

export interface ModelEmulatorOptions {
  /** 0: any free port. */
  port?: number;
  /** The key that is accepted, as `api-key` or as Bearer. */
  apiKey?: string;
  /** Said in `x-ms-region`; a first path segment (`/eastus2/openai/v1`) overrides it. */
  region?: string;
  /** Names that exist, as `name` or `name=model`; an embedding model has `embedding` in its name, one for reranking `rerank`. */
  deployments?: readonly string[];
  /** Tokens that are accepted as Bearer beside the key; embeddings take none through v1, as on Azure. */
  tokens?: ReadonlySet<string>;
  firstTokenDelayMs?: number;
  tokensPerSecond?: number;
}

export interface ModelEmulator {
  /** `http://127.0.0.1:<port>`, without a path. */
  url: string;
  apiKey: string;
  /** Every request so far, oldest first. */
  requests: readonly JournalEntry[];
  /** The first scenario that matches a request and is not used up is applied to it. */
  use(...scenarios: Scenario[]): void;
  /** Holds the requests of one scenario, all of them when it has no `match`, until the barrier is released. */
  hold(at: NonNullable<Scenario["hold"]>, match?: Scenario["match"]): Barrier;
  /** Forgets scenarios and journal, and releases what is held. */
  reset(): void;
  close(): Promise<void>;
}

export const defaultDeployments: readonly string[] = [
  "gpt-4.1",
  "gpt-4.1-mini",
  "gpt-4o",
  "gpt-4o-mini",
  "gpt-5",
  "gpt-5-chat",
  "gpt-5-pro",
  "gpt-5-codex",
  "gpt-5-mini",
  "o4-mini",
  "text-embedding-3-small",
  "text-embedding-3-large",
  "text-embedding-ada-002",
  "rerank-v4.0",
];

/** What the parts of the server share. */
export interface EmulatorState {
  apiKey: string;
  region: string;
  /** Models by the names of their deployments. */
  deployments: ReadonlyMap<string, string>;
  tokens: ReadonlySet<string>;
  pace: Pace;
  scenarios: Scenarios;
  journal: Journal;
  barrier: Barrier;
}

/** Starts the emulator on loopback. Nothing is kept when it stops. */
export async function startModelEmulator(options: ModelEmulatorOptions = {}): Promise<ModelEmulator> {
  const state: EmulatorState = {
    apiKey: options.apiKey ?? "emulator-key",
    region: options.region ?? "East US",
    deployments: modelsByDeployment(options.deployments ?? defaultDeployments),
    tokens: options.tokens ?? new Set(),
    pace: { firstTokenDelayMs: options.firstTokenDelayMs ?? 0, tokensPerSecond: options.tokensPerSecond ?? 0 },
    scenarios: createScenarios(),
    journal: createJournal(20_000),
    barrier: createBarrier(),
  };
  const { url, close } = await listenOnLoopback((request, response) => answer(state, request, response), options.port);
  return {
    url,
    apiKey: state.apiKey,
    requests: state.journal.entries,
    use: state.scenarios.add,
    hold(at, match) {
      state.scenarios.add({ hold: at, ...(match && { match }) });
      return state.barrier;
    },
    reset() {
      state.scenarios.clear();
      state.journal.clear();
      state.barrier.release();
    },
    close,
  };
}

async function answer(state: EmulatorState, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  if (isControlPath(url.pathname)) return answerControl(state, request, response, url.pathname);
  const body = await readJson(request).catch(() => undefined);
  const route = parseRoute(url.pathname, body);
  const region = route?.region ?? state.region;
  const entry = state.journal.open({
    method: request.method ?? "",
    path: url.pathname,
    query: url.search,
    region,
    headers: plainHeaders(request),
    body,
  });
  const gone = new AbortController();
  response.once("close", () => {
    if (!response.writableFinished) gone.abort();
    if (entry.outcome === "running") entry.outcome = response.writableFinished ? "completed" : "client_closed";
  });
  const flavour: Flavour = route?.flavour ?? "openai";
  const exchange: Exchange = {
    response,
    flavour,
    deployment: route?.deployment ?? "",
    model: state.deployments.get(route?.deployment ?? "") ?? "",
    region,
    scenario: route?.endpoint === undefined ? {} : takeScenario(state, route, region, body),
    barrier: state.barrier,
    journal: entry,
    signal: gone.signal,
    headers: flavour === "azure" ? azureHeaders(region) : {},
  };
  const refused = refusal(state, request, url, route);
  if (refused) return sendError(exchange, refused);
  if (route?.endpoint === undefined) return sendJson(exchange, 200, modelList(state));
  await dispatch(state, exchange, route.endpoint, body);
}

async function dispatch(state: EmulatorState, exchange: Exchange, endpoint: EndpointName, body: unknown) {
  const { scenario } = exchange;
  if (scenario.hold === "response") await state.barrier.wait(exchange.signal);
  if (scenario.drop) return cut(exchange);
  if (scenario.fail) return sendError(exchange, scenarioFailure(scenario.fail, exchange.deployment));
  const unsupported = unsupportedRequest(exchange.model, endpoint, body);
  if (unsupported) return sendError(exchange, unsupported);
  switch (endpoint) {
    case "chat":
      return answerChat(exchange, body, state.pace);
    case "responses":
      return answerResponses(exchange, body, state.pace);
    case "embeddings":
      return answerEmbeddings(exchange, body);
    case "rerank":
      return answerRerank(exchange, body);
    default:
      return endpoint satisfies never;
  }
}

function takeScenario(state: EmulatorState, route: Route, region: string, body: unknown): Scenario {
  const { endpoint, deployment } = route;
  if (endpoint === undefined) return {};
  const promptText = {
    chat: chatPromptText,
    responses: responsesPromptText,
    embeddings: embeddingsPromptText,
    rerank: rerankPromptText,
  }[endpoint];
  return state.scenarios.take({ endpoint, deployment, region, promptText: promptText(body) });
}

function refusal(
  state: EmulatorState,
  request: IncomingMessage,
  url: URL,
  route: Route | undefined,
): WireError | undefined {
  if (!route) return wireError(404, "404", "Resource not found");
  const refused = wayIn(state, request, route);
  if (refused) return refused;
  const method = route.endpoint === undefined ? "GET" : "POST";
  if (request.method !== method) return wireError(405, "405", "Method not allowed");
  if (route.classic && !url.searchParams.has("api-version")) return wireError(404, "404", "Resource not found");
  if (route.endpoint === undefined) return undefined;
  const model = state.deployments.get(route.deployment);
  if (model === undefined) return deploymentNotFound;
  if (kindOf(model) === kindOf(route.endpoint)) return undefined;
  const message =
    "The requested operation does not work with the specified model. Choose a different model and try again.";
  return wireError(400, "OperationNotSupported", message);
}

/** What a model is for, and what an endpoint wants. */
function kindOf(name: string): "embedding" | "rerank" | "text" {
  if (name.includes("embedding")) return "embedding";
  return name.includes("rerank") ? "rerank" : "text";
}

function wayIn({ apiKey, tokens }: EmulatorState, request: IncomingMessage, route: Route): WireError | undefined {
  const { "api-key": key, authorization } = request.headers;
  if (key === apiKey || authorization === `Bearer ${apiKey}`) return undefined;
  const bearer = /^Bearer (.+)$/.exec(authorization ?? "")?.[1];
  if (bearer === undefined) return wrongKey;
  const takesTokens = route.endpoint !== "embeddings" || route.classic;
  return takesTokens && tokens.has(bearer) ? undefined : wrongToken;
}

function modelsByDeployment(names: readonly string[]): Map<string, string> {
  return new Map(
    names.map((name) => {
      const [deployment = "", model = deployment] = name.split("=");
      return [deployment, model];
    }),
  );
}

function plainHeaders(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
}

function modelList({ deployments }: EmulatorState) {
  return {
    object: "list",
    data: [...deployments.keys()].map((id) => ({ id, object: "model", created: 1_700_000_000, owned_by: "emulator" })),
  };
}
