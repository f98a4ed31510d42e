import { type WireError, wireError } from "./errors.ts";
import type { EndpointName } from "./scenarios.ts";

/** What of a model shows in how its requests are taken. Told by the name of the model, never of the deployment. */
interface ModelTraits {
  reasoning: boolean;
  streams: boolean;
  chatCompletions: boolean;
  /** Accepted as effort. */
  efforts: readonly string[];
}

/** Models that think first; `gpt-5-chat` does not. */
export function isReasoningModel(model: string): boolean {
  return /^(?:o\d|gpt-5(?!-chat))/.test(model);
}

function traitsOf(model: string): ModelTraits {
  return {
    reasoning: isReasoningModel(model),
    streams: !/^(?:o1|o3-pro|gpt-5-pro)(?:-\d|$)/.test(model),
    chatCompletions: !/^(?:o3-pro|gpt-5-pro)|-codex/.test(model),
    efforts: effortsOf(model),
  };
}

function effortsOf(model: string): readonly string[] {
  if (!isReasoningModel(model)) return [];
  if (/^gpt-5-pro/.test(model)) return ["high"];
  if (/^gpt-5\.1-codex-max/.test(model)) return ["none", "low", "medium", "high", "xhigh"];
  if (/^gpt-5\.\d/.test(model)) return ["none", "low", "medium", "high"];
  return /^gpt-5/.test(model) ? ["minimal", "low", "medium", "high"] : ["low", "medium", "high"];
}

// Of the two APIs; `max_tokens` is the old name, which reasoning models do not take.
const refusedByReasoning = [
  "max_tokens",
  "temperature",
  "top_p",
  "presence_penalty",
  "frequency_penalty",
  "logprobs",
  "top_logprobs",
  "logit_bias",
];
const unknownToResponses = [
  "messages",
  "max_tokens",
  "max_completion_tokens",
  "presence_penalty",
  "frequency_penalty",
  "stop",
  "seed",
  "logprobs",
  "logit_bias",
  "stream_options.include_usage",
  "reasoning_effort",
];

/** The 400 with which a model answers what it does not take. */
export function unsupportedRequest(model: string, endpoint: EndpointName, input: unknown): WireError | undefined {
  if (endpoint === "embeddings" || !isObject(input)) return undefined;
  const traits = traitsOf(model);
  if (endpoint === "chat" && !traits.chatCompletions) {
    const message = `The chatCompletion operation does not work with the specified model, ${model}. Please choose different model and try again.`;
    return wireError(400, "OperationNotSupported", message);
  }
  if (endpoint === "responses") {
    const unknown = unknownToResponses.find((name) => isSet(input, name));
    if (unknown) return wireError(400, "unknown_parameter", `Unknown parameter: '${unknown}'.`, unknown);
  }
  const refused = traits.reasoning ? refusedByReasoning.find((name) => isSet(input, name)) : undefined;
  if (refused) {
    const instead = refused === "max_tokens" ? " Use 'max_completion_tokens' instead." : "";
    const message = `Unsupported parameter: '${refused}' is not supported with this model.${instead}`;
    return wireError(400, "unsupported_parameter", message, refused);
  }
  if (input.stream === true && !traits.streams) {
    const message = "Unsupported value: 'stream' does not support true with this model. Only false is supported.";
    return wireError(400, "unsupported_value", message, "stream");
  }
  return unsupportedEffort(traits, endpoint, input) ?? mixedRoles(endpoint, input);
}

function unsupportedEffort(
  { efforts }: ModelTraits,
  endpoint: EndpointName,
  input: Record<string, unknown>,
): WireError | undefined {
  const parameter = endpoint === "chat" ? "reasoning_effort" : "reasoning.effort";
  const effort =
    endpoint === "chat" ? input.reasoning_effort : isObject(input.reasoning) ? input.reasoning.effort : undefined;
  if (effort === undefined || effort === null || efforts.includes(String(effort))) return undefined;
  if (efforts.length === 0) {
    const message = `Unsupported parameter: '${parameter}' is not supported with this model.`;
    return wireError(400, "unsupported_parameter", message, parameter);
  }
  const allowed = efforts.map((value) => `'${value}'`).join(", ");
  const message = `Unsupported value: '${parameter}' does not support '${String(effort)}' with this model. Supported values are: ${allowed}.`;
  return wireError(400, "unsupported_value", message, parameter);
}

/** One request may not use both names for the role of instructions. */
function mixedRoles(endpoint: EndpointName, input: Record<string, unknown>): WireError | undefined {
  const messages = endpoint === "chat" ? input.messages : input.input;
  const roles = Array.isArray(messages) ? messages.map((message: unknown) => isObject(message) && message.role) : [];
  if (!roles.includes("system") || !roles.includes("developer")) return undefined;
  return wireError(400, null, "System and developer messages cannot be used together.", "messages");
}

function isSet(input: Record<string, unknown>, name: string): boolean {
  const [head = "", rest] = name.split(".");
  const value = input[head];
  return rest === undefined ? value !== undefined && value !== null : isObject(value) && isSet(value, rest);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
