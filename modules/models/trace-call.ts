import type { EmbeddingModelV4Result, LanguageModelV4Prompt } from "@ai-sdk/provider";
import { inSpan, openSpan, type SpanAttributes } from "@eai/modules/kernel";
import type { Attempt, AttemptInput, AttemptPart } from "./attempt.ts";
import type { Deployment, EmbeddingDeployment } from "./deployment.ts";
import { costMicroUsd, noTokens, type TokenCounts } from "./price.ts";
import type { RawDeployment, RelayRequest } from "./relay/relay-types.ts";
import { classifyFailure } from "./upstream-failure.ts";

// Names and meanings: OpenTelemetry's conventions for generative AI (semconv 1.41). Model and usage stand on these
// spans only: a backend that adds them up over a trace would otherwise count them twice.

/** The conventions' names of providers; others may be called anything. */
const providers = { azure: "azure.ai.openai", "openai-compatible": "openai", quote: "eai.quote" } as const;

/** Times one call of a model as `chat {model}`; without tracing the attempt stays as it is. */
export function traceAttempt(attempt: Attempt, input: AttemptInput): Attempt {
  const { deployment } = attempt;
  const span = openSpan(
    `chat ${deployment.model}`,
    () => ({
      ...placeOfCall(deployment, "chat"),
      "gen_ai.request.stream": true,
      ...(input.maxOutputTokens !== undefined && { "gen_ai.request.max_tokens": input.maxOutputTokens }),
    }),
    { kind: "client", observation: "generation" },
  );
  if (!span.isRecording) return attempt;

  async function* read(): AsyncGenerator<AttemptPart, void> {
    let failure: string | undefined = "left";
    let text = "";
    try {
      for await (const part of attempt.parts) {
        if (part.type === "text") text += part.text;
        yield part;
      }
      failure = undefined;
    } catch (error) {
      failure = input.signal.aborted ? "aborted" : classifyFailure(error).kind;
      throw error;
    } finally {
      const { finish, ...measure } = attempt.measure(true);
      span.set(resultOf(deployment, { ...measure, finishReason: finish }));
      span.content(() => ({
        "gen_ai.input.messages": inputMessages(input.prompt),
        "gen_ai.output.messages": shorten(JSON.stringify([message("assistant", text)])),
      }));
      span.end(failure);
    }
  }

  return {
    deployment,
    parts: read(),
    measure: attempt.measure,
    // Asked each time: it changes while the call runs.
    get mayHaveArrived() {
      return attempt.mayHaveArrived;
    },
  };
}

/** A call that is passed on as it is. */
export interface RelayedSpan {
  end(result: CallResult, failure: string | undefined): void;
}

/** Times one call in OpenAI's own format. Of its content there are the messages sent; the answer is not kept. */
export function openRelayedSpan(deployment: RawDeployment, { kind, body, stream }: RelayRequest): RelayedSpan {
  const operation = kind === "chat" ? "chat" : "embeddings";
  const span = openSpan(
    `${operation} ${deployment.model}`,
    () => ({ ...placeOfCall(deployment, operation), "gen_ai.request.stream": stream }),
    { kind: "client", observation: kind === "chat" ? "generation" : "embedding" },
  );
  span.content(() => ({ "gen_ai.input.messages": shorten(JSON.stringify(body.messages ?? body.input ?? null)) }));
  return {
    end(result, failure) {
      if (span.isRecording) span.set(resultOf(deployment, result));
      span.end(failure);
    },
  };
}

/** Times one request for vectors as `embeddings {model}`. */
export function traceEmbedding(
  deployment: EmbeddingDeployment,
  texts: number,
  request: () => PromiseLike<EmbeddingModelV4Result>,
): Promise<EmbeddingModelV4Result> {
  return inSpan(
    `embeddings ${deployment.model}`,
    () => ({
      ...placeOfCall(deployment, "embeddings"),
      "gen_ai.embeddings.dimension.count": deployment.dimensions,
      "eai.texts": texts,
    }),
    async (span) => {
      const result = await request();
      if (span.isRecording && result.usage !== undefined) {
        const tokens = { ...noTokens, promptTokens: result.usage.tokens };
        span.set({
          "gen_ai.usage.input_tokens": tokens.promptTokens,
          "eai.cost_micro_usd": costMicroUsd(tokens, deployment.price),
        });
      }
      return result;
    },
    { kind: "client", observation: "embedding" },
  );
}

function placeOfCall(
  { id, model, provider, region, endpoint }: Deployment | EmbeddingDeployment,
  operation: "chat" | "embeddings",
): SpanAttributes {
  return {
    "gen_ai.operation.name": operation,
    "gen_ai.provider.name": providers[provider],
    "gen_ai.request.model": model,
    "eai.deployment": id,
    ...(region !== null && { "eai.region": region }),
    ...(endpoint && {
      ...serverOf(endpoint.url),
      ...(operation === "chat" && { "openai.api.type": endpoint.surface }),
    }),
  };
}

function serverOf(address: string): SpanAttributes {
  const { protocol, hostname, port } = new URL(address);
  return { "server.address": hostname, "server.port": Number(port || (protocol === "https:" ? 443 : 80)) };
}

interface CallResult {
  tokens: TokenCounts;
  estimated: boolean;
  firstTokenMs: number | null;
  finishReason: string | undefined;
  responseModel?: string | undefined;
}

function resultOf(
  { price }: Pick<Deployment, "price">,
  { tokens, estimated, firstTokenMs, finishReason, responseModel }: CallResult,
): SpanAttributes {
  return {
    ...(responseModel !== undefined && { "gen_ai.response.model": responseModel }),
    ...(finishReason !== undefined && { "gen_ai.response.finish_reasons": [finishReason] }),
    ...(firstTokenMs !== null && { "gen_ai.response.time_to_first_chunk": firstTokenMs / 1000 }),
    "gen_ai.usage.input_tokens": tokens.promptTokens,
    "gen_ai.usage.output_tokens": tokens.completionTokens,
    "gen_ai.usage.cache_read.input_tokens": tokens.cachedTokens,
    "gen_ai.usage.reasoning.output_tokens": tokens.reasoningTokens,
    "eai.usage.estimated": estimated,
    "eai.cost_micro_usd": costMicroUsd(tokens, price),
  };
}

/** More of a prompt is of no use to a reader, and waits in memory until it is sent. */
const longestContent = 30_000;

function inputMessages(prompt: LanguageModelV4Prompt): string {
  const messages = prompt.map(({ role, content }) =>
    message(
      role,
      typeof content === "string"
        ? content
        : content.map((part) => (part.type === "text" ? part.text : `[${part.type}]`)).join("\n"),
    ),
  );
  return shorten(JSON.stringify(messages));
}

function message(role: string, content: string) {
  return { role, parts: [{ type: "text", content }] };
}

function shorten(text: string): string {
  return text.length > longestContent ? `${text.slice(0, longestContent)}…` : text;
}
