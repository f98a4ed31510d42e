import {
  type AzureCredential,
  azureDeployment,
  azureEmbeddingDeployment,
  createEntraTokens,
  type EntraTokens,
} from "@eai/adapters/azure";
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
  type Models,
  type RawTransport,
  type RerankDeployment,
  type Routing,
} from "@eai/modules/models";
import type { EmbeddingModelDeployment, ModelDeployment, ModelEndpoint, ModelsConfig } from "./models-config.ts";
import type { Secrets } from "./secrets.ts";

export interface OpenModelsDependencies {
  reranker?: RerankDeployment | undefined;
  settings: SettingsReader;
  ledger: UsageLedger;
  reservations: Reservations;
  routing: Routing;
  transport: RawTransport;
  log: Log;
  timeouts?: Partial<AttemptTimeouts>;
}

/** The models of the configuration; the quote model when there is none. */
export function openModels(config: ModelsConfig, secrets: Secrets, dependencies: OpenModelsDependencies): Models {
  const { settings, ledger, reservations, routing, transport, log, timeouts = {} } = dependencies;
  const tokens = config.entra && createEntraTokens(identityOf(config.entra, secrets), log);
  const deployments = config.deployments.map((deployment) => chatDeployment(deployment, secrets, tokens));
  return createModels({
    deployments: deployments.length > 0 ? deployments : [quoteDeployment()],
    embeddingDeployments: config.embeddings.map((embedding) => embeddingDeployment(embedding, secrets, tokens)),
    rerankDeployment: dependencies.reranker,
    ledger,
    reservations,
    routing,
    permittedModels: async ({ tenantPath }) => (await settings(tenantPath))["models.allowed"],
    permittedRegions: async ({ tenantPath }) => (await settings(tenantPath))["models.regions"],
    transport,
    log,
    timeouts,
  });
}

function identityOf(identity: NonNullable<ModelsConfig["entra"]>, secrets: Secrets) {
  if (identity.kind !== "client_secret") return identity;
  if (secrets.azureClientSecret === undefined) throw new Error("AZURE_CLIENT_SECRET is missing although it is used.");
  return { ...identity, clientSecret: secrets.azureClientSecret };
}

function chatDeployment(
  { endpoint, ...details }: ModelDeployment,
  secrets: Secrets,
  tokens: EntraTokens | undefined,
): Deployment {
  switch (endpoint.provider) {
    case "azure":
      return azureDeployment({ ...details, ...azureResource(endpoint, secrets, tokens) });
    case "openai-compatible":
      return openAIDeployment({ ...details, ...openAIEndpoint(endpoint, secrets) });
    default:
      return endpoint.provider satisfies never;
  }
}

function embeddingDeployment(
  { endpoint, ...details }: EmbeddingModelDeployment,
  secrets: Secrets,
  tokens: EntraTokens | undefined,
): EmbeddingDeployment {
  switch (endpoint.provider) {
    case "azure":
      return azureEmbeddingDeployment({ ...details, ...azureResource(endpoint, secrets, tokens) });
    case "openai-compatible":
      return openAIEmbeddingDeployment({ ...details, ...openAIEndpoint(endpoint, secrets) });
    default:
      return endpoint.provider satisfies never;
  }
}

function azureResource(endpoint: ModelEndpoint, secrets: Secrets, tokens: EntraTokens | undefined) {
  const { region, baseUrl, apiVersion } = endpoint;
  return { region: region ?? "unknown", baseUrl, apiVersion, credential: azureCredential(endpoint, secrets, tokens) };
}

function openAIEndpoint(endpoint: ModelEndpoint, secrets: Secrets) {
  const { region, baseUrl } = endpoint;
  return { region: region ?? undefined, baseUrl, apiKey: keyOf(endpoint, secrets) };
}

function azureCredential(endpoint: ModelEndpoint, secrets: Secrets, tokens: EntraTokens | undefined): AzureCredential {
  const { credential } = endpoint;
  if (credential.kind === "entra") {
    if (!tokens) throw new Error("An endpoint wants tokens of Entra ID, but nobody was configured to ask for them.");
    return { tokenProvider: tokens.forScope(credential.scope) };
  }
  const apiKey = keyOf(endpoint, secrets);
  if (apiKey === undefined) throw new Error(`The key for ${endpoint.baseUrl} is missing although it was configured.`);
  return { apiKey };
}

function keyOf({ credential }: ModelEndpoint, secrets: Secrets): string | undefined {
  return credential.kind === "key" ? secrets.modelKeys[credential.variable] : undefined;
}
