import { createAzure } from "@ai-sdk/azure";
import {
  type DeploymentDetails,
  describeDeployment,
  describeEmbedding,
  type EmbeddingDetails,
  fittingFetch,
  openAIOptions,
  promptCacheOptions,
  streamable,
} from "@eai/adapters/openai";
import type { Deployment, EmbeddingDeployment, RawEndpoint } from "@eai/modules/models";

/** How the resource is signed in to: a key, or a function that gives an Entra ID token for each call. */
export type AzureCredential = { apiKey: string } | { tokenProvider: () => Promise<string> };

export interface AzureResource {
  /** In lower case: `eastus`. */
  region: string;
  /** The full base, ending in `/openai/v1`; with an `apiVersion`, in `/openai`. */
  baseUrl: string;
  /** Asks through the classic, deployment-scoped addresses instead of v1; chat completions and embeddings only. */
  apiVersion?: string | undefined;
  credential: AzureCredential;
}

export interface AzureDeploymentInput extends AzureResource, DeploymentDetails {
  /** Name of the deployment in the resource. */
  deployment: string;
}

export interface AzureEmbeddingInput extends AzureResource, EmbeddingDetails {
  deployment: string;
}

/** A chat deployment of an Azure OpenAI resource. */
export function azureDeployment(input: AzureDeploymentInput): Deployment {
  const { surface, ...described } = describeDeployment("azure", input);
  const rules = { ...described, surface };
  const provider = connect(input, fittingFetch(rules));
  const languageModel =
    surface === "responses" ? provider.responses(input.deployment) : provider.chat(input.deployment);
  return {
    ...described,
    id: input.id ?? `azure:${input.region}:${input.deployment}`,
    region: input.region,
    languageModel: streamable(languageModel, rules),
    providerOptions: openAIOptions(rules),
    promptCacheOptions,
    endpoint: rawEndpoint(input, surface),
  };
}

/** An embedding deployment of an Azure OpenAI resource. */
export function azureEmbeddingDeployment(input: AzureEmbeddingInput): EmbeddingDeployment {
  const model = connect(input).embedding(input.deployment);
  return {
    ...describeEmbedding("azure", input),
    id: input.id ?? `azure:${input.region}:${input.deployment}`,
    region: input.region,
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
    endpoint: rawEndpoint(input, "chat_completions"),
  };
}

function connect({ baseUrl, apiVersion, credential }: AzureResource, fetch?: typeof globalThis.fetch) {
  return createAzure({
    baseURL: baseUrl,
    ...credential,
    ...(fetch && { fetch }),
    ...(apiVersion !== undefined && { apiVersion, useDeploymentBasedUrls: true }),
  });
}

function rawEndpoint(
  { baseUrl, apiVersion, credential, deployment }: AzureResource & { deployment: string },
  surface: RawEndpoint["surface"],
): RawEndpoint {
  return {
    url: apiVersion === undefined ? baseUrl : `${baseUrl}/deployments/${encodeURIComponent(deployment)}`,
    ...(apiVersion !== undefined && { apiVersion }),
    deployment,
    surface,
    headers: async (): Promise<Record<string, string>> =>
      "apiKey" in credential
        ? { "api-key": credential.apiKey }
        : { authorization: `Bearer ${await credential.tokenProvider()}` },
  };
}
