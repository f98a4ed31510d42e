import type { EmbeddingModelV4Result } from "@ai-sdk/provider";
import type { UsageDraft, UsageLedger, UsageOutcome, UsagePurpose } from "@eai/modules/governance";
import { type Context, type Log, ProblemError } from "@eai/modules/kernel";
import type { EmbeddingDeployment } from "./deployment.ts";
import { type MeasuredInput, measureInput, takeBatch } from "./embedding-batch.ts";
import type { EmbeddingPace, PacedRequest } from "./embedding-pace.ts";
import { pause } from "./pause.ts";
import { costMicroUsd, noTokens } from "./price.ts";
import type { Route, Routing } from "./routing.ts";
import { mayHaveArrived, type Sending, watchSending } from "./sending.ts";
import { traceEmbedding } from "./trace-call.ts";
import { classifyFailure, type UpstreamFailure, UpstreamTimeout } from "./upstream-failure.ts";

export interface EmbedInput {
  context: Context;
  deployments: readonly [EmbeddingDeployment, ...EmbeddingDeployment[]];
  texts: readonly string[];
  purpose: "query" | "ingestion";
  signal: AbortSignal;
  /** Told before each wait for a model that asks for patience or is away. */
  onWait?: ((wait: EmbeddingWait) => void) | undefined;
  /** Told what each request used, so that limits settle on it. */
  noteUse: (used: UsageDraft) => void;
}

export interface EmbeddingWait {
  reason: "rate_limited" | "model_unavailable";
  seconds: number;
}

export interface EmbedDependencies {
  routing: Routing;
  pace: EmbeddingPace;
  ledger: UsageLedger;
  log: Log;
}

/** How long one request may take, how long to wait in all for a server that asks for patience, and how often to ask. */
const patience = {
  // Somebody waits for this one: search by keyword goes on without it.
  query: { requestMs: 10_000, waitMs: 4_000, rounds: 2 },
  ingestion: { requestMs: 120_000, waitMs: 300_000, rounds: Number.POSITIVE_INFINITY },
} as const;

/**
 * Embeds texts in their order, in requests within the limits of count and tokens; what is too long is cut at the end.
 * Throttling and server errors are waited out and retried; every request leaves a usage record.
 * @returns a vector for each text
 * @throws ProblemError `model_unavailable` when patience runs out, `model_failed` when the request is refused;
 * the reason of the signal when it is aborted
 */
export async function embedTexts(dependencies: EmbedDependencies, input: EmbedInput): Promise<number[][]> {
  const inputs = input.texts.map((text) => measureInput(text, input.deployments[0]));
  const { waitMs } = patience[input.purpose];
  const waiting: Waiting = { leftMs: waitMs, rounds: 0, asked: 0, reason: "model_unavailable" };
  const vectors: number[][] = [];
  while (vectors.length < inputs.length) {
    const batch = await embedNext(dependencies, input, inputs.slice(vectors.length), waiting);
    vectors.push(...batch);
    waiting.rounds = 0;
    waiting.asked = 0;
  }
  return vectors;
}

interface Waiting {
  leftMs: number;
  /** Ways through the deployments without an answer to the present request. */
  rounds: number;
  /** Calls for the present request. */
  asked: number;
  /** What the last failure said. */
  reason: EmbeddingWait["reason"];
}

