import type { ConfigurationMistake } from "./configuration-error.ts";
import type { Environment } from "./environment.ts";

/** One Azure OpenAI deployment of a chat model. Its key is `Secrets.azureApiKeys[region]`. */
export interface AzureDeploymentConfig {
  region: "eastus" | "eastus2";
  /** Ends in `/openai/v1`. */
  baseUrl: string;
  deployment: string;
  /** What people choose; the same name in two regions means they stand in for each other. */
  model: string;
}

export interface OpenAiEndpointConfig {
  baseUrl: string;
  /** The default first; may be empty when only embeddings come from here. */
  models: readonly string[];
}

export interface EmbeddingConfig {
  model: string;
  dimensions: number;
  /** Whether the model can be asked for vectors of that length; others give the length they have. */
  sendDimensions: boolean;
  source:
    | { kind: "azure"; deployment: string; regions: readonly { region: string; baseUrl: string }[] }
    | { kind: "openai"; baseUrl: string };
}

export interface ModelsConfig {
  /** Empty, with no `openAi` model either: the quote model answers. */
  azure: readonly AzureDeploymentConfig[];
  openAi: OpenAiEndpointConfig | undefined;
  /** Left out: search by keywords only. */
  embedding: EmbeddingConfig | undefined;
  contextWindowTokens: number;
}

export interface DecidedModels {
  config: ModelsConfig;
  mistakes: ConfigurationMistake[];
  warnings: string[];
}

const defaultEmbeddingDimensions: Readonly<Record<string, number>> = {
  "text-embedding-3-small": 1536,
  // Gives 3072 at most; shortened, because the index takes no more than 2000.
  "text-embedding-3-large": 1536,
  "text-embedding-ada-002": 1536,
};

const regions = ["eastus", "eastus2"] as const;
type Region = (typeof regions)[number];

/** Decides which models there are; mistakes are collected, not thrown, so that all can be told at once. */
export function decideModels(values: Environment): DecidedModels {
  const decided: Omit<DecidedModels, "config"> = { mistakes: [], warnings: [] };
  const endpoints = regions.flatMap((region) => azureEndpoint(region, values, decided) ?? []);
  const config: ModelsConfig = {
    azure: endpoints.flatMap((endpoint) => endpoint.deployments),
    openAi: openAiEndpoint(values, decided),
    embedding: embedding(values, endpoints, decided),
    contextWindowTokens: values.MODEL_CONTEXT_WINDOW_TOKENS,
  };
  return { config, ...decided };
}

interface AzureEndpoint {
  region: Region;
  baseUrl: string;
  deployments: AzureDeploymentConfig[];
}

function azureEndpoint(
  region: Region,
  values: Environment,
  { mistakes }: Pick<DecidedModels, "mistakes">,
): AzureEndpoint | undefined {
  const prefix = region === "eastus" ? "AZURE_OPENAI_EASTUS" : "AZURE_OPENAI_EASTUS2";
  const endpoint = values[`${prefix}_ENDPOINT`];
  const key = values[`${prefix}_API_KEY`];
  const deployments = values[`${prefix}_DEPLOYMENT`];
  const models = values[`${prefix}_MODEL`];
  if (!endpoint && !key && deployments.length === 0 && models.length === 0) return undefined;

  const together = `set ${prefix}_ENDPOINT, ${prefix}_API_KEY and ${prefix}_DEPLOYMENT together, or none of them`;
  if (!endpoint) mistakes.push({ variable: `${prefix}_ENDPOINT`, advice: `is missing: ${together}` });
  if (!key) mistakes.push({ variable: `${prefix}_API_KEY`, advice: `is missing: ${together}` });
  if (deployments.length === 0 && !values.AZURE_OPENAI_EMBEDDING_DEPLOYMENT) {
    mistakes.push({ variable: `${prefix}_DEPLOYMENT`, advice: `is missing: ${together}` });
  }
  if (models.length > 0 && models.length !== deployments.length) {
    mistakes.push({
      variable: `${prefix}_MODEL`,
      advice: `names ${models.length} models for ${deployments.length} deployments. Give one for each, in the same order`,
    });
  }
  if (!endpoint) return undefined;
  const baseUrl = azureBaseUrl(endpoint);
  return {
    region,
    baseUrl,
    deployments: deployments.map((deployment, index) => ({
      region,
      baseUrl,
      deployment,
      model: models[index] ?? deployment,
    })),
  };
}

