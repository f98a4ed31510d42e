import type { LanguageModelV4, SharedV4ProviderOptions } from "@ai-sdk/provider";
import {
  type ApiSurface,
  type BodyRules,
  capabilitiesOn,
  cautiousCapabilities,
  cautiousSize,
  type Deployment,
  type EmbeddingDeployment,
  knownEmbeddingModel,
  knownLanguageModel,
  type ModelCapabilities,
  noPrice,
  openAIEmbeddingLimits,
} from "@eai/modules/models";
import { simulateStreamingMiddleware, wrapLanguageModel } from "ai";

/** What an operator may say about a deployment beside where it is; the catalogue says the rest. */
export interface DeploymentDetails {
  /** Default: made of provider, region or host, and deployment. */
  id?: string | undefined;
  /** What people choose by, and what price, window and manner go by where nothing else is said. */
  model: string;
  label?: string | undefined;
  surface?: ApiSurface | undefined;
  contextWindowTokens?: number | undefined;
  maxInputTokens?: number | undefined;
  maxOutputTokens?: number | undefined;
  /** Where the model differs from the catalogue, or is not in it. */
  capabilities?: Partial<ModelCapabilities> | undefined;
  price?: Deployment["price"] | undefined;
  /** Lowest first; default 0: deployments of one model share the load. */
  priority?: number | undefined;
  weight?: number | undefined;
}

export interface EmbeddingDetails {
  id?: string | undefined;
  model: string;
  dimensions: number;
  sendDimensions: boolean;
  maxTokensPerInput?: number | undefined;
  tokenizer?: EmbeddingDeployment["tokenizer"] | undefined;
  price?: EmbeddingDeployment["price"] | undefined;
  priority?: number | undefined;
  weight?: number | undefined;
}

type Provider = "azure" | "openai-compatible";

type Described = Pick<
  Deployment,
  | "model"
  | "label"
  | "provider"
  | "contextWindowTokens"
  | "maxInputTokens"
  | "maxOutputTokens"
  | "priority"
  | "weight"
  | "price"
  | "capabilities"
> & { surface: ApiSurface };

/** A deployment as the operator, the catalogue and, where both are silent, caution describe it. */
export function describeDeployment(provider: Provider, details: DeploymentDetails): Described {
  const known = knownLanguageModel(details.model);
  const surface = details.surface ?? known?.surfaces[0] ?? "chat_completions";
  const size = known ?? cautiousSize[provider];
  const contextWindowTokens = details.contextWindowTokens ?? size.contextWindowTokens;
  const base = known?.capabilities ?? cautiousCapabilities[provider];
  return {
    model: details.model,
    label: details.label ?? details.model,
    provider,
    surface,
    contextWindowTokens,
    maxInputTokens: Math.min(
      details.maxInputTokens ?? known?.maxInputTokens ?? contextWindowTokens,
      contextWindowTokens,
    ),
    maxOutputTokens: details.maxOutputTokens ?? size.maxOutputTokens,
    priority: details.priority ?? 0,
    weight: details.weight ?? 1,
    price: details.price ?? known?.price ?? noPrice,
    capabilities: capabilitiesOn(surface, { ...base, ...details.capabilities }),
  };
}

/** An embedding deployment without its model. */
export function describeEmbedding(
  provider: Provider,
  details: EmbeddingDetails,
): Omit<EmbeddingDeployment, "id" | "region" | "embeddingModel"> {
  const known = knownEmbeddingModel(details.model);
  return {
    model: details.model,
    provider,
    dimensions: details.dimensions,
    requestDimensions: details.sendDimensions,
    ...openAIEmbeddingLimits,
    maxTokensPerInput: details.maxTokensPerInput ?? known?.maxTokensPerInput ?? openAIEmbeddingLimits.maxTokensPerInput,
    tokenizer: details.tokenizer ?? known?.tokenizer ?? "cl100k_base",
    priority: details.priority ?? 0,
    weight: details.weight ?? 1,
    price: details.price ?? known?.price ?? noPrice,
  };
}

/** A model that cannot stream is asked for the whole answer, which then comes as a stream of one piece. */
export function streamable(languageModel: LanguageModelV4, { capabilities }: BodyRules): LanguageModelV4 {
  if (capabilities.streaming) return languageModel;
  return wrapLanguageModel({ model: languageModel, middleware: simulateStreamingMiddleware() });
}

/**
 * Prompts of one key are sent to where the beginning they share was read before. In the words of both providers, of
 * which each reads its own; whether the deployment takes it is seen to with the rest of the body.
 */
export function promptCacheOptions(key: string): SharedV4ProviderOptions {
  return { openai: { promptCacheKey: key }, "openai-compatible": { prompt_cache_key: key } };
}

/** The AI SDK would tell reasoning models by their name, which here is the name somebody gave the deployment. */
export function openAIOptions({ surface, capabilities }: BodyRules): SharedV4ProviderOptions {
  return {
    openai: {
      forceReasoning: capabilities.reasoning,
      systemMessageMode: capabilities.systemRole,
      ...(surface === "responses" && { store: false }),
    },
  };
}