/** Embeds the next inputs that fit one request, wherever that succeeds first. */
async function embedNext(
  dependencies: EmbedDependencies,
  input: EmbedInput,
  inputs: readonly MeasuredInput[],
  waiting: Waiting,
): Promise<number[][]> {
  while (true) {
    // No prompt is cached here, so the quota of every region is used.
    const route = dependencies.routing.route(input.deployments, undefined, laneOf(input));
    // Who asks a question does not stand in line behind documents, neither for a place nor for their breaker.
    const place = input.purpose === "ingestion" ? await dependencies.pace.enter(input.signal) : undefined;
    let tried: TriedRoute;
    try {
      tried = await tryRoute(dependencies, input, { route, place, inputs, waiting });
    } finally {
      place?.end();
    }
    if (tried.vectors) return tried.vectors;
    const { last } = tried;
    const { retryAfterMs, failures } = route.unavailable();
    waiting.rounds += 1;
    const hopeless = last !== undefined && (last.kind === "unauthorized" || last.kind === "not_found");
    // A document would wait for a key that is wrong: its person is told at once.
    if (hopeless && input.purpose === "ingestion") throw refused(input.deployments[0].model, last?.status);
    if (retryAfterMs === undefined || hopeless || !mayAskAgain(input, waiting)) {
      throw unavailable(input.deployments[0].model, retryAfterMs, failures);
    }
    const waitMs = Math.max(retryAfterMs, backoffMs(waiting.rounds));
    if (waitMs > waiting.leftMs) throw unavailable(input.deployments[0].model, waitMs, failures);
    waiting.leftMs -= waitMs;
    if (last) waiting.reason = last.kind === "rate_limited" ? "rate_limited" : "model_unavailable";
    input.onWait?.({ reason: waiting.reason, seconds: waitMs / 1000 });
    await pause(waitMs, input.signal);
  }
}

type TriedRoute = { vectors: number[][] } | { vectors?: never; last: UpstreamFailure | undefined };

interface RouteToTry {
  route: Route<EmbeddingDeployment>;
  place: PacedRequest | undefined;
  inputs: readonly MeasuredInput[];
  waiting: Waiting;
}

/** One way through the deployments. */
async function tryRoute(
  dependencies: EmbedDependencies,
  input: EmbedInput,
  { route, place, inputs, waiting }: RouteToTry,
): Promise<TriedRoute> {
  let last: UpstreamFailure | undefined;
  while (mayAskAgain(input, waiting)) {
    const call = await route.next(input.signal);
    if (!call) break;
    waiting.asked += 1;
    const { deployment } = call;
    const batch = takeBatch(inputs, 0, deployment, place?.tokens ?? Number.POSITIVE_INFINITY);
    let request: BatchResult;
    try {
      request = await requestBatch(dependencies, input, deployment, batch);
      if (request.failure) call.failed(request.failure);
      else call.succeeded();
    } finally {
      call.end();
    }
    if (request.vectors) {
      place?.succeeded();
      return { vectors: request.vectors };
    }
    last = request.failure;
    if (last.kind === "rate_limited") place?.throttled();
    afterFailure(dependencies, input, deployment, last);
  }
  return { last };
}

function laneOf({ purpose }: EmbedInput) {
  return purpose === "ingestion" ? ("background" as const) : ("people" as const);
}

/** A person's question is sent once to each deployment; to one that is alone, twice. */
function mayAskAgain({ purpose, deployments }: EmbedInput, { asked, rounds }: Waiting): boolean {
  if (rounds >= patience[purpose].rounds) return false;
  return purpose === "ingestion" || asked < Math.max(2, deployments.length);
}

/** @throws ProblemError `model_failed` when no other deployment would do better */
function afterFailure(
  { log }: EmbedDependencies,
  input: EmbedInput,
  deployment: EmbeddingDeployment,
  { kind, status, retryAfterMs, failover }: UpstreamFailure,
): void {
  const { requestId } = input.context;
  log.warn({ deployment: deployment.id, kind, status, retryAfterMs, requestId }, "embedding failed");
  if (!failover) {
    throw refused(deployment.model, status, new Error(`${deployment.id}: ${kind}`));
  }
}

function refused(model: string, status: number | undefined, cause?: Error): ProblemError {
  const detail = `The embedding model ${model} refused the request (HTTP ${status ?? "?"}). Look at its configuration.`;
  return new ProblemError("model_failed", detail, { cause });
}

/** Doubles from half a second to 30 s, a quarter of it at random, so that workers do not come back together. */
function backoffMs(failures: number): number {
  const base = Math.min(500 * 2 ** (failures - 1), 30_000);
  return Math.round(base * (0.875 + Math.random() * 0.25));
}

