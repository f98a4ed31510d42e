import type { PriceRow } from "@eai/modules/governance";
import {
  type ApiSurface,
  type CallParameter,
  callParameters,
  type ModelCapabilities,
  type ReasoningEffort,
  type Tokenizer,
} from "./deployment.ts";

/** What is known about a language model, whoever serves it. */
export interface KnownLanguageModel {
  /** Instructions, conversation and answer together. */
  contextWindowTokens: number;
  maxInputTokens: number;
  maxOutputTokens: number;
  /** Through which APIs it is served, the one to prefer first. */
  surfaces: readonly [ApiSurface, ...ApiSurface[]];
  /** As through chat completions; `capabilitiesOn` gives those of a surface. */
  capabilities: ModelCapabilities;
  price: PriceRow;
}

export interface KnownEmbeddingModel {
  /** The length of its vectors when none is asked for. */
  dimensions: number;
  /** Whether it can be asked for shorter vectors. */
  sendDimensions: boolean;
  maxTokensPerInput: number;
  tokenizer: Tokenizer;
  price: PriceRow;
}

/** Micro-USD for a million tokens out of dollars for a million tokens. */
export function usdPerMillion(input: number, cachedInput: number, output: number): PriceRow {
  return {
    inputMicroUsdPerMillionTokens: Math.round(input * 1_000_000),
    cachedInputMicroUsdPerMillionTokens: Math.round(cachedInput * 1_000_000),
    outputMicroUsdPerMillionTokens: Math.round(output * 1_000_000),
  };
}

const writes: ModelCapabilities = {
  streaming: true,
  tools: true,
  parallelToolCalls: true,
  reasoning: false,
  reasoningEfforts: [],
  outputLimitParameter: "max_tokens",
  parameters: callParameters,
  systemRole: "system",
  streamUsage: true,
  promptCacheKey: true,
  tokenizer: "o200k_base",
};

// Reasoning models refuse every sampling parameter, and `max_tokens`.
const thinks: ModelCapabilities = {
  ...writes,
  reasoning: true,
  reasoningEfforts: ["low", "medium", "high"],
  outputLimitParameter: "max_completion_tokens",
  parameters: ["seed"],
  systemRole: "developer",
};

const gpt5Efforts: readonly ReasoningEffort[] = ["minimal", "low", "medium", "high"];
const gpt51Efforts: readonly ReasoningEffort[] = ["none", "low", "medium", "high"];
const both = ["chat_completions", "responses"] as const;
const responsesOnly = ["responses"] as const;
const whole = { streaming: false, streamUsage: false } as const;

const gpt4o = { contextWindowTokens: 128_000, maxInputTokens: 128_000, maxOutputTokens: 16_384 };
const gpt41 = { contextWindowTokens: 1_047_576, maxInputTokens: 1_047_576, maxOutputTokens: 32_768 };
const oSeries = { contextWindowTokens: 200_000, maxInputTokens: 200_000, maxOutputTokens: 100_000 };
const gpt5 = { contextWindowTokens: 400_000, maxInputTokens: 272_000, maxOutputTokens: 128_000 };
const gpt5Chat = { contextWindowTokens: 128_000, maxInputTokens: 111_616, maxOutputTokens: 16_384 };

interface Size {
  contextWindowTokens: number;
  maxInputTokens: number;
  maxOutputTokens: number;
}

function chat(size: Size, price: PriceRow): KnownLanguageModel {
  return { ...size, surfaces: both, capabilities: writes, price };
}

function reasoning(
  size: Size,
  price: PriceRow,
  differences: Partial<ModelCapabilities> = {},
  surfaces: KnownLanguageModel["surfaces"] = both,
): KnownLanguageModel {
  return { ...size, surfaces, capabilities: { ...thinks, ...differences }, price };
}

