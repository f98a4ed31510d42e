import { randomUUID } from "node:crypto";
import type { Scenario } from "./scenarios.ts";

/** An error the emulated server answers with. */
export interface WireError {
  status: number;
  code: string | null;
  headers: Record<string, string>;
  body: unknown;
}

export function wireError(
  status: number,
  code: string | null,
  message: string,
  param: string | null = null,
): WireError {
  const type = status >= 500 ? "server_error" : "invalid_request_error";
  return { status, code, headers: {}, body: { error: { message, type, param, code } } };
}

export const wrongKey = wireError(
  401,
  "401",
  "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription.",
);

export const wrongToken = wireError(
  401,
  "PermissionDenied",
  "The principal lacks the required data action, or its token is expired or for another audience.",
);

export const deploymentNotFound = wireError(
  404,
  "DeploymentNotFound",
  "The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again.",
);

/** The words and headers users report from Azure, by status. */
export function scenarioFailure(failure: NonNullable<Scenario["fail"]>, deployment: string): WireError {
  const { status, retryAfterSeconds, retryAfterMs } = failure;
  const known = knownFailures[status];
  const seconds = retryAfterSeconds ?? (retryAfterMs === undefined ? undefined : Math.ceil(retryAfterMs / 1000));
  const message =
    failure.message ??
    (status === 429
      ? `Your requests to ${deployment} have exceeded the token rate limit for your current AIServices S0 pricing tier.${seconds === undefined ? "" : ` Please retry after ${seconds} seconds.`}`
      : (known?.message ?? `The request failed with status ${status}.`));
  const error = wireError(status, failure.code ?? known?.code ?? String(status), message);
  return {
    ...error,
    headers: {
      ...(status === 429 && { "x-ratelimit-remaining-tokens": "-1", "policy-id": "DeploymentRatelimit-Token" }),
      ...(retryAfterSeconds !== undefined && { "retry-after": String(retryAfterSeconds) }),
      ...(retryAfterMs !== undefined && { "retry-after-ms": String(retryAfterMs) }),
      ...failure.headers,
    },
  };
}

const knownFailures: Readonly<Record<number, { code: string; message: string }>> = {
  401: { code: "401", message: "Access denied due to invalid subscription key or wrong API endpoint." },
  404: { code: "DeploymentNotFound", message: "The API deployment for this resource does not exist." },
  408: { code: "Timeout", message: "The operation was timeout." },
  429: { code: "429", message: "" },
  500: {
    code: "InternalServerError",
    message: "The server had an error while processing your request. Sorry about that!",
  },
  503: { code: "ServiceUnavailable", message: "The service is temporarily unable to process your request." },
};

export const safeFilter = {
  hate: { filtered: false, severity: "safe" },
  self_harm: { filtered: false, severity: "safe" },
  sexual: { filtered: false, severity: "safe" },
  violence: { filtered: false, severity: "safe" },
} as const;

/** Azure's refusal of a prompt; note the singular `content_filter_result`. */
export const promptFiltered: WireError = {
  status: 400,
  code: "content_filter",
  headers: {},
  body: {
    error: {
      message:
        "The response was filtered due to the prompt triggering Azure OpenAI's content management policy. Please modify your prompt and retry.",
      type: null,
      param: "prompt",
      code: "content_filter",
      status: 400,
      innererror: {
        code: "ResponsibleAIPolicyViolation",
        content_filter_result: {
          ...safeFilter,
          jailbreak: { filtered: false, detected: false },
          violence: { filtered: true, severity: "high" },
        },
      },
    },
  },
};

/** Headers an Azure resource adds to every answer. */
export function azureHeaders(region: string): Record<string, string> {
  return { "x-ms-region": region, "apim-request-id": randomUUID(), "x-ratelimit-remaining-requests": "119" };
}
