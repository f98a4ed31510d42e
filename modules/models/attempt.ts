import type {
  LanguageModelV4FinishReason,
  LanguageModelV4Prompt,
  LanguageModelV4StreamPart,
  LanguageModelV4Usage,
  SharedV4ProviderOptions,
} from "@ai-sdk/provider";
import { createDeadline, type Deadline } from "./deadline.ts";
import type { Deployment } from "./deployment.ts";
import { noTokens, type TokenCounts } from "./price.ts";
import { mayHaveArrived, type Sending, watchSending } from "./sending.ts";
import { countTokens } from "./tokens.ts";
import { traceAttempt } from "./trace-call.ts";
import { UpstreamTimeout } from "./upstream-failure.ts";

export interface AttemptTimeouts {
  /** From sending to the first content. */
  firstChunkMs: number;
  /** Instead of it, where an answer is not streamed: from sending to the whole of it. */
  wholeAnswerMs: number;
  /** Between contents. */
  stallMs: number;
  /** From the last token to the figures, when nobody but the record waits for them. */
  figuresMs: number;
}

export type AttemptPart = { type: "text"; text: string } | { type: "finish"; reason: FinishReason };
export type FinishReason = "stop" | "length" | "content-filter" | "other";

export interface AttemptInput {
  prompt: LanguageModelV4Prompt;
  maxOutputTokens: number | undefined;
  /** Calls of one key share the beginning of their prompts. */
  promptCacheKey: string | undefined;
  signal: AbortSignal;
  timeouts: AttemptTimeouts;
  /** Tokens of the prompt, counted only when the provider gives no figure. */
  estimatePromptTokens: () => number;
}

/** One call of one deployment. */
export interface Attempt {
  deployment: Deployment;
  /** Text as it comes, then one finish. To be read once; leaving it early ends the call upstream. */
  parts: AsyncGenerator<AttemptPart, void>;
  /** False while nothing can have reached a server. */
  mayHaveArrived(): boolean;
  /** What is known now: the provider's figures where they came, otherwise counted here. */
  measure(billed: boolean): AttemptMeasure;
}

export interface AttemptMeasure {
  tokens: TokenCounts;
  estimated: boolean;
  latencyMs: number;
  firstTokenMs: number | null;
  finish: FinishReason | undefined;
  hasText: boolean;
  /** As the provider calls what has answered. */
  responseModel: string | undefined;
}

/** Hidden reasoning counts against the output limit; without room for it a short answer comes back empty. */
const reasoningHeadroomTokens = 4000;
/** So many times longer may a model that thinks first take to its first token. */
const thinkingFactor = 3;

export function startAttempt(deployment: Deployment, input: AttemptInput): Attempt {
  const startedAt = performance.now();
  let firstTokenAt: number | undefined;
  let endedAt: number | undefined;
  let usage: LanguageModelV4Usage | undefined;
  let finish: FinishReason | undefined;
  let responseModel: string | undefined;
  const written: string[] = [];
  const sending: Sending = { sent: false };
  let answered = false;

  async function* read(): AsyncGenerator<AttemptPart, void> {
    const stopwatch = createStopwatch(input.signal);
    try {
      stopwatch.expect(firstContentMs(deployment, input.timeouts));
      const stream = await stopwatch.guard(() =>
        watchSending(sending, () => deployment.languageModel.doStream(callOptions(deployment, input, stopwatch))),
      );
      answered = true;
      for await (const part of readAll(stream.stream, stopwatch.signal)) {
        const content = contentOf(part, firstTokenAt !== undefined);
        if (content !== undefined) {
          stopwatch.expect(input.timeouts.stallMs);
          if (content === "") continue;
          firstTokenAt ??= performance.now();
          written.push(content);
          // A reader that is slow is no stall of the model.
          stopwatch.pause();
          yield { type: "text", text: content };
          stopwatch.expect(input.timeouts.stallMs);
        } else if (part.type === "error") {
          throw part.error;
        } else if (part.type === "response-metadata") {
          responseModel = part.modelId;
        } else if (part.type === "finish") {
          usage = part.usage;
          finish = finishReasonOf(part.finishReason);
        }
      }
      if (finish === undefined) throw new Error("The stream ended without a finish reason");
      yield { type: "finish", reason: finish };
    } finally {
      endedAt ??= performance.now();
      stopwatch.stop();
    }
  }

  const attempt: Attempt = {
    deployment,
    parts: read(),
    mayHaveArrived: () => answered || mayHaveArrived(sending),
    measure(billed) {
      const counted = usage === undefined ? undefined : providerCounts(usage);
      const tokens = counted ?? (billed ? estimate() : noTokens);
      return {
        tokens,
        estimated: counted === undefined && billed,
        latencyMs: Math.round((endedAt ?? performance.now()) - startedAt),
        firstTokenMs: firstTokenAt === undefined ? null : Math.round(firstTokenAt - startedAt),
        finish,
        hasText: written.length > 0,
        responseModel,
      };
    },
  };
  return traceAttempt(attempt, input);

  function estimate(): TokenCounts {
    const completionTokens = countTokens(written.join(""), deployment.capabilities.tokenizer);
    return { ...noTokens, promptTokens: input.estimatePromptTokens(), completionTokens };
  }
}

