import { once } from "node:events";
import type { OutgoingHttpHeaders } from "node:http";
import type { CompletionPart, CompletionUsage, WrittenCall } from "@eai/modules/chat";
import { newId } from "@eai/modules/kernel";
import type { FastifyReply } from "fastify";
import { setLimitHeaders } from "../limit-headers.ts";
import { errorEvent } from "./answer-error.ts";
import { type CallDependencies, doneEvent, stalledMs, streamHeaders } from "./send-relay.ts";

export interface WrittenInput {
  call: WrittenCall;
  stream: boolean;
  wantsUsage: boolean;
  /** Ends the call, for the reason that is given. */
  abort: (reason: Error) => void;
}

type FinishPart = Extract<CompletionPart, { type: "finish" }>;

/** Gives an answer that was written here to the client, in OpenAI's format. */
export async function sendWritten(
  reply: FastifyReply,
  { call, stream, wantsUsage, abort }: WrittenInput,
  dependencies: CallDependencies,
): Promise<FastifyReply> {
  setLimitHeaders(reply, call.limits);
  const remove = dependencies.openCalls.add(abort);
  const common = {
    id: newId("req").replace("req_", "chatcmpl-"),
    created: Math.floor(Date.now() / 1000),
    model: call.model,
  };
  try {
    return stream
      ? await sendStream(reply, call, { common, wantsUsage }, dependencies)
      : await sendWhole(reply, call, common);
  } finally {
    remove();
  }
}

interface Common {
  id: string;
  created: number;
  model: string;
}

async function sendWhole(reply: FastifyReply, { parts }: WrittenCall, common: Common): Promise<FastifyReply> {
  let text = "";
  let finish: FinishPart | undefined;
  for await (const part of parts) {
    if (part.type === "served") reply.header("x-served-by", part.by);
    else if (part.type === "text") text += part.text;
    else finish = part;
  }
  if (!finish) throw new Error("A completion ended without a finish");
  const { citations, unsupported, usage } = finish;
  const message = { role: "assistant", content: text, refusal: null, ...(citations && { citations, unsupported }) };
  const choice = { index: 0, message, logprobs: null, finish_reason: wireReason(finish) };
  return reply
    .type("application/json; charset=utf-8")
    .serializer(JSON.stringify)
    .send({ ...common, object: "chat.completion", choices: [choice], usage: wireUsage(usage) });
}

async function sendStream(
  reply: FastifyReply,
  { parts }: WrittenCall,
  { common, wantsUsage }: { common: Common; wantsUsage: boolean },
  { metrics }: CallDependencies,
): Promise<FastifyReply> {
  const { raw } = reply;
  let started = false;
  const chunk = (more: object) =>
    `data: ${JSON.stringify({ ...common, object: "chat.completion.chunk", ...more })}\n\n`;
  const delta = (value: object, reason: string | null = null) =>
    chunk({ choices: [{ index: 0, delta: value, logprobs: null, finish_reason: reason }] });

  function start(): void {
    if (started) return;
    started = true;
    metrics.streamsOpen.inc();
    raw.once("close", () => metrics.streamsOpen.dec());
    reply.hijack();
    raw.writeHead(200, { ...(reply.getHeaders() as OutgoingHttpHeaders), ...streamHeaders });
    raw.setTimeout(stalledMs, () => raw.destroy());
    raw.write(delta({ role: "assistant", content: "" }));
  }

  async function write(text: string): Promise<void> {
    start();
    if (raw.write(text) || raw.destroyed) return;
    await Promise.race([once(raw, "drain"), once(raw, "close")]);
  }

  try {
    for await (const part of parts) {
      if (part.type === "served") reply.header("x-served-by", part.by);
      else if (part.type === "text") await write(delta({ content: part.text }));
      else {
        const { citations, unsupported, usage } = part;
        await write(delta(citations ? { citations, unsupported } : {}, wireReason(part)));
        if (wantsUsage) await write(chunk({ choices: [], usage: wireUsage(usage) }));
      }
      if (raw.destroyed) break;
    }
  } catch (error) {
    if (!started) throw error;
    raw.end(errorEvent(error));
    return reply;
  }
  start();
  raw.end(doneEvent);
  return reply;
}

function wireReason({ reason }: FinishPart): string {
  if (reason === "content-filter") return "content_filter";
  return reason === "length" ? "length" : "stop";
}

function wireUsage({ promptTokens, cachedTokens, completionTokens, reasoningTokens }: CompletionUsage) {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    prompt_tokens_details: { cached_tokens: cachedTokens },
    completion_tokens_details: { reasoning_tokens: reasoningTokens },
  };
}
