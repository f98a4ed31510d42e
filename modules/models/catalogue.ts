import type { PriceRow } from "@eai/modules/governance";

export interface KnownLanguageModel {
  contextWindowTokens: number;
  maxOutputTokens: number;
  reasoning: boolean;
  price: PriceRow;
}

export interface KnownEmbeddingModel {
  price: PriceRow;
}

/** Microdollars for a million tokens out of dollars for a million tokens. */
function usdPerMillion(input: number, cachedInput: number, output: number): PriceRow {
  return {
    inputMicroUsdPerMillionTokens: Math.round(input * 1_000_000),
    cachedInputMicroUsdPerMillionTokens: Math.round(cachedInput * 1_000_000),
    outputMicroUsdPerMillionTokens: Math.round(output * 1_000_000),
  };
}

function chat(contextWindowTokens: number, maxOutputTokens: number, price: PriceRow): KnownLanguageModel {
  return { contextWindowTokens, maxOutputTokens, reasoning: false, price };
}

function reasoning(contextWindowTokens: number, maxOutputTokens: number, price: PriceRow): KnownLanguageModel {
  return { contextWindowTokens, maxOutputTokens, reasoning: true, price };
}

// List prices of global standard deployments; Data Zone and regional ones cost 10 to 20 % more and are configured.
const languageModels: Readonly<Record<string, KnownLanguageModel>> = {
  "gpt-4o": chat(128_000, 16_384, usdPerMillion(2.5, 1.25, 10)),
  "gpt-4o-mini": chat(128_000, 16_384, usdPerMillion(0.15, 0.075, 0.6)),
  "gpt-4.1": chat(1_047_576, 32_768, usdPerMillion(2, 0.5, 8)),
  "gpt-4.1-mini": chat(1_047_576, 32_768, usdPerMillion(0.4, 0.1, 1.6)),
  "gpt-4.1-nano": chat(1_047_576, 32_768, usdPerMillion(0.1, 0.025, 0.4)),
  o3: reasoning(200_000, 100_000, usdPerMillion(2, 0.5, 8)),
  "o4-mini": reasoning(200_000, 100_000, usdPerMillion(1.1, 0.275, 4.4)),
  "gpt-5": reasoning(272_000, 128_000, usdPerMillion(1.25, 0.125, 10)),
  "gpt-5-mini": reasoning(272_000, 128_000, usdPerMillion(0.25, 0.025, 2)),
  "gpt-5-nano": reasoning(272_000, 128_000, usdPerMillion(0.05, 0.005, 0.4)),
  "gpt-5.1": reasoning(272_000, 128_000, usdPerMillion(1.25, 0.125, 10)),
};

const embeddingModels: Readonly<Record<string, KnownEmbeddingModel>> = {
  "text-embedding-3-small": { price: usdPerMillion(0.02, 0.02, 0) },
  "text-embedding-3-large": { price: usdPerMillion(0.13, 0.13, 0) },
  "text-embedding-ada-002": { price: usdPerMillion(0.1, 0.1, 0) },
};

/** A price of nothing: a model of one's own, or one whose price is not known. */
export const noPrice: PriceRow = usdPerMillion(0, 0, 0);

/**
 * What is known about a model by its name; a date at the end of the name (`gpt-4o-2024-11-20`) is read over.
 * @returns undefined for a model that is not in the list: the configuration has to say
 */
export function knownLanguageModel(model: string): KnownLanguageModel | undefined {
  return lookUp(languageModels, model);
}

/** For a model that is not in the list: whether its name is of a family that thinks before it writes. */
export function looksLikeReasoningModel(model: string): boolean {
  return /^(?:o\d|gpt-[5-9](?!.*chat))/i.test(model);
}

/** @returns undefined for an embedding model that is not in the list: its price is not known */
export function knownEmbeddingModel(model: string): KnownEmbeddingModel | undefined {
  return lookUp(embeddingModels, model);
}

function lookUp<Known>(table: Readonly<Record<string, Known>>, model: string): Known | undefined {
  const name = model.toLowerCase().replace(/-\d{4}-\d{2}-\d{2}$/, "");
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