/** Tokens that are added to the output limit of a call, for what the model thinks and does not show. */
export function hiddenOutputTokens({ capabilities }: Pick<Deployment, "capabilities">): number {
  return capabilities.reasoning ? reasoningHeadroomTokens : 0;
}

/** How long a call may take to its first content, in milliseconds. */
export function firstContentMs({ capabilities }: Deployment, { firstChunkMs, wholeAnswerMs }: AttemptTimeouts): number {
  if (!capabilities.streaming) return wholeAnswerMs;
  return firstChunkMs * (capabilities.reasoning ? thinkingFactor : 1);
}

function callOptions(deployment: Deployment, input: AttemptInput, stopwatch: Stopwatch) {
  const headroom = hiddenOutputTokens(deployment);
  const { maxOutputTokens } = input;
  return {
    prompt: input.prompt,
    abortSignal: stopwatch.signal,
    ...(maxOutputTokens !== undefined && {
      maxOutputTokens: Math.min(maxOutputTokens + headroom, deployment.maxOutputTokens),
    }),
    ...providerOptions(deployment, input.promptCacheKey),
  };
}

/** Those of every call, and those of this one; both may speak to the same provider. */
function providerOptions(
  { providerOptions: always = {}, promptCacheOptions }: Deployment,
  promptCacheKey: string | undefined,
): { providerOptions?: SharedV4ProviderOptions } {
  const own = promptCacheKey === undefined ? {} : (promptCacheOptions?.(promptCacheKey) ?? {});
  const providers = [...new Set([...Object.keys(always), ...Object.keys(own)])];
  if (providers.length === 0) return {};
  return { providerOptions: Object.fromEntries(providers.map((name) => [name, { ...always[name], ...own[name] }])) };
}

/**
 * @returns undefined for what is no sign of life: the empty text that stands beside the role comes at once, however
 * long the first token takes. Reasoning is a sign of life, but nothing to show
 */
function contentOf(part: LanguageModelV4StreamPart, hasBegun: boolean): string | undefined {
  if (part.type === "text-delta") return part.delta === "" && !hasBegun ? undefined : part.delta;
  if (part.type === "reasoning-delta") return "";
  return undefined;
}

/** @returns undefined when the stream ended without saying why: it was cut */
function finishReasonOf({ unified, raw }: LanguageModelV4FinishReason): FinishReason | undefined {
  // The Responses API gives a reason only for what is not whole.
  const whole = unified === "stop" || unified === "tool-calls";
  if ((raw === undefined && !whole) || unified === "error" || unified === "interrupted") return undefined;
  if (unified === "stop" || unified === "length" || unified === "content-filter") return unified;
  return "other";
}

function providerCounts(usage: LanguageModelV4Usage): TokenCounts | undefined {
  const { total: promptTokens, cacheRead } = usage.inputTokens;
  const { total: completionTokens, reasoning } = usage.outputTokens;
  if (promptTokens === undefined || completionTokens === undefined) return undefined;
  return {
    promptTokens,
    cachedTokens: Math.min(cacheRead ?? 0, promptTokens),
    completionTokens,
    reasoningTokens: Math.min(reasoning ?? 0, completionTokens),
  };
}

/** Ends when the stream does; throws the signal's reason as soon as it is aborted, also from a pending read. */
async function* readAll<Part>(stream: ReadableStream<Part>, signal: AbortSignal): AsyncGenerator<Part, void> {
  const reader = stream.getReader();
  // Cancelling resolves a pending read, so no race of promises is needed for every chunk.
  const cancel = () => void reader.cancel(signal.reason).catch(() => {});
  signal.addEventListener("abort", cancel, { once: true });
  try {
    while (true) {
      const { done, value } = await reader.read();
      signal.throwIfAborted();
      if (done) return;
      yield value;
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener("abort", cancel);
    cancel();
  }
}

interface Stopwatch extends Deadline {
  /** Aborts with the caller's reason, or with an `UpstreamTimeout`. */
  signal: AbortSignal;
  /** Starts something, unless it is too late already: what nobody waits for would fail unheard. */
  guard<Value>(start: () => PromiseLike<Value>): Promise<Value>;
  /** Ends the call upstream, if it still runs. */
  stop(): void;
}

function createStopwatch(caller: AbortSignal): Stopwatch {
  const controller = new AbortController();
  const { signal } = controller;
  const abort = () => controller.abort(caller.reason);
  if (caller.aborted) abort();
  else caller.addEventListener("abort", abort, { once: true });
  const deadline = createDeadline(() => controller.abort(new UpstreamTimeout("The model did not write in time")));
  return {
    ...deadline,
    signal,
    async guard(start) {
      signal.throwIfAborted();
      let onAbort = () => {};
      const aborted = new Promise<never>((_, reject) => {
        onAbort = () => reject(signal.reason);
        signal.addEventListener("abort", onAbort, { once: true });
      });
      try {
        return await Promise.race([start(), aborted]);
      } catch (error) {
        signal.throwIfAborted();
        throw error;
      } finally {
        signal.removeEventListener("abort", onAbort);
      }
    },
    stop() {
      deadline.stop();
      caller.removeEventListener("abort", abort);
      controller.abort(new Error("The call has ended"));
    },
  };
}
