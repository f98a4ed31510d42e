import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "./config.ts";
import type { ReadEnvironment } from "./environment.ts";
import type { ModelsConfig } from "./models-config.ts";
import { readOtlpHeaders } from "./telemetry-config.ts";

/** What must never be logged or shown; kept apart from `Config` for that reason. */
export interface Secrets {
  /** Protects cookies and tokens. */
  authSecret: string;
  /** Set when `Config.database` is a server. */
  databaseUrl: string | undefined;
  /** Set when counters and relay are on Redis. */
  redisUrl: string | undefined;
  /** Of the bucket for files; undefined: what the SDK finds by itself. */
  s3Credentials: { accessKeyId: string; secretAccessKey: string } | undefined;
  /** Of the Qdrant server, where it wants one. */
  qdrantApiKey: string | undefined;
  /** Keys of model endpoints, by the variables that hold them. */
  modelKeys: Readonly<Record<string, string>>;
  /** Of `Config.search.reranker`, where it wants one. */
  rerankKey: string | undefined;
  /** Set when `Config.models.entra` is a client with a secret. */
  azureClientSecret: string | undefined;
  /** Set when `Config.signIn.entra` is. */
  entraClientSecret: string | undefined;
  /** Set when `Config.signIn.oidc` is. */
  oidcClientSecret: string | undefined;
  /** Where alerts of budgets are posted: whoever knows such an address may often post there. */
  budgetAlertWebhook: { url: string; secret: string | undefined } | undefined;
  /** Of the receiver of traces, by name in small letters. */
  otlpHeaders: Readonly<Record<string, string>>;
  /** Set when `Config.telemetry.langfuse` is. */
  langfuseSecretKey: string | undefined;
}

/**
 * Gathers the secrets of the environment. Without `EAI_SECRET` (development only: production refuses earlier)
 * one is generated into the data directory and found again at the next start, so that people stay signed in.
 */
export function loadSecrets(
  { values, readVariable }: Pick<ReadEnvironment, "values" | "readVariable">,
  config: Pick<Config, "dataDirectory" | "models">,
): Secrets {
  return {
    authSecret: values.EAI_SECRET ?? generatedSecret(config.dataDirectory),
    databaseUrl: values.DATABASE_URL,
    redisUrl: values.REDIS_URL,
    s3Credentials:
      values.S3_ACCESS_KEY_ID && values.S3_SECRET_ACCESS_KEY
        ? { accessKeyId: values.S3_ACCESS_KEY_ID, secretAccessKey: values.S3_SECRET_ACCESS_KEY }
        : undefined,
    qdrantApiKey: values.QDRANT_API_KEY,
    modelKeys: modelKeys(config.models, readVariable),
    rerankKey: values.RERANK_API_KEY,
    azureClientSecret: values.AZURE_CLIENT_SECRET,
    entraClientSecret: values.ENTRA_CLIENT_SECRET,
    oidcClientSecret: values.OIDC_CLIENT_SECRET,
    budgetAlertWebhook: values.BUDGET_ALERT_WEBHOOK_URL
      ? { url: values.BUDGET_ALERT_WEBHOOK_URL, secret: values.BUDGET_ALERT_WEBHOOK_SECRET }
      : undefined,
    otlpHeaders: readOtlpHeaders(values.OTEL_EXPORTER_OTLP_HEADERS),
    langfuseSecretKey: values.LANGFUSE_SECRET_KEY,
  };
}

function modelKeys({ deployments, embeddings }: ModelsConfig, readVariable: ReadEnvironment["readVariable"]) {
  const entries = [...deployments, ...embeddings].flatMap(({ endpoint: { credential } }) => {
    const key = credential.kind === "key" ? readVariable(credential.variable) : undefined;
    return credential.kind === "key" && key !== undefined ? [[credential.variable, key] as const] : [];
  });
  return Object.fromEntries(entries);
}

function generatedSecret(dataDirectory: string): string {
  const path = join(dataDirectory, "secret");
  const found = readSecret(path);
  if (found) return found;
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  // Written whole under another name and then linked: a second process that starts now gets the same secret, never half of one.
  const draft = `${path}.${process.pid}`;
  try {
    writeFileSync(draft, `${randomBytes(32).toString("base64url")}\n`, { mode: 0o600, flag: "w" });
    linkSync(draft, path);
  } catch (error) {
    if (!isErrorWithCode(error, "EEXIST")) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return readFileSync(path, "utf8").trim();
}

function readSecret(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8").trim() || undefined;
  } catch (error) {
    if (isErrorWithCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

function isErrorWithCode(error: unknown, code: string): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === code;
}
