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
  instructions: z.string().nullish(),
  input: z.union([
    z.string(),
    z.array(z.looseObject({ role: z.string().optional(), content: contentSchema.optional() })),
  ]),
  stream: z.boolean().nullish(),
  max_output_tokens: z.int().positive().nullish(),
  store: z.boolean().nullish(),
});

export function responsesPromptText(body: unknown): string {
  const parsed = bodySchema.safeParse(body);
  return parsed.success
    ? messagesOf(parsed.data)
        .map(({ text }) => text)
        .join("\n")
    : "";
}

/** Answers `POST …/responses` with text: no tools, nothing stored. */
export async function answerResponses(exchange: Exchange, input: unknown, pace: Pace): Promise<void> {
  const parsed = bodySchema.safeParse(input);
  if (!parsed.success) return sendError(exchange, invalidBody(parsed.error));
  if (exchange.scenario.promptFiltered) return sendError(exchange, promptFiltered);
  const messages = messagesOf(parsed.data);
  const whole = toTokens(exchange.scenario.reply ?? composeReply(messages));
  const { scenario, model } = exchange;
  const reasoningTokens = scenario.reasoningTokens ?? (isReasoningModel(model) ? 64 : 0);
  const limit = Math.max(0, (parsed.data.max_output_tokens ?? Number.POSITIVE_INFINITY) - reasoningTokens);
  const half = scenario.completionFiltered ? Math.ceil(whole.length / 2) : whole.length;
  const tokens = whole.slice(0, Math.min(limit, half));
  const ending: Ending = {
    incomplete: incompleteReason(exchange, limit < half),
    stored: parsed.data.store !== false,
    usage: usageOf(exchange, messages, tokens.length, reasoningTokens),
    ids: { response: `resp_${randomUUID()}`, item: `msg_${randomUUID()}` },
  };
  if (parsed.data.stream) await streamResponse(exchange, tokens, pace, ending);
  else {
    let text = "";
    for await (const token of paceTokens(exchange, tokens, pace)) text += token;
    sendJson(exchange, 200, responseObject(exchange, text, ending, true));
  }
}

function messagesOf(body: z.infer<typeof bodySchema>): ChatMessage[] {
  const instructions = body.instructions ? [{ role: "system", text: body.instructions }] : [];
  if (typeof body.input === "string") return [...instructions, { role: "user", text: body.input }];
  return [...instructions, ...body.input.map(({ role = "user", content }) => ({ role, text: textOfContent(content) }))];
}

function incompleteReason({ scenario }: Exchange, cutShort: boolean): Ending["incomplete"] {
  if (scenario.completionFiltered || scenario.finishReason === "content_filter") return "content_filter";
  return cutShort || scenario.finishReason === "length" ? "max_output_tokens" : null;
}

function usageOf({ scenario }: Exchange, messages: readonly ChatMessage[], written: number, reasoningTokens: number) {
  const inputTokens = messages.reduce((sum, { text }) => sum + 4 + countTokens(text), 3);
  return {
    input_tokens: inputTokens,
    input_tokens_details: { cached_tokens: Math.min(scenario.cachedTokens ?? 0, inputTokens), cache_write_tokens: 0 },
    output_tokens: written + reasoningTokens,
    output_tokens_details: { reasoning_tokens: reasoningTokens },
    total_tokens: inputTokens + written + reasoningTokens,
  };
}

interface Ending {
  /** Why the answer is not whole. */
  incomplete: "max_output_tokens" | "content_filter" | null;
  /** The provider keeps a response for thirty days unless it is told not to. */
  stored: boolean;
  usage: ReturnType<typeof usageOf>;
  ids: { response: string; item: string };
}

function responseObject(exchange: Exchange, text: string, { incomplete, stored, usage, ids }: Ending, done: boolean) {
  const finished = incomplete === null ? "completed" : "incomplete";
  return {
    id: ids.response,
    object: "response",
    created_at: Math.floor(Date.now() / 1000),
    status: done ? finished : "in_progress",
    error: null,
    incomplete_details: done && incomplete !== null ? { reason: incomplete } : null,
    model: exchange.deployment,
    output: done ? [outputItem(ids.item, text, "completed")] : [],
    usage: done && !exchange.scenario.omitUsage ? usage : null,
    store: stored,
    ...(exchange.flavour === "azure" && {
      content_filters: done
        ? [{ blocked: false, source_type: "completion", content_filter_results: safeFilter }]
        : null,
    }),
  };
}

function outputItem(id: string, text: string, status: "in_progress" | "completed") {
  const content = status === "completed" ? [{ type: "output_text", text, annotations: [] }] : [];
  return { id, type: "message", role: "assistant", status, content };
}

async function streamResponse(
  exchange: Exchange,
  tokens: readonly string[],
  pace: Pace,
  ending: Ending,
): Promise<void> {
  const stream = openEventStream(exchange);
  let sequence = 0;
  const send = (type: string, fields: Record<string, unknown>) => {
    const event = { type, sequence_number: sequence++, ...fields };
    return stream.send(`event: ${type}\ndata: ${JSON.stringify(event)}\n\n`);
  };
  const at = { item_id: ending.ids.item, output_index: 0, content_index: 0 };
  await send("response.created", { response: responseObject(exchange, "", ending, false) });
  await send("response.in_progress", { response: responseObject(exchange, "", ending, false) });
  await send("response.output_item.added", { output_index: 0, item: outputItem(ending.ids.item, "", "in_progress") });
  await send("response.content_part.added", { ...at, part: { type: "output_text", text: "", annotations: [] } });
  let text = "";
  const written = paceTokens(exchange, tokens, pace);
  let next = await written.next();
  for (; !next.done; next = await written.next()) {
    text += next.value;
    await send("response.output_text.delta", { ...at, delta: next.value });
  }
  if (next.value === "error") {
    const message = "The server had an error while processing your request.";
    await send("error", { code: "server_error", message, param: null });
    return stream.end();
  }
  if (next.value) return sufferAccident(exchange, next.value, stream);
  await send("response.output_text.done", { ...at, text });
  await send("response.content_part.done", { ...at, part: { type: "output_text", text, annotations: [] } });
  await send("response.output_item.done", { output_index: 0, item: outputItem(ending.ids.item, text, "completed") });
  const type = ending.incomplete === null ? "response.completed" : "response.incomplete";
  await send(type, { response: responseObject(exchange, text, ending, true) });
  stream.end();
}