// List prices of global standard deployments; Data Zone and regional ones cost 10 to 20 % more and are configured.
const languageModels: Readonly<Record<string, KnownLanguageModel>> = {
  "gpt-4o": chat(gpt4o, usdPerMillion(2.5, 1.25, 10)),
  "gpt-4o-mini": chat(gpt4o, usdPerMillion(0.15, 0.075, 0.6)),
  "gpt-4.1": chat(gpt41, usdPerMillion(2, 0.5, 8)),
  "gpt-4.1-mini": chat(gpt41, usdPerMillion(0.4, 0.1, 1.6)),
  "gpt-4.1-nano": chat(gpt41, usdPerMillion(0.1, 0.025, 0.4)),
  o1: reasoning(oSeries, usdPerMillion(15, 7.5, 60), { ...whole, parallelToolCalls: false }),
  "o3-mini": reasoning(oSeries, usdPerMillion(1.1, 0.55, 4.4), { parallelToolCalls: false }),
  o3: reasoning(oSeries, usdPerMillion(2, 0.5, 8), { parallelToolCalls: false }),
  "o3-pro": reasoning(oSeries, usdPerMillion(20, 20, 80), { ...whole, parallelToolCalls: false }, responsesOnly),
  "o4-mini": reasoning(oSeries, usdPerMillion(1.1, 0.275, 4.4), { parallelToolCalls: false }),
  "gpt-5": reasoning(gpt5, usdPerMillion(1.25, 0.125, 10), { reasoningEfforts: gpt5Efforts }),
  "gpt-5-mini": reasoning(gpt5, usdPerMillion(0.25, 0.025, 2), { reasoningEfforts: gpt5Efforts }),
  "gpt-5-nano": reasoning(gpt5, usdPerMillion(0.05, 0.005, 0.4), { reasoningEfforts: gpt5Efforts }),
  "gpt-5-chat": chat(gpt5Chat, usdPerMillion(1.25, 0.125, 10)),
  "gpt-5-codex": reasoning(gpt5, usdPerMillion(1.25, 0.125, 10), {}, responsesOnly),
  "gpt-5-pro": reasoning(gpt5, usdPerMillion(15, 15, 120), { ...whole, reasoningEfforts: ["high"] }, responsesOnly),
  "gpt-5.1": reasoning(gpt5, usdPerMillion(1.25, 0.125, 10), { reasoningEfforts: gpt51Efforts }),
  "gpt-5.1-chat": reasoning(gpt5Chat, usdPerMillion(1.25, 0.125, 10), { reasoningEfforts: [] }),
  "gpt-5.1-codex": reasoning(gpt5, usdPerMillion(1.25, 0.125, 10), {}, responsesOnly),
  "gpt-5.1-codex-mini": reasoning(gpt5, usdPerMillion(0.25, 0.025, 2), {}, responsesOnly),
  "gpt-5.1-codex-max": reasoning(
    gpt5,
    usdPerMillion(1.25, 0.125, 10),
    { reasoningEfforts: ["none", "low", "medium", "high", "xhigh"] },
    responsesOnly,
  ),
  "gpt-5.2": reasoning(gpt5, usdPerMillion(1.75, 0.175, 14), { reasoningEfforts: gpt51Efforts }),
  "gpt-5.2-chat": reasoning(gpt5Chat, usdPerMillion(1.75, 0.175, 14), { reasoningEfforts: [] }),
};

const openAIEmbedding = { maxTokensPerInput: 8191, tokenizer: "cl100k_base" } as const;
const embeddingModels: Readonly<Record<string, KnownEmbeddingModel>> = {
  "text-embedding-3-small": {
    ...openAIEmbedding,
    dimensions: 1536,
    sendDimensions: true,
    price: usdPerMillion(0.02, 0.02, 0),
  },
  "text-embedding-3-large": {
    ...openAIEmbedding,
    dimensions: 3072,
    sendDimensions: true,
    price: usdPerMillion(0.13, 0.13, 0),
  },
  "text-embedding-ada-002": {
    ...openAIEmbedding,
    dimensions: 1536,
    sendDimensions: false,
    price: usdPerMillion(0.1, 0.1, 0),
  },
};

/** A price of nothing: a model of one's own, or one whose price is not known. */
export const noPrice: PriceRow = usdPerMillion(0, 0, 0);

/**
 * What is assumed of a model that is neither known nor described in `models.yaml`. On Azure: no parameter that some
 * model refuses, for any model may stand behind a name. Elsewhere: what the small servers have in common.
 */
export const cautiousCapabilities: Readonly<Record<"azure" | "openai-compatible", ModelCapabilities>> = {
  azure: {
    ...writes,
    parallelToolCalls: false,
    outputLimitParameter: "max_completion_tokens",
    parameters: [],
    promptCacheKey: false,
  },
  "openai-compatible": {
    ...writes,
    parallelToolCalls: false,
    parameters: ["temperature", "top_p", "presence_penalty", "frequency_penalty", "stop", "seed"],
    promptCacheKey: false,
  },
};

/** The window assumed of such a model: a prompt that is too long fails where a short one answers. */
export const cautiousSize: Readonly<Record<"azure" | "openai-compatible", Size>> = {
  azure: { contextWindowTokens: 128_000, maxInputTokens: 128_000, maxOutputTokens: 4_096 },
  "openai-compatible": { contextWindowTokens: 32_000, maxInputTokens: 32_000, maxOutputTokens: 4_096 },
};

// What the Responses API takes beside messages, tools and the output limit; the rest exists in chat completions only.
const responsesParameters: ReadonlySet<CallParameter> = new Set(["temperature", "top_p", "top_logprobs"]);

/** The same model as it is asked through one of the two APIs. */
export function capabilitiesOn(surface: ApiSurface, capabilities: ModelCapabilities): ModelCapabilities {
  if (surface === "chat_completions") return capabilities;
  return {
    ...capabilities,
    outputLimitParameter: "max_output_tokens",
    parameters: capabilities.parameters.filter((name) => responsesParameters.has(name)),
    // Usage comes in the last event without being asked for.
    streamUsage: false,
  };
}

/**
 * What is known about a model by its name; a date at the end of the name (`gpt-4o-2024-11-20`) is read over.
 * @returns undefined for a model that is not in the list: the configuration has to say
 */
export function knownLanguageModel(model: string): KnownLanguageModel | undefined {
  return lookUp(languageModels, model);
}

/** @returns undefined for an embedding model that is not in the list: its price and dimensions are not known */
export function knownEmbeddingModel(model: string): KnownEmbeddingModel | undefined {
  return lookUp(embeddingModels, model);
}

/** What tokens of a model are counted with when no deployment is at hand; o200k for a model that is not known. */
export function tokenizerOf(model: string): Tokenizer {
  return knownEmbeddingModel(model)?.tokenizer ?? knownLanguageModel(model)?.capabilities.tokenizer ?? "o200k_base";
}

function lookUp<Known>(table: Readonly<Record<string, Known>>, model: string): Known | undefined {
  const name = model.toLowerCase().replace(/-\d{4}-\d{2}-\d{2}$/, "");
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
