import type { DeploymentDetails, EmbeddingDetails } from "@eai/adapters/openai";
import type { ConfigurationMistake } from "./configuration-error.ts";
import { type EntraIdentity, entraIdentity } from "./entra-identity.ts";
import type { Environment } from "./environment.ts";
import { findModelsFile, readModelsFile } from "./models-file/read-models-file.ts";
import { modelsFromVariables, variablesOfModels } from "./models-variables.ts";

/** Where models are served, and how it is signed in to. */
export interface ModelEndpoint {
  provider: "azure" | "openai-compatible";
  /** In lower case; null when it is not known, never on Azure. */
  region: string | null;
  /** With the whole path: on Azure `/openai/v1`, or `/openai` when there is an `apiVersion`. */
  baseUrl: string;
  apiVersion: string | undefined;
  credential: { kind: "key"; variable: string } | { kind: "entra"; scope: string } | { kind: "none" };
}

/** A chat deployment. Those with one model name stand in for each other. */
export interface ModelDeployment extends DeploymentDetails {
  endpoint: ModelEndpoint;
  deployment: string;
}

export interface EmbeddingModelDeployment extends EmbeddingDetails {
  endpoint: ModelEndpoint;
  deployment: string;
}

export interface ModelsConfig {
  /** The default first; empty: the quote model answers. */
  deployments: readonly ModelDeployment[];
  /** Empty: search by keywords only. All of one model with vectors of one length. */
  embeddings: readonly EmbeddingModelDeployment[];
  /** Who asks for tokens, where an endpoint wants them. */
  entra: EntraIdentity | undefined;
}

export interface DecidedModels {
  config: ModelsConfig;
  mistakes: ConfigurationMistake[];
  warnings: string[];
  /** Names of variables that hold keys, so that they are not taken for misspelt ones. */
  keyVariables: readonly string[];
}

export interface ModelsSource {
  values: Environment;
  dataDirectory: string;
  /** Any variable of the environment, by its name. */
  readVariable: (name: string) => string | undefined;
}

/**
 * Decides which models there are: those of `models.yaml` where there is such a file, otherwise those of the variables.
 * Mistakes are collected, not thrown, so that all can be told at once.
 */
export function decideModels({ values, dataDirectory, readVariable }: ModelsSource): DecidedModels {
  const path = findModelsFile(values.MODELS_FILE, dataDirectory);
  if (path === undefined) {
    const { deployments, embeddings, mistakes, warnings } = modelsFromVariables(values);
    return { config: { deployments, embeddings, entra: undefined }, mistakes, warnings, keyVariables: [] };
  }
  const file = readModelsFile(path, readVariable);
  const endpoints = [...file.deployments, ...file.embeddings].map(({ endpoint }) => endpoint);
  const entra = endpoints.some(({ credential }) => credential.kind === "entra") ? entraIdentity(values) : undefined;
  const unused = variablesOfModels(values, file.keyVariables);
  return {
    config: { deployments: file.deployments, embeddings: file.embeddings, entra: entra?.identity },
    mistakes: [...file.mistakes, ...(entra?.mistakes ?? [])],
    warnings: [
      ...file.warnings,
      ...(unused.length > 0 ? [`${path} says which models there are, so ${unused.join(", ")} are not used.`] : []),
    ],
    keyVariables: file.keyVariables,
  };
}
