import { isRecord } from "@eai/modules/kernel";
import type { Tokenizer } from "../deployment.ts";
import { createTokenCount } from "../tokens.ts";

/** Tags around a message. */
const tokensPerMessage = 4;
/** An image costs between 85 and 1,500 tokens by its size; its bytes say nothing. */
const tokensPerImage = 1500;
/** English has four bytes to a token, Chinese and code about three. */
const leastBytesPerToken = 3;
/** Parts whose bytes say nothing of their tokens. */
const attachments: ReadonlySet<unknown> = new Set(["image_url", "input_audio"]);
/** Beside the messages, what the model reads too. */
const readFields = ["tools", "functions", "response_format", "chat_template_kwargs"];

interface Size {
  characters: number;
  images: number;
  messages: number;
}

/**
 * What a prompt may have in tokens at most, from the lengths of its texts alone: for a reservation, before it is sent.
 * @param body of a chat completion or of embeddings, of a checked shape
 */
export function boundPromptTokens(body: Readonly<Record<string, unknown>>): number {
  const size: Size = { characters: 0, images: 0, messages: 0 };
  for (const text of textsOf(body, size)) size.characters += Buffer.byteLength(text);
  return (
    Math.ceil(size.characters / leastBytesPerToken) +
    size.images * tokensPerImage +
    size.messages * tokensPerMessage +
    tokensPerMessage
  );
}

/** The tokens of a prompt whose provider gave no figure. Slow: after the answer, not before. */
export function countPromptTokens(body: Readonly<Record<string, unknown>>, tokenizer: Tokenizer): number {
  const size: Size = { characters: 0, images: 0, messages: 0 };
  const text = [...textsOf(body, size)].join("\n");
  return createTokenCount(tokenizer)(text) + size.images * tokensPerImage + size.messages * tokensPerMessage;
}

function* textsOf(body: Readonly<Record<string, unknown>>, size: Size): Generator<string> {
  for (const message of arrayOf(body.messages)) {
    if (!isRecord(message)) continue;
    size.messages++;
    const { role: _, content, ...rest } = message;
    yield* textsOfContent(content, size);
    for (const value of Object.values(rest)) yield jsonOf(value);
  }
  for (const name of readFields) yield jsonOf(body[name]);
  if (typeof body.input === "string") yield body.input;
  for (const input of arrayOf(body.input)) {
    if (typeof input === "string") yield input;
    // Token numbers: each is one, which counts as the bytes of one.
    else if (typeof input === "number") size.characters += leastBytesPerToken;
    else if (Array.isArray(input)) size.characters += input.length * leastBytesPerToken;
  }
}

function* textsOfContent(content: unknown, size: Size): Generator<string> {
  if (typeof content === "string") yield content;
  for (const part of arrayOf(content)) {
    if (!isRecord(part)) continue;
    const isAttached = attachments.has(part.type);
    if (isAttached) size.images++;
    if (typeof part.text === "string") yield part.text;
    else if (!isAttached) yield jsonOf(part);
  }
}

/** Whatever else is there is taken to be read, as its JSON: what is not counted could be filled for nothing. */
function jsonOf(value: unknown): string {
  return value === undefined || value === null ? "" : JSON.stringify(value);
}

function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
