import type { NotedCall, UsageDraft, UsageLedger, UsageOutcome } from "@eai/modules/governance";
import { type Context, type Log, ProblemError } from "@eai/modules/kernel";
import type { AttemptTimeouts } from "../attempt.ts";
import { brokenAnswer, nothingAvailable } from "../model-problems.ts";
import { costMicroUsd, noTokens } from "../price.ts";
import type { RoutedCall, Routing } from "../routing.ts";
import { openRelayedSpan } from "../trace-call.ts";
import { classifyFailure, type UpstreamFailure } from "../upstream-failure.ts";
import type { RawTransport } from "./raw-transport.ts";
import { RefusedRequest } from "./refused-request.ts";
import { type RelayMeasure, startRelayAttempt } from "./relay-attempt.ts";
import { fitRelayBody } from "./relay-body.ts";
import type { RawDeployment, Relay, RelayRequest, RelaySink } from "./relay-types.ts";

export interface RelayDependencies {
  routing: Routing;
  ledger: UsageLedger;
  transport: RawTransport;
  timeouts: AttemptTimeouts;
  log: Log;
}

export interface RelayInput {
  context: Context;
  request: RelayRequest;
  /** Interchangeable ones; at least one. */
  deployments: readonly RawDeployment[];
  /** Told what each call used. */
  noteUse: (used: UsageDraft) => void;
  /** Called once when all is over. */
  settled(): void;
}

/**
 * Passes a request on to the deployments of a model in order until one answers; after its first token there is no
 * other. Each call that reached a server leaves one usage record, whatever happens.
 */
