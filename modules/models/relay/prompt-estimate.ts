import type { Tokenizer } from "../deployment.ts";
import { countTokens } from "../tokens.ts";
import { isRecord } from "./wire.ts";

/** Tags around a message. */
const tokensPerMessage = 4;
/** An image costs between 85 and 1,500 tokens by its size; its bytes say nothing. */
const tokensPerImage = 1500;
/** English has four bytes to a token, Chinese and code about three. */
const leastBytesPerToken = 3;
/** Beyond this the exact count would hold everybody else up. */
const longestCounted = 100_000;

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
  const tokens = text.length > longestCounted ? Math.ceil(Buffer.byteLength(text) / 4) : countTokens(text, tokenizer);
  return tokens + size.images * tokensPerImage + size.messages * tokensPerMessage;
}

function* textsOf(body: Readonly<Record<string, unknown>>, size: Size): Generator<string> {
  for (const message of arrayOf(body.messages)) {
    if (!isRecord(message)) continue;
    size.messages++;
    yield* textsOfContent(message.content, size);
    if (message.tool_calls !== undefined) yield JSON.stringify(message.tool_calls);
  }
  for (const name of ["tools", "response_format"]) if (body[name] !== undefined) yield JSON.stringify(body[name]);
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
    if (typeof part.text === "string") yield part.text;
    else size.images++;
  }
}

function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
