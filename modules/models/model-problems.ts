import { ProblemError } from "@eai/modules/kernel";
import type { FinishReason } from "./attempt.ts";
import type { Deployment } from "./deployment.ts";
import type { Unavailable } from "./routing.ts";
import type { UpstreamFailure } from "./upstream-failure.ts";

// The causes here are made anew: an error of the AI SDK carries the whole prompt, which must not reach a log.

/** Every deployment failed before any text, may not be asked yet, or was drained. */
export function nothingAvailable(model: string, { failures, retryAfterMs }: Unavailable): ProblemError {
  const cause = new Error(failures.length > 0 ? failures.join("; ") : "no deployment takes calls");
  if (retryAfterMs === undefined) {
    const detail = `${model} cannot answer: an administrator took all its deployments out of service. Choose another model.`;
    return new ProblemError("model_unavailable", detail, { cause });
  }
  const retryAfterSeconds = Math.max(1, Math.ceil(retryAfterMs / 1000));
  const detail = `${model} cannot answer right now. Try again in ${retryAfterSeconds} s, or choose another model.`;
  return new ProblemError("model_unavailable", detail, { cause, retryAfterSeconds });
}

/** The model said no, and would say no elsewhere too. */
export function refusedCall(deployment: Deployment, failure: UpstreamFailure): ProblemError {
  const cause = causeOf(deployment, failure);
  if (failure.kind === "content_filtered") {
    return new ProblemError(
      "content_filtered",
      "The content filter of the model stopped this question. Put it in other words.",
      { cause },
    );
  }
  if (failure.code === "context_length_exceeded") {
    return new ProblemError(
      "model_failed",
      "This conversation is too long for the model. Start a new one, or choose a model with a larger window.",
      { cause },
    );
  }
  return new ProblemError(
    "model_failed",
    `The model refused the request (HTTP ${failure.status ?? "?"}). Try another model, or tell your administrator.`,
    { cause },
  );
}

/** The filter took an answer, whole or from some word on. */
export function filteredAnswer(cause?: Error): ProblemError {
  return new ProblemError(
    "content_filtered",
    "The content filter of the model stopped this answer. Put the question in other words.",
    { cause },
  );
}

/** The stream stopped after some text. */
export function brokenAnswer(deployment: Pick<Deployment, "id">, failure: UpstreamFailure): ProblemError {
  const cause = causeOf(deployment, failure);
  if (failure.kind === "content_filtered") return filteredAnswer(cause);
  const what = failure.kind === "timeout" ? "The model stopped writing" : "The connection to the model broke";
  return new ProblemError("model_failed", `${what} in the middle of the answer. Ask again for the whole of it.`, {
    cause,
  });
}

/** The model finished without a word. */
export function emptyAnswer(deployment: Deployment, reason: FinishReason): ProblemError {
  const detail =
    reason === "length"
      ? "The model reached its output limit before it wrote anything. Ask something shorter, or choose another model."
      : "The model gave an empty answer. Ask again, or choose another model.";
  return new ProblemError("model_failed", detail, { cause: new Error(`${deployment.id}: empty answer (${reason})`) });
}

export function modelNotFound(name: string, known: readonly string[]): ProblemError {
  const choices = known.length === 0 ? "No model is configured." : `Choose one of: ${known.join(", ")}.`;
  return new ProblemError("model_not_found", `There is no model called "${name.slice(0, 100)}". ${choices}`);
}

/** The model is there, but the tenant's settings do not name it. */
export function modelNotPermitted(name: string | undefined, permitted: readonly string[]): ProblemError {
  if (name === undefined || permitted.length === 0) {
    const detail = "Your organisation permits none of the models of this installation. Ask an administrator.";
    return new ProblemError("permission_denied", detail);
  }
  const detail = `Your organisation does not permit the model "${name}". Choose one of: ${permitted.join(", ")}.`;
  return new ProblemError("permission_denied", detail);
}

/** Nothing that could serve this is in a region the tenant permits. */
export function outsideRegions(name: string | undefined, regions: readonly string[]): ProblemError {
  const where = regions.length === 0 ? "in no region" : `only in ${regions.join(", ")}`;
  const what = name === undefined ? "No model runs there." : `The model "${name}" does not run there.`;
  const detail = `Your organisation lets its texts be worked on ${where}. ${what} Ask an administrator.`;
  return new ProblemError("permission_denied", detail);
}

function causeOf(deployment: Pick<Deployment, "id">, failure: UpstreamFailure): Error {
  return new Error(`${deployment.id}: ${failure.kind}${failure.status === undefined ? "" : ` (${failure.status})`}`);
}
