import { createRequire } from "node:module";
import type { ModelMessage } from "ai";
import type { Tokenizer } from "./deployment.ts";

interface Encoding {
  countTokens(text: string, options: typeof plainText): number;
  encode(text: string, options: typeof plainText): number[];
  decode(tokens: Iterable<number>): string;
}

// `<|endoftext|>` in somebody's text is text; by default the tokenizer throws on it.
const plainText = { disallowedSpecial: new Set<string>() };

// Byte-pair merging is quadratic in the length of a run, and Chinese has no spaces: 20,000 such letters take over a second.
const longRun = /[\p{L}\p{M}\p{N}]{200}|\s{200}|[^\s\p{L}\p{M}\p{N}]{200}/gu;

const require = createRequire(import.meta.url);
const loaded = new Map<Tokenizer, Encoding>();

/** The tables take 75 MB and 160 ms, so they are loaded at the first use: an installation without a model has none. */
function encodingOf(name: Tokenizer): Encoding {
  const known = loaded.get(name);
  if (known) return known;
  const encoding = require(`gpt-tokenizer/encoding/${name}`) as Encoding;
  loaded.set(name, encoding);
  return encoding;
}

/**
 * Tokens of a text, by the tokenizer of the deployment that reads it. An estimate for models of other makers; in runs
 * of more than 200 letters without a space it may be a token in 200 too high.
 */
export function countTokens(text: string, tokenizer: Tokenizer = "o200k_base"): number {
  if (text === "") return 0;
  const encoding = encodingOf(tokenizer);
  let count = 0;
  for (const piece of slices(text)) count += encoding.countTokens(piece, plainText);
  return count;
}

/** In characters: beyond it an exact count would hold everybody else up. */
const mostCounted = 100_000;
const usualBytesPerToken = 4;

/**
 * Counts texts of any length: exactly until so much is counted in all, from then on by their bytes.
 * @param count counts exactly; default: by the tokenizer
 */
export function createTokenCount(
  tokenizer: Tokenizer | undefined,
  count = (text: string) => countTokens(text, tokenizer),
): (text: string) => number {
  let left = mostCounted;
  return (text) => {
    left -= text.length;
    return left >= 0 ? count(text) : Math.ceil(Buffer.byteLength(text) / usualBytesPerToken);
  };
}

/** The beginning of a text that has at most `limit` tokens; never half a character. */
export function truncateToTokens(text: string, limit: number, tokenizer: Tokenizer = "o200k_base"): string {
  // No token is shorter than one byte, so a text of at most `limit` bytes is within the limit.
  if (Buffer.byteLength(text) <= limit) return text;
  const encoding = encodingOf(tokenizer);
  let left = limit;
  let kept = 0;
  for (const piece of slices(text)) {
    const tokens = encoding.encode(piece, plainText);
    if (tokens.length > left) {
      return text.slice(0, kept) + encoding.decode(tokens.slice(0, left)).replace(/\uFFFD+$/, "");
    }
    left -= tokens.length;
    kept += piece.length;
  }
  return text;
}

// The recipe of the OpenAI cookbook ("How to count tokens with tiktoken"): 3 tokens around each message, 3 before the reply.
const tokensPerMessage = 3;
const tokensBeforeReply = 3;

/** Tokens of a prompt before it is sent; the provider's own figure replaces it afterwards. */
export function estimateMessagesTokens(messages: readonly ModelMessage[], tokenizer?: Tokenizer): number {
  const countText = createTokenCount(tokenizer);
  let count = tokensBeforeReply;
  for (const message of messages) count += tokensPerMessage + 1 + countText(messageText(message));
  return count;
}

/** The text of a message; parts that are not text are left out. */
export function messageText(message: ModelMessage): string {
  if (typeof message.content === "string") return message.content;
  return message.content.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n");
}

function* slices(text: string): Generator<string> {
  let start = 0;
  for (const { 0: run, index } of text.matchAll(longRun)) {
    yield text.slice(start, index + run.length);
    start = index + run.length;
  }
  if (start < text.length) yield text.slice(start);
}
