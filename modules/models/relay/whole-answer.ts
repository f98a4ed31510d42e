import type { TokenCounts } from "../price.ts";
import { type ChatCompletion, isChatCompletion, usageOf } from "./wire.ts";

/** What an answer in one piece says. */
export interface WholeAnswer {
  /** The body for the client. */
  bytes: Buffer;
  usage: TokenCounts | undefined;
  finishReason: string | undefined;
  /** To count when no usage came. */
  text: string;
}

/**
 * Reads a chat completion.
 * @returns undefined for what is none: then the deployment has not answered
 */
export function readChatCompletion(bytes: Buffer, model: string): WholeAnswer | undefined {
  const completion = parse(bytes);
  if (!isChatCompletion(completion)) return undefined;
  const finishReason = completion.choices.find((choice) => typeof choice.finish_reason === "string")?.finish_reason;
  if (typeof finishReason !== "string") return undefined;
  return {
    bytes: completion.model === model ? bytes : Buffer.from(JSON.stringify({ ...completion, model })),
    usage: usageOf(completion.usage),
    finishReason,
    text: textOf(completion),
  };
}

function textOf({ choices }: ChatCompletion): string {
  return choices
    .map(({ message }) => {
      const calls = (message?.tool_calls ?? []).map(
        (call) => `${call.function?.name ?? ""}${call.function?.arguments ?? ""}`,
      );
      return [message?.content ?? "", message?.refusal ?? "", ...calls].join("");
    })
    .join("");
}

const usageKey = /"usage":\s*(\{[^{}]*\})/;
const modelValue = /"model":\s*("(?:[^"\\]|\\.)*")/;
/** Vectors are long, and neither the name of the model nor the usage is among them. */
const edgeBytes = 2048;

/**
 * Reads embeddings without parsing the vectors: what stands before and after them is enough.
 * @returns undefined for what is no such answer
 */
export function readEmbeddings(bytes: Buffer, model: string): WholeAnswer | undefined {
  const tailFrom = Math.max(0, bytes.length - edgeBytes);
  const tail = bytes.toString("latin1", tailFrom);
  const head = bytes.toString("latin1", 0, edgeBytes);
  if (!head.trimStart().startsWith("{") || !tail.trimEnd().endsWith("}") || !bytes.includes('"embedding"')) {
    return undefined;
  }
  const found = usageKey.exec(tail) ?? usageKey.exec(head);
  return {
    bytes: rename(bytes, head, 0, model) ?? rename(bytes, tail, tailFrom, model) ?? bytes,
    usage: found?.[1] === undefined ? undefined : usageOf(parse(Buffer.from(found[1], "latin1"))),
    finishReason: "stop",
    text: "",
  };
}

function rename(bytes: Buffer, part: string, partAt: number, model: string): Buffer | undefined {
  const found = modelValue.exec(part);
  const [whole, value] = found ?? [];
  if (!found || whole === undefined || value === undefined) return undefined;
  const name = JSON.stringify(model);
  const end = partAt + found.index + whole.length;
  return Buffer.concat([bytes.subarray(0, end - value.length), Buffer.from(name), bytes.subarray(end)]);
}

/** A whole answer as the frames of a stream, for a model that cannot stream. */
export function asFrames({ bytes, usage }: WholeAnswer, wantsUsage: boolean): Buffer {
  const completion = parse(bytes) as Record<string, unknown> & ChatCompletion;
  const { choices, usage: figures, ...rest } = completion;
  const common = { ...rest, object: "chat.completion.chunk" };
  const delta = {
    ...common,
    choices: choices.map(({ message, ...choice }) => ({ ...choice, delta: withIndexes(message) })),
  };
  const last = usage && wantsUsage ? [{ ...common, choices: [], usage: figures }] : [];
  return Buffer.from([delta, ...last].map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join(""));
}

/** In a stream each tool call says which it is. */
function withIndexes(message: ChatCompletion["choices"][number]["message"]): unknown {
  if (!message?.tool_calls) return message;
  return { ...message, tool_calls: message.tool_calls.map((call, index) => ({ index, ...call })) };
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
}
