import { createAzure } from "@ai-sdk/azure";
import {
  type Deployment,
  type EmbeddingDeployment,
  knownEmbeddingModel,
  knownLanguageModel,
  looksLikeReasoningModel,
  noPrice,
  openAIEmbeddingLimits,
} from "@eai/modules/models";

/** How the resource is signed in to: a key, or a function that gives an Entra ID token for each call. */
export type AzureCredential = { apiKey: string } | { tokenProvider: () => Promise<string> };

export interface AzureResource {
  /** The name in `AZURE_OPENAI_<REGION>_*`, in lower case: `eastus`. */
  region: string;
  /** The full base, ending in `/openai/v1`. */
  baseUrl: string;
  credential: AzureCredential;
}

export interface AzureDeploymentInput extends AzureResource {
  /** Name of the deployment in the resource. */
  deployment: string;
  /** Name of the model behind it: what people choose, and what price and limits go by. */
  model: string;
  /** Where the model is not a known one, or the price is another. */
  contextWindowTokens?: number;
  maxOutputTokens?: number;
  price?: Deployment["price"];
  /** Lowest first; default 0: regions share the load. */
  priority?: number;
  weight?: number;
}

export interface AzureEmbeddingInput extends AzureResource {
  deployment: string;
  model: string;
  dimensions: number;
  sendDimensions: boolean;
  price?: EmbeddingDeployment["price"];
}

const defaultWindow = { contextWindowTokens: 128_000, maxOutputTokens: 4_096 };

/** A chat deployment of an Azure OpenAI resource, through the v1 API. */
export function azureDeployment(input: AzureDeploymentInput): Deployment {
  const known = knownLanguageModel(input.model);
  const reasoning = known?.reasoning ?? looksLikeReasoningModel(input.model);
  return {
    id: `azure:${input.region}:${input.deployment}`,
    model: input.model,
    label: input.model,
    provider: "azure",
    region: input.region,
    languageModel: connect(input).chat(input.deployment),
    contextWindowTokens: input.contextWindowTokens ?? known?.contextWindowTokens ?? defaultWindow.contextWindowTokens,
    maxOutputTokens: input.maxOutputTokens ?? known?.maxOutputTokens ?? defaultWindow.maxOutputTokens,
    priority: input.priority ?? 0,
    weight: input.weight ?? 1,
    price: input.price ?? known?.price ?? noPrice,
    capabilities: { tools: true, reasoning },
    // The SDK tells reasoning models by their name, which on Azure is the name somebody gave the deployment.
    providerOptions: { openai: { forceReasoning: reasoning } },
  };
}

/** An embedding deployment of an Azure OpenAI resource. */
export function azureEmbeddingDeployment(input: AzureEmbeddingInput): EmbeddingDeployment {
  const model = connect(input).embedding(input.deployment);
  return {
    id: `azure:${input.region}:${input.deployment}`,
    model: input.model,
    provider: "azure",
    region: input.region,
    dimensions: input.dimensions,
    embeddingModel: {
      specificationVersion: "v4",
      provider: model.provider,
      modelId: model.modelId,
      maxEmbeddingsPerCall: model.maxEmbeddingsPerCall,
      supportsParallelCalls: model.supportsParallelCalls,
      // This provider takes the dimensions among its own options only.
      doEmbed: ({ dimensions, ...options }) =>
        model.doEmbed(dimensions === undefined ? options : { ...options, providerOptions: { openai: { dimensions } } }),
    },
    requestDimensions: input.sendDimensions,
    ...openAIEmbeddingLimits,
    price: input.price ?? knownEmbeddingModel(input.model)?.price ?? noPrice,
  };
}

function connect({ baseUrl, credential }: AzureResource) {
  return createAzure({ baseURL: baseUrl, ...credential });
}
