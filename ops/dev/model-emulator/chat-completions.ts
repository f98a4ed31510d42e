import { randomUUID } from "node:crypto";
import { countTokens } from "@eai/modules/models";
import { z } from "zod";
import { sufferAccident } from "./accident.ts";
import { promptFiltered, safeFilter } from "./errors.ts";
import { type Exchange, openEventStream, sendError, sendJson } from "./exchange.ts";
import { isReasoningModel } from "./model-traits.ts";
import { type ChatMessage, composeReply } from "./reply.ts";
import { contentSchema, invalidBody, textOfContent } from "./request-body.ts";
import { type Pace, paceTokens, toTokens } from "./token-stream.ts";

const bodySchema = z.looseObject({
  model: z.string().optional(),
  messages: z.array(z.looseObject({ role: z.string(), content: contentSchema.nullish() })).min(1),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  max_tokens: z.int().positive().nullish(),
  max_completion_tokens: z.int().positive().nullish(),
});
type Body = z.infer<typeof bodySchema>;

/** All text of a chat request, for scenarios to match on. */
export function chatPromptText(body: unknown): string {
  const parsed = bodySchema.safeParse(body);
  return parsed.success ? parsed.data.messages.map(({ content }) => textOfContent(content)).join("\n") : "";
}

/** Answers `POST …/chat/completions`, streamed or whole. */
export async function answerChat(exchange: Exchange, input: unknown, pace: Pace): Promise<void> {
  const parsed = bodySchema.safeParse(input);
  if (!parsed.success) return sendError(exchange, invalidBody(parsed.error));
  const body = parsed.data;
  if (exchange.scenario.promptFiltered) return sendError(exchange, promptFiltered);
  const completion = complete(exchange, body);
  if (body.stream) await streamChat(exchange, completion, pace, body.stream_options?.include_usage === true);
  else await sendChat(exchange, completion, pace);
}

interface ToolCall {
  id: string;
  type: "function";
  function: { name: string; arguments: string };
}

interface Completion {
  id: string;
  created: number;
  tokens: readonly string[];
  toolCalls: readonly ToolCall[];
  finishReason: "stop" | "length" | "content_filter" | "tool_calls";
  usage: { prompt_tokens: number; completion_tokens: number; [detail: string]: unknown };
}

function complete(exchange: Exchange, body: Body): Completion {
  const { scenario, model } = exchange;
  const messages: ChatMessage[] = body.messages.map(({ role, content }) => ({ role, text: textOfContent(content) }));
  const toolCalls = toolCallsOf(exchange, body);
  const whole = toolCalls.length > 0 ? [] : toTokens(scenario.reply ?? composeReply(messages));
  const reasoningTokens = scenario.reasoningTokens ?? (isReasoningModel(model) ? 64 : 0);
  const limit = Math.max(
    0,
    (body.max_completion_tokens ?? body.max_tokens ?? Number.POSITIVE_INFINITY) - reasoningTokens,
  );
  const half = scenario.completionFiltered ? Math.ceil(whole.length / 2) : whole.length;
  const tokens = whole.slice(0, Math.min(limit, half));
  const promptTokens = scenario.zeroUsage ? 0 : messages.reduce((sum, { text }) => sum + 4 + countTokens(text), 3);
  const callTokens = toolCalls.reduce(
    (sum, call) => sum + countTokens(call.function.name + call.function.arguments),
    0,
  );
  const completionTokens = scenario.zeroUsage ? 0 : tokens.length + callTokens + reasoningTokens;
  return {
    id: `chatcmpl-${randomUUID()}`,
    created: Math.floor(Date.now() / 1000),
    tokens,
    toolCalls,
    finishReason: toolCalls.length > 0 ? "tool_calls" : finishReasonOf(exchange, limit < half),
    usage: {
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      total_tokens: promptTokens + completionTokens,
      prompt_tokens_details: { cached_tokens: Math.min(scenario.cachedTokens ?? 0, promptTokens), audio_tokens: 0 },
      completion_tokens_details: {
        reasoning_tokens: reasoningTokens,
        accepted_prediction_tokens: 0,
        rejected_prediction_tokens: 0,
        audio_tokens: 0,
      },
    },
  };
}

function toolCallsOf({ scenario }: Exchange, body: Body): ToolCall[] {
  if (!Array.isArray(body.tools) || body.messages.some(({ role }) => role === "tool")) return [];
  return (scenario.toolCalls ?? []).map((called) => ({
    id: `call_${randomUUID()}`,
    type: "function",
    function: called,
  }));
}

