import type { NotedCall, UsageDraft, UsageLedger, UsageOutcome, UsagePurpose } from "@eai/modules/governance";
import { type Context, type Log, ProblemError } from "@eai/modules/kernel";
import type { ModelMessage } from "ai";
import { type Attempt, type AttemptMeasure, type AttemptTimeouts, type FinishReason, startAttempt } from "./attempt.ts";
import type { Deployment } from "./deployment.ts";
import { brokenAnswer, emptyAnswer, nothingAvailable, refusedCall } from "./model-problems.ts";
import { costMicroUsd } from "./price.ts";
import { toPrompt } from "./prompt-messages.ts";
import type { RoutedCall, Routing } from "./routing.ts";
import { estimateMessagesTokens } from "./tokens.ts";
import { classifyFailure, type UpstreamFailure } from "./upstream-failure.ts";

export type ModelPart =
  | { type: "served"; deploymentId: string; region: string | null; model: string }
  | { type: "text"; text: string }
  | { type: "finish"; reason: FinishReason };

/** An answer being written. */
export interface ModelCall {
  /**
   * Who serves, then text as it comes, then one finish. To be read once; leaving it early ends the call upstream.
   * Throws the reason of the signal when it is aborted, never a quiet end.
   * @throws ProblemError `permission_denied` before anything is sent; `model_unavailable` before any text, when no
   * deployment could answer; `content_filtered`;
   * `model_failed` when the model refused the request, broke off after some text, or wrote nothing
   */
  parts: AsyncIterable<ModelPart>;
  /**
   * What the call has used so far, at any time. The outcome is corrected by what was seen: an answer that did not
   * finish is not `ok`, one without text is `empty`, one stopped by the filter is `filtered`.
   */
  usage(outcome: UsageOutcome): UsageDraft;
  /**
   * Records what it has used, once. Not for the purpose `chat`: that is recorded with the answer.
   * @returns when it is on record; nobody who is waited for should wait for it. Never throws
   */
  record(outcome: UsageOutcome): Promise<void>;
  /** False while no server has been reached: then there is nothing to record. */
  readonly reachedUpstream: boolean;
}

/** What a call is for; that of a chat is recorded with its answer. */
export type CallPurpose = Extract<UsagePurpose, "chat" | "title" | "completion" | "context" | "rewrite" | "entailment">;

export interface ModelCallInput {
  context: Context;
  /** Where the tenant lets the call go; throws unless the model may be used. Asked before anything is sent. */
  permitted: () => Promise<readonly [Deployment, ...Deployment[]]>;
  /** All of one model; at least one. */
  deployments: readonly [Deployment, ...Deployment[]];
  messages: readonly ModelMessage[];
  purpose: CallPurpose;
  maxOutputTokens: number | undefined;
  affinityKey: string | undefined;
  signal: AbortSignal;
  /** Told what each attempt used that is recorded here, so that limits settle on it. */
  noteUse: (used: UsageDraft) => void;
}

export interface ModelCallDependencies {
  routing: Routing;
  timeouts: AttemptTimeouts;
  /** For calls that failed before another deployment answered; the caller records the last one. */
  ledger: UsageLedger;
  log: Log;
}

