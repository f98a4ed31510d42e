import type { CompletionRequest } from "@eai/modules/chat";
import { isRecord } from "@eai/modules/kernel";
import {
  anything,
  type Check,
  checkBody,
  either,
  flag,
  invalid,
  list,
  number,
  object,
  text,
  whole,
} from "./checked-body.ts";

const roles: ReadonlySet<unknown> = new Set(["system", "developer", "user", "assistant", "tool", "function"]);
const mostMessages = 2048;
const mostTools = 128;

const messages: Check = (value) => {
  if (!Array.isArray(value) || value.length === 0) return "give a list with at least one message";
  if (value.length > mostMessages) return `give at most ${mostMessages} messages`;
  return value.every(isMessage)
    ? undefined
    : "each message needs a role, and a content that is a text or a list of parts";
};

function isMessage(value: unknown): boolean {
  if (!isRecord(value) || !roles.has(value.role)) return false;
  const { content } = value;
  if (content === null || content === undefined) return value.role === "assistant";
  return typeof content === "string" || (Array.isArray(content) && content.every(isPart));
}

function isPart(value: unknown): boolean {
  if (!isRecord(value) || typeof value.type !== "string") return false;
  return value.type !== "text" || typeof value.text === "string";
}

const tool: Check = (value) =>
  isRecord(value) && value.type === "function" && isRecord(value.function) && typeof value.function.name === "string"
    ? undefined
    : 'give tools as {"type": "function", "function": {"name": …}}';

const responseFormat: Check = (value) =>
  isRecord(value) && typeof value.type === "string" ? undefined : 'give an object with a "type"';

const shortText = text(1000);

/** What is known of chat completions. `left out`: read, and not passed on. */
const fields: Readonly<Record<string, Check | "left out">> = {
  model: text(500),
  messages,
  stream: flag,
  stream_options: object,
  max_tokens: whole(1),
  max_completion_tokens: whole(1),
  n: whole(1, 1),
  temperature: number(0, 2),
  top_p: number(0, 1),
  presence_penalty: number(-2, 2),
  frequency_penalty: number(-2, 2),
  stop: either(shortText, list(4, shortText)),
  seed: whole(Number.MIN_SAFE_INTEGER),
  logprobs: flag,
  top_logprobs: whole(0, 20),
  logit_bias: object,
  tools: list(mostTools, tool),
  tool_choice: either(shortText, object),
  parallel_tool_calls: flag,
  functions: list(mostTools, object),
  function_call: either(shortText, object),
  response_format: responseFormat,
  reasoning_effort: shortText,
  verbosity: shortText,
  prompt_cache_key: shortText,
  user: shortText,
  // The provider would keep the conversation, charge another price, or know people by names of ours.
  store: "left out",
  metadata: "left out",
  service_tier: "left out",
  safety_identifier: "left out",
  prompt_cache_retention: "left out",
  modalities: list(1, (value) => (value === "text" ? undefined : "only text is written")),
  // Ours: where to search.
  knowledge_base_ids: list(50, text(100)),
  // Samplers of vLLM, Ollama and others.
  top_k: anything,
  min_p: anything,
  repetition_penalty: anything,
  chat_template_kwargs: object,
};

/**
 * A chat completion that is asked for, in the terms of the verb.
 * @throws ProblemError `validation_failed`
 */
export function readCompletionBody(input: unknown): CompletionRequest {
  const body = checkBody(input, fields);
  if (body.messages === undefined) throw invalid("messages", "give a list with at least one message");
  const { model, stream, stream_options: options, modalities: _, knowledge_base_ids: ids, ...passed } = body;
  const limit = passed.max_completion_tokens ?? passed.max_tokens;
  return {
    ...(typeof model === "string" && model !== "" && { model }),
    body: passed,
    stream: stream === true,
    knowledgeBaseIds: Array.isArray(ids) ? (ids as string[]) : [],
    wantsUsage: isRecord(options) && options.include_usage === true,
    ...(typeof limit === "number" && { maxOutputTokens: limit }),
    ...(typeof passed.prompt_cache_key === "string" && { affinityKey: passed.prompt_cache_key }),
  };
}
