import type { EmbeddingModelV4, LanguageModelV4, SharedV4ProviderOptions } from "@ai-sdk/provider";
import type { PriceRow } from "@eai/modules/governance";

/** Which of the two OpenAI APIs a deployment is called through. */
export const apiSurfaces = ["chat_completions", "responses"] as const;
export type ApiSurface = (typeof apiSurfaces)[number];

export const tokenizers = ["o200k_base", "cl100k_base"] as const;
/** The byte-pair encoding that tokens are counted with before the provider's own figure comes. */
export type Tokenizer = (typeof tokenizers)[number];

export const outputLimitParameters = ["max_tokens", "max_completion_tokens", "max_output_tokens"] as const;
export type OutputLimitParameter = (typeof outputLimitParameters)[number];

/** Parameters of a call that some models refuse, in the words of the chat completions API. */
export const callParameters = [
  "temperature",
  "top_p",
  "presence_penalty",
  "frequency_penalty",
  "stop",
  "seed",
  "logprobs",
  "top_logprobs",
  "logit_bias",
] as const;
export type CallParameter = (typeof callParameters)[number];

export const reasoningEfforts = ["none", "minimal", "low", "medium", "high", "xhigh"] as const;
export type ReasoningEffort = (typeof reasoningEfforts)[number];

/** What a model can do that changes how it is asked. Told by the catalogue or the configuration, never by a name. */
export interface ModelCapabilities {
  /** False: it is asked without streaming, and its answer is passed on in one piece. */
  streaming: boolean;
  tools: boolean;
  parallelToolCalls: boolean;
  /** Thinks before it writes: hidden tokens count against the output limit. */
  reasoning: boolean;
  /** What may be sent as effort; empty: nothing may. */
  reasoningEfforts: readonly ReasoningEffort[];
  /** What the limit of the output is called in the body. */
  outputLimitParameter: OutputLimitParameter;
  /** What the model takes beside messages, tools and the output limit; anything else is left out of the call. */
  parameters: readonly CallParameter[];
  /** The role that instructions have in the body. */
  systemRole: "system" | "developer";
  /** Whether `stream_options` is understood, which asks for usage at the end of a stream. */
  streamUsage: boolean;
  promptCacheKey: boolean;
  tokenizer: Tokenizer;
}

/**
 * The way to a deployment for what passes OpenAI's own format on: where to send a body, and what identifies us there.
 * `headers` may fetch a token, and throws an `APICallError` with status 401 when none is given out.
 */
export interface RawEndpoint {
  /** Without a slash at its end: `/chat/completions`, `/responses` or `/embeddings` is added. */
  url: string;
  /** Goes into the query as `api-version`; left out on v1 addresses. */
  apiVersion?: string | undefined;
  /** `api-key` or `authorization`, never both; asked before each call. */
  headers(): Promise<Record<string, string>>;
  /** The name to write as `model` into the body. */
  deployment: string;
  surface: ApiSurface;
}

/** One place where a model can be called. Several with the same `model` are interchangeable. */
export interface Deployment {
  /** Unique, stable, without secrets: `azure:eastus:gpt-4.1`. Goes into usage records and metrics. */
  id: string;
  /** What people choose by. */
  model: string;
  label: string;
  provider: "azure" | "openai-compatible" | "quote";
  /** Where it runs; null when that is not known. */
  region: string | null;
  languageModel: LanguageModelV4;
  /** Instructions, conversation and answer together. */
  contextWindowTokens: number;
  /** The prompt alone; never more than the window. */
  maxInputTokens: number;
  maxOutputTokens: number;
  /** The lowest number is asked first; the next only when all before it are down. */
  priority: number;
  /** Share among deployments of the same priority; positive. */
  weight: number;
  price: PriceRow;
  capabilities: ModelCapabilities;
  /** Sent with every call, in the words of the AI SDK provider behind `languageModel`. */
  providerOptions?: SharedV4ProviderOptions;
  /** Sent as well with a call that says which others it shares the beginning of its prompt with. */
  promptCacheOptions?: (key: string) => SharedV4ProviderOptions;
  /** Left out where no HTTP endpoint stands behind the model. */
  endpoint?: RawEndpoint;
}

/** One place where text is embedded. All with the same model and dimensions give comparable vectors. */
export interface EmbeddingDeployment {
  id: string;
  model: string;
  provider: "azure" | "openai-compatible";
  region: string | null;
  dimensions: number;
  embeddingModel: EmbeddingModelV4;
  /** True when the endpoint is told the dimensions; only text-embedding-3 and some others understand that. */
  requestDimensions: boolean;
  maxInputsPerRequest: number;
  /** Sum over the inputs of a request, with headroom below the limit of the endpoint. */
  maxTokensPerRequest: number;
  maxTokensPerInput: number;
  tokenizer: Tokenizer;
  priority: number;
  weight: number;
  price: PriceRow;
  endpoint?: RawEndpoint;
}

/** Limits of the OpenAI and Azure OpenAI embedding endpoints (2,048 inputs; 300,000 tokens a request, 8,191 an input). */
export const openAIEmbeddingLimits = {
  maxInputsPerRequest: 2048,
  maxTokensPerRequest: 250_000,
  maxTokensPerInput: 8191,
} as const;