/** Azure's own pages show the address with and without the path of the API. */
function azureBaseUrl(endpoint: string): string {
  const origin = endpoint.replace(/\/openai(\/v1)?$/, "");
  return `${origin}/openai/v1`;
}

function openAiEndpoint(
  values: Environment,
  { mistakes, warnings }: Omit<DecidedModels, "config">,
): OpenAiEndpointConfig | undefined {
  const { OPENAI_BASE_URL: baseUrl, OPENAI_MODEL: models, OPENAI_EMBEDDING_MODEL: embeddingModel } = values;
  if (baseUrl) {
    if (models.length > 0 || embeddingModel) return { baseUrl, models };
    mistakes.push({
      variable: "OPENAI_MODEL",
      advice: "is missing: name the models OPENAI_BASE_URL should be asked for",
    });
    return undefined;
  }
  if (models.length > 0 || embeddingModel) {
    const advice = "is missing: name the endpoint that has the models, for OpenAI itself https://api.openai.com/v1";
    mistakes.push({ variable: "OPENAI_BASE_URL", advice });
  } else if (values.OPENAI_API_KEY) {
    // Many machines have this key lying about; it alone must not send a company's documents anywhere.
    warnings.push("OPENAI_API_KEY is set without OPENAI_BASE_URL and OPENAI_MODEL, and is not used.");
  }
  return undefined;
}

function embedding(
  values: Environment,
  azure: readonly AzureEndpoint[],
  { mistakes }: Pick<DecidedModels, "mistakes">,
): EmbeddingConfig | undefined {
  const deployment = values.AZURE_OPENAI_EMBEDDING_DEPLOYMENT;
  const openAiModel = values.OPENAI_EMBEDDING_MODEL;
  if (deployment && openAiModel) {
    const advice = "and AZURE_OPENAI_EMBEDDING_DEPLOYMENT are both set, and their vectors cannot be mixed. Keep one";
    mistakes.push({ variable: "OPENAI_EMBEDDING_MODEL", advice });
    return undefined;
  }
  if (deployment && azure.length === 0) {
    const advice = "is missing: AZURE_OPENAI_EMBEDDING_DEPLOYMENT needs a region with endpoint and key";
    mistakes.push({ variable: "AZURE_OPENAI_EASTUS_ENDPOINT", advice });
    return undefined;
  }
  const model = deployment ? (values.AZURE_OPENAI_EMBEDDING_MODEL ?? deployment) : openAiModel;
  if (!model) {
    if (values.EMBEDDING_DIMENSIONS) {
      mistakes.push({ variable: "EMBEDDING_DIMENSIONS", advice: "is set, but no embedding model is" });
    }
    return undefined;
  }
  const dimensions = values.EMBEDDING_DIMENSIONS ?? defaultEmbeddingDimensions[model];
  if (!dimensions) {
    const advice = `is missing: set it to the length of the vectors ${model} gives`;
    mistakes.push({ variable: "EMBEDDING_DIMENSIONS", advice });
    return undefined;
  }
  const common = { model, dimensions, sendDimensions: model.startsWith("text-embedding-3") };
  if (deployment)
    return {
      ...common,
      source: { kind: "azure", deployment, regions: azure.map(({ region, baseUrl }) => ({ region, baseUrl })) },
    };
  // Without an endpoint `openAiEndpoint` has told of the mistake already.
  return values.OPENAI_BASE_URL
    ? { ...common, source: { kind: "openai", baseUrl: values.OPENAI_BASE_URL } }
    : undefined;
}