/** Calls the deployments of a model on the route of the question until one writes; after the first text there is no other. */
export function startModelCall(dependencies: ModelCallDependencies, input: ModelCallInput): ModelCall {
  const { routing, timeouts, log } = dependencies;
  let attempt: Attempt | undefined;
  /** The attempt while it runs, for recovery; an answer is recovered from its message instead. */
  let noted: NotedCall | undefined;
  let recorded: Attempt | undefined;
  let failure: UpstreamFailure | undefined;

  async function* run(): AsyncGenerator<ModelPart, void> {
    const deployments = await input.permitted();
    input.signal.throwIfAborted();
    const route = routing.route(deployments, input.affinityKey, input.purpose === "context" ? "background" : "people");
    let call = await route.next(input.signal);
    while (call) {
      const { deployment } = call;
      failure = undefined;
      try {
        attempt = begin(deployment);
        yield* relay(attempt, call);
        return;
      } catch (error) {
        failure = noteFailure(call, error);
        if (attempt?.measure(true).hasText) throw brokenAnswer(deployment, failure);
        if (!failure.failover) throw refusedCall(deployment, failure);
      } finally {
        call.end();
      }
      const failed = failure;
      call = await route.next(input.signal);
      // The caller records the last one.
      if (call && attempt) recordFailed(attempt, failed);
    }
    throw nothingAvailable(input.deployments[0].model, route.unavailable());
  }

  async function* relay(current: Attempt, call: RoutedCall<Deployment>): AsyncGenerator<ModelPart, void> {
    const { id, region, model } = current.deployment;
    let served = false;
    for await (const part of current.parts) {
      if (!served) {
        served = true;
        call.succeeded();
        yield { type: "served", deploymentId: id, region, model };
      }
      // An answer without text is a failure, except where the filter took the text.
      if (part.type === "finish" && part.reason !== "content-filter" && !current.measure(true).hasText) {
        throw emptyAnswer(current.deployment, part.reason);
      }
      yield part;
    }
  }

  function begin(deployment: Deployment): Attempt {
    let counted: number | undefined;
    const started = startAttempt(deployment, {
      prompt: toPrompt(input.messages),
      maxOutputTokens: input.maxOutputTokens,
      promptCacheKey: input.affinityKey,
      signal: input.signal,
      timeouts,
      estimatePromptTokens: () =>
        (counted ??= estimateMessagesTokens(input.messages, deployment.capabilities.tokenizer)),
    });
    if (input.purpose !== "chat") {
      noted = dependencies.ledger.begin(input.context, draftOf(started, undefined, "interrupted", input.purpose));
    }
    return started;
  }

  /** @throws the reason of the caller's signal, or the problem itself when it is one already */
  function noteFailure(call: RoutedCall<Deployment>, error: unknown): UpstreamFailure {
    input.signal.throwIfAborted();
    if (error instanceof ProblemError) throw error;
    const noted = classifyFailure(error);
    call.failed(noted);
    const { kind, status, retryAfterMs } = noted;
    log.warn(
      { deployment: call.deployment.id, kind, status, retryAfterMs, requestId: input.context.requestId },
      "model call failed",
    );
    return noted;
  }

  /** Not waited for: the person still waits for an answer. */
  function recordFailed(current: Attempt, seen: UpstreamFailure): void {
    recorded = current;
    if (seen.kind === "unreachable") noted?.drop();
    else void end(draftOf(current, seen, "failed", input.purpose));
  }

  function end(used: UsageDraft): Promise<void> {
    input.noteUse(used);
    return noted ? noted.end(used) : dependencies.ledger.record(input.context, used);
  }

  /** A failure with a status came from a server; an abort may have come before anything was sent. */
  function reached(current: Attempt): boolean {
    return failure === undefined ? current.mayHaveArrived() : failure.kind !== "unreachable";
  }

  return {
    parts: run(),
    usage: (outcome) =>
      attempt ? draftOf(attempt, failure, outcome, input.purpose) : unusedDraft(input.deployments[0], outcome, input),
    async record(outcome) {
      if (!attempt || recorded === attempt) return;
      recorded = attempt;
      if (!reached(attempt)) noted?.drop();
      else await end(draftOf(attempt, failure, outcome, input.purpose));
    },
    get reachedUpstream() {
      return attempt !== undefined && reached(attempt);
    },
  };
}

function draftOf(
  attempt: Attempt,
  failure: UpstreamFailure | undefined,
  outcome: UsageOutcome,
  purpose: UsagePurpose,
): UsageDraft {
  const measure = attempt.measure(failure?.billed ?? true);
  const { deployment } = attempt;
  return {
    purpose,
    provider: deployment.provider,
    deploymentId: deployment.id,
    region: deployment.region,
    model: deployment.model,
    ...measure.tokens,
    costMicroUsd: costMicroUsd(measure.tokens, deployment.price),
    price: deployment.price,
    estimated: measure.estimated,
    latencyMs: measure.latencyMs,
    firstTokenMs: measure.firstTokenMs,
    outcome: correctedOutcome(outcome, measure, failure),
  };
}

function correctedOutcome(
  outcome: UsageOutcome,
  measure: AttemptMeasure,
  failure: UpstreamFailure | undefined,
): UsageOutcome {
  if (outcome === "aborted" || outcome === "interrupted") return outcome;
  if (failure?.kind === "content_filtered" || measure.finish === "content-filter") return "filtered";
  if (measure.finish !== undefined && !measure.hasText) return "empty";
  return outcome === "ok" && measure.finish === undefined ? "failed" : outcome;
}

function unusedDraft(deployment: Deployment, outcome: UsageOutcome, input: ModelCallInput): UsageDraft {
  const { provider, region, model, price } = deployment;
  return {
    purpose: input.purpose,
    provider,
    deploymentId: deployment.id,
    region,
    model,
    promptTokens: 0,
    cachedTokens: 0,
    completionTokens: 0,
    reasoningTokens: 0,
    costMicroUsd: 0,
    price,
    estimated: false,
    latencyMs: 0,
    firstTokenMs: null,
    outcome: outcome === "ok" ? "failed" : outcome,
  };
}