export function startRelay(dependencies: RelayDependencies, input: RelayInput, sink: RelaySink): Relay {
  const { routing, ledger, log } = dependencies;
  const { context, request } = input;
  const purpose = request.kind === "chat" ? ("completion" as const) : ("embedding" as const);
  /** Ends the wait between two attempts. */
  const leaving = new AbortController();
  let current: RunningAttempt | undefined;
  /** The client has its last word, or is gone. */
  let told = false;

  interface RunningAttempt {
    /** Ends it from outside, with its record. */
    close(outcome: UsageOutcome, reason: Error): void;
    leave(): boolean;
    resume(): void;
  }

  async function run(): Promise<void> {
    const route = routing.route(input.deployments, request.affinityKey);
    for (let call = await route.next(leaving.signal); call; call = await route.next(leaving.signal)) {
      try {
        const next = await attempt(call);
        if (next === "over") return;
        if (next.refused) return tell(() => sink.fail(next.refused as Error));
      } finally {
        call.end();
      }
    }
    tell(() => sink.fail(nothingAvailable(request.model, route.unavailable())));
  }

  /** @returns `over` when the client was told the end of it; otherwise another may be tried, unless it was refused */
  async function attempt(call: RoutedCall<RawDeployment>): Promise<"over" | { refused: Error | undefined }> {
    const { deployment } = call;
    const { body, streams } = fitRelayBody(request, deployment);
    let headers: Record<string, string>;
    try {
      headers = await deployment.endpoint.headers();
    } catch (error) {
      return noteFailure(call, classifyFailure(error), "");
    }
    if (told) return "over";
    const noted = ledger.begin(context, firstDraft(deployment));
    const span = openRelayedSpan(deployment, request);
    return new Promise((resolve) => {
      let begun = false;
      let ended = false;
      const running = startRelayAttempt(
        {
          transport: dependencies.transport,
          deployment,
          request,
          headers: {
            ...headers,
            "content-type": "application/json",
            accept: streams ? "text/event-stream" : "application/json",
          },
          body,
          streams,
          timeouts: dependencies.timeouts,
        },
        {
          begin() {
            begun = true;
            call.succeeded();
            sink.start({ deploymentId: deployment.id, region: deployment.region });
          },
          data: (bytes) => sink.data(bytes),
          end() {
            tell(() => sink.end());
            finish(undefined, "ok");
          },
          fail(failure, answer) {
            const next = noteFailure(call, failure, answer);
            if (begun) tell(() => sink.fail(brokenAnswer(deployment, failure)));
            finish(failure, "failed", begun ? "over" : next);
          },
        },
      );
      current = {
        close(outcome, reason) {
          running.abort(reason);
          finish(undefined, outcome);
        },
        leave: () => running.leave(),
        resume: () => running.resume(),
      };

      function finish(
        failure: UpstreamFailure | undefined,
        outcome: UsageOutcome,
        next: "over" | { refused: Error | undefined } = "over",
      ) {
        if (ended) return;
        ended = true;
        current = undefined;
        const measure = running.measure(failure?.billed ?? true);
        record(noted, deployment, measure, failure, outcome);
        span.end(measure, failure?.kind ?? (outcome === "ok" ? undefined : outcome));
        resolve(next);
      }
    });
  }

  function noteFailure(
    call: RoutedCall<RawDeployment>,
    failure: UpstreamFailure,
    answer: string,
  ): { refused: Error | undefined } {
    call.failed(failure);
    const { kind, status, retryAfterMs } = failure;
    const { requestId } = context;
    log.warn({ deployment: call.deployment.id, kind, status, retryAfterMs, requestId }, "model call failed");
    return { refused: failure.failover ? undefined : new RefusedRequest(failure, answer) };
  }

  function record(
    noted: NotedCall,
    deployment: RawDeployment,
    measure: RelayMeasure,
    failure: UpstreamFailure | undefined,
    outcome: UsageOutcome,
  ): void {
    if (failure?.kind === "unreachable") {
      noted.drop();
      return;
    }
    const { tokens, estimated, latencyMs, firstTokenMs } = measure;
    const used: UsageDraft = {
      ...describe(deployment),
      ...tokens,
      costMicroUsd: costMicroUsd(tokens, deployment.price),
      estimated,
      latencyMs,
      firstTokenMs,
      outcome: correctedOutcome(outcome, measure, failure),
    };
    input.noteUse(used);
    void noted.end(used);
  }

  function firstDraft(deployment: RawDeployment): UsageDraft {
    const tokens = { ...noTokens, promptTokens: request.estimatedPromptTokens };
    return {
      ...describe(deployment),
      ...tokens,
      costMicroUsd: costMicroUsd(tokens, deployment.price),
      estimated: true,
      latencyMs: 0,
      firstTokenMs: null,
      outcome: "interrupted",
    };
  }

  function describe({ provider, id, region, model, price }: RawDeployment) {
    return { purpose, provider, deploymentId: id, region, model, price };
  }

  /** The client is told one end, whichever comes first. */
  function tell(act: () => void): void {
    if (told) return;
    told = true;
    act();
  }

  function stop(outcome: UsageOutcome, reason: Error): void {
    leaving.abort(reason);
    current?.close(outcome, reason);
  }

  run()
    .catch((error: unknown) => {
      // The reason of a client that left while nothing was under way has nobody to be told to.
      tell(() => sink.fail(error instanceof Error ? error : new ProblemError("internal_error", "The call failed.")));
    })
    .finally(() => input.settled());

  return {
    resume: () => current?.resume(),
    leave() {
      if (told) return;
      told = true;
      if (current?.leave()) return;
      stop("aborted", new Error("The client closed the connection."));
    },
    interrupt(reason) {
      tell(() => sink.fail(reason));
      stop("interrupted", reason);
    },
  };
}

function correctedOutcome(
  outcome: UsageOutcome,
  measure: RelayMeasure,
  failure: UpstreamFailure | undefined,
): UsageOutcome {
  if (outcome === "aborted" || outcome === "interrupted") return outcome;
  if (failure?.kind === "content_filtered" || measure.finishReason === "content_filter") return "filtered";
  if (failure) return "failed";
  return measure.hasContent ? "ok" : "empty";
}
