import type { UsageDraft, UsageLedger, UsageOutcome } from "@eai/modules/governance";
import { type Context, inSpan, type Log, ProblemError } from "@eai/modules/kernel";
import { noPrice } from "./catalogue.ts";
import type { Choosable } from "./choose-deployment.ts";
import type { Routing } from "./routing.ts";
import { mayHaveArrived, type Sending, watchSending } from "./sending.ts";
import { countTokens } from "./tokens.ts";
import { classifyFailure, UpstreamTimeout } from "./upstream-failure.ts";

/** One place where texts are judged by how well they answer a question. */
export interface RerankDeployment extends Choosable {
  id: string;
  model: string;
  /** Null when it is not known. */
  region: string | null;
  /** Whoever waits for a search waits no longer than this for its order. */
  timeoutMs: number;
  /** Of one call, whatever is in it. */
  costMicroUsd: number;
  /** @throws APICallError as the AI SDK's models do */
  call(request: { query: string; texts: readonly string[]; signal: AbortSignal }): Promise<RerankAnswer>;
}

export interface RerankAnswer {
  /** One for each text, in their order; the higher the better. */
  scores: number[];
  /** As the server counted them; undefined when it does not say. */
  tokens: number | undefined;
}

export interface RerankInput {
  context: Context;
  deployment: RerankDeployment;
  query: string;
  texts: readonly string[];
  noteUse: (used: UsageDraft) => void;
}

export interface RerankDependencies {
  routing: Routing;
  ledger: UsageLedger;
  log: Log;
}

/**
 * Asks once, or not at all while the circuit of the deployment is open.
 * @returns a score for each text
 * @throws ProblemError `model_unavailable` when it does not answer in time or answers what cannot be read; the reason of
 * the signal of the context
 */
export async function rerankTexts({ routing, ledger, log }: RerankDependencies, input: RerankInput): Promise<number[]> {
  const { context, deployment, query, texts } = input;
  const timeout = AbortSignal.timeout(deployment.timeoutMs);
  const call = await routing.route([deployment]).next(AbortSignal.any([context.signal, timeout]));
  if (!call) throw unavailable(deployment, "its circuit is open or it is drained");
  const startedAt = performance.now();
  const counted = texts.reduce((sum, text) => sum + countTokens(text), countTokens(query));
  const noted = ledger.begin(context, draftOf(deployment, "interrupted", counted, true, startedAt));
  const end = (used: UsageDraft) => {
    input.noteUse(used);
    // Not waited for: what cannot be written now is kept and written later.
    void noted.end(used);
  };
  const sending: Sending = { sent: false };
  try {
    const signal = AbortSignal.any([context.signal, timeout]);
    const { scores, tokens } = await inSpan(
      `rerank ${deployment.model}`,
      { "gen_ai.operation.name": "rerank", "gen_ai.request.model": deployment.model, "eai.texts": texts.length },
      () => watchSending(sending, () => deployment.call({ query, texts, signal })),
      { kind: "client" },
    );
    call.succeeded();
    end(draftOf(deployment, "ok", tokens ?? counted, tokens === undefined, startedAt));
    return scores;
  } catch (error) {
    if (context.signal.aborted) {
      if (mayHaveArrived(sending)) end(draftOf(deployment, "aborted", counted, true, startedAt));
      else noted.drop();
      throw context.signal.reason;
    }
    const failure = classifyFailure(timeout.aborted ? new UpstreamTimeout("No order in time") : error);
    call.failed(failure);
    if (failure.kind === "unreachable") noted.drop();
    else end(draftOf(deployment, "failed", failure.billed ? counted : 0, failure.billed, startedAt));
    const { kind, status } = failure;
    log.warn({ deployment: deployment.id, kind, status, requestId: context.requestId }, "reranking failed");
    throw unavailable(deployment, kind);
  } finally {
    call.end();
  }
}

function draftOf(
  deployment: RerankDeployment,
  outcome: UsageOutcome,
  promptTokens: number,
  estimated: boolean,
  startedAt: number,
): UsageDraft {
  return {
    purpose: "rerank",
    provider: "openai-compatible",
    deploymentId: deployment.id,
    region: deployment.region,
    model: deployment.model,
    promptTokens,
    cachedTokens: 0,
    completionTokens: 0,
    reasoningTokens: 0,
    costMicroUsd: promptTokens === 0 ? 0 : deployment.costMicroUsd,
    price: noPrice,
    estimated,
    latencyMs: Math.round(performance.now() - startedAt),
    firstTokenMs: null,
    outcome,
  };
}

function unavailable({ model }: RerankDeployment, why: string): ProblemError {
  return new ProblemError(
    "model_unavailable",
    `The reranking model ${model} cannot be used right now. Try again later.`,
    {
      cause: new Error(why),
    },
  );
}
