import { knownEmbeddingModel, knownLanguageModel } from "@eai/modules/models";
import type { ConfigurationMistake } from "./configuration-error.ts";
import type { Environment } from "./environment.ts";
import type { EmbeddingModelDeployment, ModelDeployment, ModelEndpoint } from "./models-config.ts";

export interface VariableModels {
  deployments: ModelDeployment[];
  embeddings: EmbeddingModelDeployment[];
  mistakes: ConfigurationMistake[];
  warnings: string[];
}

type Told = Pick<VariableModels, "mistakes" | "warnings">;

// Of text-embedding-3-large only the first half is taken, because the index takes no more than 2000 dimensions.
const mostDimensions = 1536;

const regions = ["eastus", "eastus2"] as const;
type Region = (typeof regions)[number];

/** The models that the variables of the environment describe. */
export function modelsFromVariables(values: Environment): VariableModels {
  const told: Told = { mistakes: [], warnings: [] };
  const azure = regions.flatMap((region) => azureRegion(region, values, told) ?? []);
  const openAi = openAiEndpoint(values, told);
  const deployments = [
    ...azure.flatMap((region) => region.deployments),
    ...(openAi === undefined
      ? []
      : values.OPENAI_MODEL.map((model) => ({ endpoint: openAi, deployment: model, model }))),
  ];
  for (const model of new Set(deployments.map((deployment) => deployment.model))) {
    if (knownLanguageModel(model)) continue;
    told.warnings.push(
      `The platform does not know the model "${model}": it is asked cautiously and counts as free. Describe it in models.yaml.`,
    );
  }
  return {
    deployments: deployments.map((deployment) => ({ ...deployment, ...window(values, deployment.model) })),
    embeddings: embeddings(values, azure, openAi, told),
    ...told,
  };
}

/** Which of the variables that describe models are set, without those that hold a key which is used. */
export function variablesOfModels(values: Environment, keyVariables: readonly string[]): string[] {
  return Object.entries(values)
    .filter(([name, value]) => {
      if (keyVariables.includes(name) || !/^(?:AZURE_OPENAI|OPENAI)_|^EMBEDDING_DIMENSIONS$/.test(name)) return false;
      return Array.isArray(value) ? value.length > 0 : value !== undefined;
    })
    .map(([name]) => name);
}

/** What is configured, but never more than a known model reads. */
function window(values: Environment, model: string) {
  const known = knownLanguageModel(model)?.contextWindowTokens ?? Number.POSITIVE_INFINITY;
  return { contextWindowTokens: Math.min(known, values.MODEL_CONTEXT_WINDOW_TOKENS) };
}

interface AzureRegion {
  endpoint: ModelEndpoint;
  deployments: ModelDeployment[];
}

function azureRegion(region: Region, values: Environment, { mistakes }: Told): AzureRegion | undefined {
  const prefix = region === "eastus" ? "AZURE_OPENAI_EASTUS" : "AZURE_OPENAI_EASTUS2";
  const address = values[`${prefix}_ENDPOINT`];
  const key = values[`${prefix}_API_KEY`];
  const deployments = values[`${prefix}_DEPLOYMENT`];
  const models = values[`${prefix}_MODEL`];
  if (!address && !key && deployments.length === 0 && models.length === 0) return undefined;

  const together = `set ${prefix}_ENDPOINT, ${prefix}_API_KEY and ${prefix}_DEPLOYMENT together, or none of them`;
  if (!address) mistakes.push({ variable: `${prefix}_ENDPOINT`, advice: `is missing: ${together}` });
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
  if (!address) return undefined;
  const endpoint: ModelEndpoint = {
    provider: "azure",
    region,
    baseUrl: azureBaseUrl(address, undefined),
    apiVersion: undefined,
    credential: { kind: "key", variable: `${prefix}_API_KEY` },
  };
  return {
    endpoint,
    deployments: deployments.map((deployment, index) => ({ endpoint, deployment, model: models[index] ?? deployment })),
  };
}

/** Azure's own pages show the address with and without the path of the API. */
export function azureBaseUrl(address: string, apiVersion: string | undefined): string {
  const origin = address.replace(/\/+$/, "").replace(/\/openai(\/v1)?$/, "");
  return apiVersion === undefined ? `${origin}/openai/v1` : `${origin}/openai`;
}

function openAiEndpoint(values: Environment, { mistakes, warnings }: Told): ModelEndpoint | undefined {
  const { OPENAI_BASE_URL: baseUrl, OPENAI_MODEL: models, OPENAI_EMBEDDING_MODEL: embeddingModel } = values;
  if (baseUrl) {
    if (models.length === 0 && !embeddingModel) {
      const advice = "is missing: name the models OPENAI_BASE_URL should be asked for";
      mistakes.push({ variable: "OPENAI_MODEL", advice });
      return undefined;
    }
    const credential = values.OPENAI_API_KEY
      ? ({ kind: "key", variable: "OPENAI_API_KEY" } as const)
      : ({ kind: "none" } as const);
    return { provider: "openai-compatible", region: null, baseUrl, apiVersion: undefined, credential };
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

function embeddings(
  values: Environment,
  azure: readonly AzureRegion[],
  openAi: ModelEndpoint | undefined,
  { mistakes }: Told,
): EmbeddingModelDeployment[] {
  const deployment = values.AZURE_OPENAI_EMBEDDING_DEPLOYMENT;
  const openAiModel = values.OPENAI_EMBEDDING_MODEL;
  const refuse = (variable: string, advice: string) => {
    mistakes.push({ variable, advice });
    return [];
  };
  if (deployment && openAiModel) {
    const advice = "and AZURE_OPENAI_EMBEDDING_DEPLOYMENT are both set, and their vectors cannot be mixed. Keep one";
    return refuse("OPENAI_EMBEDDING_MODEL", advice);
  }
  if (deployment && azure.length === 0) {
    const advice = "is missing: AZURE_OPENAI_EMBEDDING_DEPLOYMENT needs a region with endpoint and key";
    return refuse("AZURE_OPENAI_EASTUS_ENDPOINT", advice);
  }
  const model = deployment ? (values.AZURE_OPENAI_EMBEDDING_MODEL ?? deployment) : openAiModel;
  if (!model) {
    return values.EMBEDDING_DIMENSIONS ? refuse("EMBEDDING_DIMENSIONS", "is set, but no embedding model is") : [];
  }
  const known = knownEmbeddingModel(model);
  const dimensions = values.EMBEDDING_DIMENSIONS ?? (known && Math.min(known.dimensions, mostDimensions));
  if (!dimensions) {
    return refuse("EMBEDDING_DIMENSIONS", `is missing: set it to the length of the vectors ${model} gives`);
  }
  const common = { model, dimensions, sendDimensions: known?.sendDimensions ?? false };
  if (deployment) return azure.map(({ endpoint }) => ({ ...common, endpoint, deployment }));
  // Without an endpoint `openAiEndpoint` has told of the mistake already.
  return openAi ? [{ ...common, endpoint: openAi, deployment: model }] : [];
}
