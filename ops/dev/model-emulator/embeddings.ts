import { countTokens } from "@eai/modules/models";
import { decode } from "gpt-tokenizer/encoding/cl100k_base";
import { z } from "zod";
import { embedText } from "./embed-text.ts";
import { type WireError, wireError } from "./errors.ts";
import { type Exchange, pause, sendError, sendJson } from "./exchange.ts";
import { invalidBody } from "./request-body.ts";

const limits = { inputs: 2048, tokensPerInput: 8192, tokensPerRequest: 300_000 } as const;
const nativeDimensions: Readonly<Record<string, number>> = {
  "text-embedding-3-small": 1536,
  "text-embedding-3-large": 3072,
  "text-embedding-ada-002": 1536,
};

const tokensSchema = z.array(z.int().nonnegative());
const bodySchema = z.looseObject({
  model: z.string().optional(),
  input: z.union([z.string(), z.array(z.string()), tokensSchema, z.array(tokensSchema)]),
  dimensions: z.int().positive().nullish(),
  encoding_format: z.enum(["float", "base64"]).nullish(),
});
type Input = z.infer<typeof bodySchema>["input"];

export function embeddingsPromptText(body: unknown): string {
  const parsed = bodySchema.safeParse(body);
  return parsed.success ? textsOf(parsed.data.input).join("\n") : "";
}

/** Answers `POST …/embeddings` within the limits of the real endpoint. */
export async function answerEmbeddings(exchange: Exchange, input: unknown): Promise<void> {
  const parsed = bodySchema.safeParse(input);
  if (!parsed.success) return sendError(exchange, invalidBody(parsed.error));
  const { dimensions, encoding_format: format } = parsed.data;
  const { model } = exchange;
  const texts = textsOf(parsed.data.input);
  const counts = texts.map((text) => countTokens(text, "cl100k_base"));
  const refused = overLimit(texts, counts) ?? wrongDimensions(model, dimensions);
  if (refused) return sendError(exchange, refused);
  await pause(exchange.scenario.firstTokenDelayMs ?? 0, exchange.signal);
  if (exchange.scenario.hold) await exchange.barrier.wait(exchange.signal);
  if (exchange.signal.aborted) return;
  const length = dimensions ?? nativeDimensions[model] ?? 1536;
  const tokens = exchange.scenario.zeroUsage ? 0 : counts.reduce((sum, count) => sum + count, 0);
  if (!exchange.scenario.omitUsage) exchange.journal.usage = { prompt_tokens: tokens, completion_tokens: 0 };
  sendJson(exchange, 200, {
    object: "list",
    data: texts.map((text, index) => {
      const vector = embedText(text, { model, dimensions: length });
      return { object: "embedding", index, embedding: format === "base64" ? toBase64(vector) : Array.from(vector) };
    }),
    model,
    ...(!exchange.scenario.omitUsage && { usage: { prompt_tokens: tokens, total_tokens: tokens } }),
  });
}

function textsOf(input: Input): string[] {
  if (typeof input === "string") return [input];
  const first = input[0];
  if (typeof first === "number") return [decode(tokensSchema.parse(input))];
  return input.map((entry) => (typeof entry === "string" ? entry : decode(tokensSchema.parse(entry))));
}

function overLimit(texts: readonly string[], counts: readonly number[]): WireError | undefined {
  if (texts.length === 0 || texts.includes("")) {
    return wireError(400, null, "'$.input' is invalid. Input cannot be an empty string.", "input");
  }
  if (texts.length > limits.inputs) {
    return wireError(400, null, `Too many inputs. The max number of inputs is ${limits.inputs}.`, "input");
  }
  const longest = Math.max(...counts);
  if (longest > limits.tokensPerInput) {
    const message = `This model's maximum context length is ${limits.tokensPerInput} tokens, however you requested ${longest} tokens (${longest} in your prompt; 0 for the completion). Please reduce your prompt; or completion length.`;
    return wireError(400, null, message);
  }
  const sum = counts.reduce((total, count) => total + count, 0);
  if (sum <= limits.tokensPerRequest) return undefined;
  const message = `Requested ${sum} tokens, max ${limits.tokensPerRequest} tokens per request`;
  return wireError(400, "max_tokens_per_request", message);
}

function wrongDimensions(model: string, dimensions: number | null | undefined): WireError | undefined {
  if (dimensions === null || dimensions === undefined) return undefined;
  if (model === "text-embedding-ada-002") {
    return wireError(400, null, "This model does not support specifying dimensions.", "dimensions");
  }
  const most = nativeDimensions[model] ?? 4096;
  if (dimensions <= most) return undefined;
  return wireError(400, null, `Invalid value for 'dimensions' = ${dimensions}. Must be at most ${most}.`, "dimensions");
}

function toBase64(vector: Float32Array): string {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString("base64");
}
