import type { EmbeddingModelV4Result } from "@ai-sdk/provider";
import type { UsageDraft, UsageLedger, UsageOutcome, UsagePurpose } from "@eai/modules/governance";
import { type Context, type Log, ProblemError } from "@eai/modules/kernel";
import type { Cooldowns } from "./choose-deployment.ts";
import type { EmbeddingDeployment } from "./deployment.ts";
import { type EmbeddingPace, type MeasuredInput, measureInput, takeBatch } from "./embedding-batch.ts";
import { pause } from "./pause.ts";
import { costMicroUsd, noTokens } from "./price.ts";
import { traceEmbedding } from "./trace-call.ts";
import { classifyFailure, type UpstreamFailure, UpstreamTimeout } from "./upstream-failure.ts";

export interface EmbedInput {
  context: Context;
  deployments: readonly [EmbeddingDeployment, ...EmbeddingDeployment[]];
  texts: readonly string[];
  purpose: "query" | "ingestion";
  signal: AbortSignal;
}

export interface EmbedDependencies {
  cooldowns: Cooldowns;
  pace: EmbeddingPace;
  ledger: UsageLedger;
  log: Log;
}

/** How long one request may take, and how long to wait in all for a server that asks for patience. */
const patience = {
  // Somebody waits for this one: search by keyword goes on without it.
  query: { requestMs: 10_000, waitMs: 4_000 },
  ingestion: { requestMs: 120_000, waitMs: 300_000 },
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
  const waiting = { leftMs: patience[input.purpose].waitMs, failures: 0 };
  const vectors: number[][] = [];
  while (vectors.length < inputs.length) {
    input.signal.throwIfAborted();
    const deployment = await nextDeployment(dependencies, input, waiting);
    const batch = takeBatch(inputs, vectors.length, deployment, dependencies.pace.limit());
    const request = await requestBatch(dependencies, input, deployment, batch);
    if (request.vectors) {
      vectors.push(...request.vectors);
      waiting.failures = 0;
      dependencies.pace.faster();
    } else {
      await afterFailure(dependencies, input, deployment, request.failure, waiting);
    }
  }
  return vectors;
}

interface Waiting {
  leftMs: number;
  failures: number;
}

async function nextDeployment(
  dependencies: EmbedDependencies,
  input: EmbedInput,
  waiting: Waiting,
): Promise<EmbeddingDeployment> {
  const options = input.deployments.map((deployment) => ({ id: deployment.id, priority: 0, weight: 1, deployment }));
  while (true) {
    const { candidates, retryAfterMs } = dependencies.cooldowns.choose(options, "embedding");
    const [first] = candidates;
    if (first) return first.deployment;
    await waitOrGiveUp(input, waiting, retryAfterMs ?? 1000);
  }
}

async function afterFailure(
  dependencies: EmbedDependencies,
  input: EmbedInput,
  deployment: EmbeddingDeployment,
  failure: UpstreamFailure,
  waiting: Waiting,
): Promise<void> {
  const { kind, status, retryAfterMs } = failure;
  const { requestId } = input.context;
  dependencies.log.warn({ deployment: deployment.id, kind, status, retryAfterMs, requestId }, "embedding failed");
  if (!failure.failover) {
    throw new ProblemError(
      "model_failed",
      `The embedding model ${deployment.model} refused the request (HTTP ${status ?? "?"}). Look at its configuration.`,
      { cause: new Error(`${deployment.id}: ${kind}`) },
    );
  }
  dependencies.cooldowns.failed(deployment.id, failure);
  if (kind === "rate_limited") dependencies.pace.slower();
  waiting.failures += 1;
  const others = input.deployments.length - 1;
  if (kind === "unauthorized" || kind === "not_found") {
    if (waiting.failures > others) throw unavailable(deployment.model, undefined, `${deployment.id}: ${kind}`);
    return;
  }
  // With another deployment at hand there is nothing to wait for until all have failed.
  if (retryAfterMs === undefined && waiting.failures > others) {
    await waitOrGiveUp(input, waiting, backoffMs(waiting.failures - others));
  }
}

/** Doubles from half a second to 30 s, a quarter of it at random, so that workers do not come back together. */
function backoffMs(failures: number): number {
  const base = Math.min(500 * 2 ** (failures - 1), 30_000);
  return Math.round(base * (0.875 + Math.random() * 0.25));
}

async function waitOrGiveUp(input: EmbedInput, waiting: Waiting, milliseconds: number): Promise<void> {
  if (milliseconds > waiting.leftMs) throw unavailable(input.deployments[0].model, milliseconds, "patience ran out");
  waiting.leftMs -= milliseconds;
  await pause(milliseconds, input.signal);
}

function unavailable(model: string, retryAfterMs: number | undefined, reason: string): ProblemError {
  return new ProblemError(
    "model_unavailable",
    `The embedding model ${model} cannot be used right now. Try again later.`,
    {
      cause: new Error(reason),
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
  const record = (outcome: UsageOutcome, promptTokens: number, estimated: boolean) =>
    dependencies.ledger.record(
      input.context,
      draftOf(deployment, purposeOf(input), { outcome, promptTokens, estimated, startedAt }),
    );
  let result: EmbeddingModelV4Result;
  try {
    result = await traceEmbedding(deployment, batch.length, () =>
      deployment.embeddingModel.doEmbed({
        values: batch.map(({ text }) => text),
        abortSignal: AbortSignal.any([input.signal, timeout]),
        ...(deployment.requestDimensions && { dimensions: deployment.dimensions }),
      }),
    );
  } catch (error) {
    if (input.signal.aborted) {
      await record("aborted", counted, true);
      throw input.signal.reason;
    }
    const failure = classifyFailure(timeout.aborted ? new UpstreamTimeout("No embedding in time") : error);
    if (failure.kind !== "unreachable") await record("failed", failure.billed ? counted : 0, failure.billed);
    return { failure };
  }
  await record("ok", result.usage?.tokens ?? counted, result.usage === undefined);
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
