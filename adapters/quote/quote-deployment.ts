import { cautiousCapabilities, type Deployment, noPrice } from "@eai/modules/models";
import { createQuoteModel } from "./create-quote-model.ts";

/** The deployment that answers while no language model is configured. */
export function quoteDeployment(): Deployment {
  return {
    id: "quote",
    model: "quote",
    label: "Quotes from your documents",
    provider: "quote",
    region: null,
    languageModel: createQuoteModel(),
    contextWindowTokens: 128_000,
    maxInputTokens: 128_000,
    maxOutputTokens: 4_000,
    priority: 0,
    weight: 1,
    price: noPrice,
    capabilities: { ...cautiousCapabilities["openai-compatible"], tools: false, parameters: [] },
  };
}
