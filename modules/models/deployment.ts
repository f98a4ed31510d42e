import type { EmbeddingModelV4, LanguageModelV4, SharedV4ProviderOptions } from "@ai-sdk/provider";
import type { PriceRow } from "@eai/modules/governance";

/** What a model can do that changes how it is asked. */
export interface ModelCapabilities {
  tools: boolean;
  /** Thinks before it writes: hidden tokens count against the output limit. */
  reasoning: boolean;
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
  contextWindowTokens: number;
  maxOutputTokens: number;
  /** The lowest number is asked first; the next only when all before it are down. */
  priority: number;
  /** Share among deployments of the same priority; positive. */
  weight: number;
  price: PriceRow;
  capabilities: ModelCapabilities;
  /** Sent with every call, in the words of the AI SDK provider behind `languageModel`. */
  providerOptions?: SharedV4ProviderOptions;
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
  price: PriceRow;
}

/** Limits of the OpenAI and Azure OpenAI embedding endpoints (2,048 inputs; 300,000 tokens a request, 8,191 an input). */
export const openAIEmbeddingLimits = {
  maxInputsPerRequest: 2048,
  maxTokensPerRequest: 250_000,
  maxTokensPerInput: 8191,
} as const;
