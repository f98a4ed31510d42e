import type { Deployment } from "../deployment.ts";
import { fitBody } from "../fit-body.ts";
import type { RawDeployment, RelayRequest } from "./relay-types.ts";

/** A request as one deployment takes it, and whether it will stream. */
export function fitRelayBody(request: RelayRequest, deployment: RawDeployment): { body: string; streams: boolean } {
  const named = { ...request.body, model: deployment.endpoint.deployment };
  if (request.kind === "embeddings" || !isLanguageModel(deployment)) {
    return { body: JSON.stringify(named), streams: false };
  }
  const streams = request.stream && deployment.capabilities.streaming;
  // Usage is always asked for: it is what the call is settled on.
  const streaming = streams ? { stream: true, stream_options: { include_usage: true } } : { stream: false };
  const { capabilities, maxOutputTokens } = deployment;
  const rules = { surface: "chat_completions" as const, capabilities, maxOutputTokens };
  return { body: JSON.stringify(fitBody({ ...named, ...streaming }, rules)), streams };
}

export function isLanguageModel(deployment: RawDeployment): deployment is RawDeployment & Deployment {
  return "capabilities" in deployment;
}
