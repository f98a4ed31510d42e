import { azureDeployment, azureEmbeddingDeployment } from "@eai/adapters/azure";
import { openAIDeployment, openAIEmbeddingDeployment } from "@eai/adapters/openai";
import { quoteDeployment } from "@eai/adapters/quote";
import type { Reservations, UsageLedger } from "@eai/modules/governance";
import type { SettingsReader } from "@eai/modules/identity";
import type { Log } from "@eai/modules/kernel";
import {
  type AttemptTimeouts,
  createModels,
  type Deployment,
  type EmbeddingDeployment,
  knownLanguageModel,
  type Models,
  type Routing,
} from "@eai/modules/models";
import type { EmbeddingConfig, ModelsConfig } from "./models-config.ts";
import type { Secrets } from "./secrets.ts";

/** The models of the configuration; the quote model when there is none. */
export function openModels(
  config: ModelsConfig,
  secrets: Secrets,
  settings: SettingsReader,
  ledger: UsageLedger,
  reservations: Reservations,
  routing: Routing,
  log: Log,
  timeouts: Partial<AttemptTimeouts> = {},
): Models {
  const configured = [...azureDeployments(config, secrets), ...openAIDeployments(config, secrets)];
  return createModels({
    deployments: configured.length > 0 ? configured : [quoteDeployment()],
    embeddingDeployments: config.embedding ? embeddingDeployments(config.embedding, secrets) : [],
    ledger,
    reservations,
    routing,
    permittedModels: async ({ tenantPath }) => (await settings(tenantPath))["models.allowed"],
    log,
    timeouts,
  });
}

function azureDeployments(config: ModelsConfig, secrets: Secrets): Deployment[] {
  return config.azure.map((deployment) =>
    azureDeployment({
      ...deployment,
      credential: { apiKey: azureKey(secrets, deployment.region) },
      contextWindowTokens: contextWindow(config, deployment.model),
    }),
  );
}

function openAIDeployments({ openAi, ...config }: ModelsConfig, secrets: Secrets): Deployment[] {
  if (!openAi) return [];
  return openAi.models.map((model) =>
    openAIDeployment({
      baseUrl: openAi.baseUrl,
      apiKey: secrets.openAiApiKey,
      model,
      contextWindowTokens: contextWindow(config, model),
    }),
  );
}

/** What is configured, but never more than a known model reads. */
function contextWindow(config: Pick<ModelsConfig, "contextWindowTokens">, model: string): number {
  const known = knownLanguageModel(model)?.contextWindowTokens ?? Number.POSITIVE_INFINITY;
  return Math.min(known, config.contextWindowTokens);
}

function embeddingDeployments({ source, ...embedding }: EmbeddingConfig, secrets: Secrets): EmbeddingDeployment[] {
  switch (source.kind) {
    case "azure":
      return source.regions.map(({ region, baseUrl }) =>
        azureEmbeddingDeployment({
          ...embedding,
          region,
          baseUrl,
          deployment: source.deployment,
          credential: { apiKey: azureKey(secrets, region) },
        }),
      );
    case "openai":
      return [openAIEmbeddingDeployment({ ...embedding, baseUrl: source.baseUrl, apiKey: secrets.openAiApiKey })];
    default:
      return source satisfies never;
  }
}

function azureKey(secrets: Secrets, region: string): string {
  const key = secrets.azureApiKeys[region];
  if (key === undefined) throw new Error(`The key of Azure region ${region} is missing although it was configured.`);
  return key;
}
