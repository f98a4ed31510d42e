import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4Prompt,
  LanguageModelV4StreamPart,
  LanguageModelV4Usage,
} from "@ai-sdk/provider";
import { parseSourceBlock } from "@eai/modules/chat";
import { composeQuote } from "./compose-quote.ts";

/**
 * A language model without a model: it quotes the sources of the prompt. As a model of the AI SDK it takes the same
 * path as the others: streaming, usage, citations.
 */
export function createQuoteModel(): LanguageModelV4 {
  return {
    specificationVersion: "v4",
    provider: "quote",
    modelId: "quote",
    supportedUrls: {},
    async doGenerate(options) {
      const text = answer(options);
      return {
        content: [{ type: "text", text }],
        finishReason: { unified: "stop", raw: "stop" },
        usage: usageOf(options.prompt, text),
        warnings: [],
      };
    },
    async doStream(options) {
      return { stream: ReadableStream.from(streamParts(options)) };
    },
  };
}

async function* streamParts(options: LanguageModelV4CallOptions): AsyncGenerator<LanguageModelV4StreamPart> {
  const text = answer(options);
  yield { type: "stream-start", warnings: [] };
  yield { type: "text-start", id: "quote" };
  for (const delta of wordGroups(text)) {
    options.abortSignal?.throwIfAborted();
    yield { type: "text-delta", id: "quote", delta };
  }
  yield { type: "text-end", id: "quote" };
  yield { type: "finish", finishReason: { unified: "stop", raw: "stop" }, usage: usageOf(options.prompt, text) };
}

function answer({ prompt }: LanguageModelV4CallOptions): string {
  const instructions = prompt.flatMap((message) => (message.role === "system" ? [message.content] : []));
  const [question = "", earlier = ""] = prompt
    .flatMap((message) => (message.role === "user" ? [textOf(message)] : []))
    .reverse();
  return composeQuote(question, parseSourceBlock(instructions.join("\n")), earlier);
}

function textOf(message: Extract<LanguageModelV4Prompt[number], { role: "user" }>): string {
  return message.content.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n");
}

/** Three words at a time, with the space after them. */
function wordGroups(text: string): string[] {
  return text.match(/(?:\S+\s*){1,3}/g) ?? [];
}

/** Nothing is billed, so four characters are called a token rather than loading a tokenizer. */
function usageOf(prompt: LanguageModelV4Prompt, text: string): LanguageModelV4Usage {
  const characters = prompt.reduce((sum, message) => {
    if (message.role === "system") return sum + message.content.length;
    return sum + message.content.reduce((inner, part) => inner + (part.type === "text" ? part.text.length : 0), 0);
  }, 0);
  const input = Math.ceil(characters / 4);
  const output = Math.ceil(text.length / 4);
  return {
    inputTokens: { total: input, noCache: input, cacheRead: 0, cacheWrite: 0 },
    outputTokens: { total: output, text: output, reasoning: 0 },
  };
}
