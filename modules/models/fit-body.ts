import { isRecord } from "@eai/modules/kernel";
import { type ApiSurface, callParameters, type ModelCapabilities, reasoningEfforts } from "./deployment.ts";

/** What fitting a body needs to know of a deployment. */
export interface BodyRules {
  surface: ApiSurface;
  maxOutputTokens: number;
  capabilities: ModelCapabilities;
}

type Body = Record<string, unknown>;

/**
 * A request body as the deployment takes it: the limit of the output under its own name and within what the model
 * can write, instructions in the role it knows, and without the parameters it would refuse the call for. Tools are
 * left as they are: an answer without them would be another answer. Nothing is stored at the provider, so that the next
 * question can go to another region.
 * @param body JSON of the chat completions or the Responses API, whichever the surface is; not changed
 */
export function fitBody(body: Body, rules: BodyRules): Body {
  const { surface, capabilities } = rules;
  const fitted: Body = { ...body };
  for (const name of callParameters) if (!capabilities.parameters.includes(name)) delete fitted[name];
  if (!capabilities.promptCacheKey) delete fitted.prompt_cache_key;
  if (!capabilities.parallelToolCalls || !body.tools) delete fitted.parallel_tool_calls;
  if (!capabilities.streaming) delete fitted.stream;
  if (!capabilities.streamUsage || fitted.stream !== true) delete fitted.stream_options;
  limitOutput(fitted, body, rules);
  if (surface === "responses") {
    fitted.store = false;
    if (fitted.reasoning !== undefined) fitReasoning(fitted, capabilities);
    if (Array.isArray(body.input)) fitted.input = withSystemRole(body.input, capabilities.systemRole);
  } else {
    delete fitted.store;
    if (!isEffort(fitted.reasoning_effort, capabilities)) delete fitted.reasoning_effort;
    if (Array.isArray(body.messages)) fitted.messages = withSystemRole(body.messages, capabilities.systemRole);
  }
  return fitted;
}

function limitOutput(fitted: Body, body: Body, { surface, capabilities, maxOutputTokens }: BodyRules): void {
  const asked =
    surface === "responses" ? body.max_output_tokens : (body.max_completion_tokens ?? body.max_tokens ?? undefined);
  for (const name of ["max_tokens", "max_completion_tokens", "max_output_tokens"]) delete fitted[name];
  if (asked === undefined || asked === null) return;
  fitted[capabilities.outputLimitParameter] = typeof asked === "number" ? Math.min(asked, maxOutputTokens) : asked;
}

function fitReasoning(fitted: Body, capabilities: ModelCapabilities): void {
  const { effort, ...rest } = isRecord(fitted.reasoning) ? fitted.reasoning : {};
  if (!capabilities.reasoning) delete fitted.reasoning;
  else if (!isEffort(effort, capabilities)) fitted.reasoning = rest;
}

function isEffort(value: unknown, capabilities: ModelCapabilities): boolean {
  const effort = reasoningEfforts.find((known) => known === value);
  return effort !== undefined && capabilities.reasoningEfforts.includes(effort);
}

function withSystemRole(messages: readonly unknown[], role: ModelCapabilities["systemRole"]): unknown[] {
  return messages.map((message) =>
    isRecord(message) && (message.role === "system" || message.role === "developer") && message.role !== role
      ? { ...message, role }
      : message,
  );
}