function finishReasonOf({ scenario }: Exchange, cutShort: boolean): Completion["finishReason"] {
  if (scenario.finishReason) return scenario.finishReason;
  if (scenario.completionFiltered) return "content_filter";
  return cutShort ? "length" : "stop";
}

async function sendChat(exchange: Exchange, completion: Completion, pace: Pace): Promise<void> {
  let text = "";
  for await (const token of paceTokens(exchange, completion.tokens, pace)) text += token;
  const azure = exchange.flavour === "azure";
  const filtered = completion.finishReason === "content_filter";
  if (!filtered) exchange.journal.text = text;
  exchange.journal.finishReason = completion.finishReason;
  if (!exchange.scenario.omitUsage) exchange.journal.usage = completion.usage;
  sendJson(exchange, 200, {
    id: completion.id,
    object: "chat.completion",
    created: completion.created,
    model: exchange.deployment,
    ...(azure && { prompt_filter_results: [{ prompt_index: 0, content_filter_results: safeFilter }] }),
    choices: [
      {
        index: 0,
        // What was written before the filter stepped in is withheld when nothing was streamed.
        message: exchange.scenario.refuses
          ? { role: "assistant", content: null, refusal: text }
          : messageOf(completion, filtered ? null : text),
        logprobs: null,
        finish_reason: completion.finishReason,
        ...(azure && { content_filter_results: safeFilter }),
      },
    ],
    ...(!exchange.scenario.omitUsage && { usage: completion.usage }),
  });
}

function messageOf({ toolCalls }: Completion, text: string | null) {
  const called = toolCalls.length > 0;
  return { role: "assistant", content: called ? null : text, refusal: null, ...(called && { tool_calls: toolCalls }) };
}

/** The name first, then the arguments in two pieces, as they come from a model. */
function toolCallDeltas({ toolCalls }: Completion): object[] {
  return toolCalls.flatMap(({ id, type, function: { name, arguments: text } }, index) => {
    const half = Math.ceil(text.length / 2);
    const more = [text.slice(0, half), text.slice(half)].map((piece) => ({ index, function: { arguments: piece } }));
    return [{ index, id, type, function: { name, arguments: "" } }, ...more].map((call) => ({ tool_calls: [call] }));
  });
}

async function streamChat(exchange: Exchange, completion: Completion, pace: Pace, withUsage: boolean): Promise<void> {
  const { scenario, flavour } = exchange;
  const stream = openEventStream(exchange);
  const send = (chunk: unknown) => stream.send(`data: ${JSON.stringify(chunk)}\n\n`);
  const common = {
    id: completion.id,
    object: "chat.completion.chunk",
    created: completion.created,
    model: exchange.deployment,
    ...(withUsage && { usage: null }),
  };
  const choice = (delta: unknown, finishReason: string | null = null) => ({
    ...common,
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }],
  });

  if (flavour === "azure") await send(promptFilterChunk);
  await send(choice({ role: "assistant", content: "", refusal: null }));
  const written = paceTokens(exchange, completion.tokens, pace);
  let next = await written.next();
  for (let count = 1; !next.done; count++) {
    exchange.journal.text += next.value;
    await send(choice(scenario.refuses ? { refusal: next.value } : { content: next.value }));
    if (scenario.annotations && count === 2) await send(annotationChunk(0, 20));
    next = await written.next();
  }
  if (next.value) return sufferAccident(exchange, next.value, stream);
  exchange.journal.finishReason = completion.finishReason;
  for (const delta of toolCallDeltas(completion)) await send(choice(delta));
  await send(choice({}, completion.finishReason));
  if (scenario.annotations) await send(annotationChunk(20, 40));
  if (scenario.hold === "usage") await exchange.barrier.wait(exchange.signal);
  if (withUsage && !scenario.omitUsage) {
    exchange.journal.usage = completion.usage;
    await send({ ...common, choices: [], usage: completion.usage });
  }
  await stream.send("data: [DONE]\n\n");
  stream.end();
}

/** Azure's first chunk: nothing but filter results, and no choice. */
const promptFilterChunk = {
  id: "",
  object: "",
  created: 0,
  model: "",
  prompt_filter_results: [{ prompt_index: 0, content_filter_results: safeFilter }],
  choices: [],
  usage: null,
};

/** The asynchronous filter reports on what was sent before, in a choice without a delta. */
function annotationChunk(start: number, end: number) {
  return {
    id: "",
    object: "",
    created: 0,
    model: "",
    choices: [
      {
        index: 0,
        finish_reason: null,
        content_filter_results: safeFilter,
        content_filter_offsets: { check_offset: start, start_offset: start, end_offset: end },
      },
    ],
    usage: null,
  };
}