function unavailable(model: string, retryAfterMs: number | undefined, failures: readonly string[]): ProblemError {
  return new ProblemError(
    "model_unavailable",
    `The embedding model ${model} cannot be used right now. Try again later.`,
    {
      cause: new Error(failures.join("; ") || "no deployment takes calls"),
      ...(retryAfterMs !== undefined && { retryAfterSeconds: Math.max(1, Math.ceil(retryAfterMs / 1000)) }),
    },
  );
}

type BatchResult = { vectors: number[][]; failure?: never } | { vectors?: never; failure: UpstreamFailure };

async function requestBatch(
  dependencies: EmbedDependencies,
  input: EmbedInput,
  deployment: EmbeddingDeployment,
  batch: readonly MeasuredInput[],
): Promise<BatchResult> {
  const startedAt = performance.now();
  const counted = batch.reduce((sum, { tokens }) => sum + tokens, 0);
  const timeout = AbortSignal.timeout(patience[input.purpose].requestMs);
  const draft = (outcome: UsageOutcome, promptTokens: number, estimated: boolean) =>
    draftOf(deployment, purposeOf(input), { outcome, promptTokens, estimated, startedAt });
  const noted = dependencies.ledger.begin(input.context, draft("interrupted", counted, true));
  const end = (used: UsageDraft) => {
    input.noteUse(used);
    // Not waited for: what cannot be written now is kept and written later.
    void noted.end(used);
  };
  const sending: Sending = { sent: false };
  let result: EmbeddingModelV4Result;
  try {
    const embed = () =>
      deployment.embeddingModel.doEmbed({
        values: batch.map(({ text }) => text),
        abortSignal: AbortSignal.any([input.signal, timeout]),
        ...(deployment.requestDimensions && { dimensions: deployment.dimensions }),
      });
    result = await traceEmbedding(deployment, batch.length, () => watchSending(sending, embed));
  } catch (error) {
    if (input.signal.aborted) {
      if (mayHaveArrived(sending)) end(draft("aborted", counted, true));
      else noted.drop();
      throw input.signal.reason;
    }
    const failure = classifyFailure(timeout.aborted ? new UpstreamTimeout("No embedding in time") : error);
    if (failure.kind === "unreachable") noted.drop();
    else end(draft("failed", failure.billed ? counted : 0, failure.billed));
    return { failure };
  }
  end(draft("ok", result.usage?.tokens ?? counted, result.usage === undefined));
  return { vectors: checkVectors(result.embeddings, batch.length, deployment) };
}

function purposeOf(input: EmbedInput): UsagePurpose {
  return input.purpose === "query" ? "query_embedding" : "ingestion_embedding";
}

/** A vector of another length would be stored beside ones it cannot be compared with. */
function checkVectors(vectors: number[][], count: number, deployment: EmbeddingDeployment): number[][] {
  const wrong = vectors.find((vector) => vector.length !== deployment.dimensions);
  if (vectors.length === count && wrong === undefined) return vectors;
  throw new ProblemError(
    "model_failed",
    wrong === undefined
      ? `The embedding model ${deployment.model} gave ${vectors.length} vectors for ${count} texts.`
      : `The embedding model ${deployment.model} gives ${wrong.length} dimensions, not ${deployment.dimensions}. Set EMBEDDING_DIMENSIONS to ${wrong.length}.`,
  );
}

function draftOf(
  deployment: EmbeddingDeployment,
  purpose: UsagePurpose,
  seen: { outcome: UsageOutcome; promptTokens: number; estimated: boolean; startedAt: number },
): UsageDraft {
  const tokens = { ...noTokens, promptTokens: seen.promptTokens };
  return {
    purpose,
    provider: deployment.provider,
    deploymentId: deployment.id,
    region: deployment.region,
    model: deployment.model,
    ...tokens,
    costMicroUsd: costMicroUsd(tokens, deployment.price),
    price: deployment.price,
    estimated: seen.estimated,
    latencyMs: Math.round(performance.now() - seen.startedAt),
    firstTokenMs: null,
    outcome: seen.outcome,
  };
}
