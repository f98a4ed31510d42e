import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "./config.ts";
import type { Environment } from "./environment.ts";
import { readOtlpHeaders } from "./telemetry-config.ts";

/** What must never be logged or shown; kept apart from `Config` for that reason. */
export interface Secrets {
  /** Protects cookies and tokens. */
  authSecret: string;
  /** Set when `Config.database` is a server. */
  databaseUrl: string | undefined;
  /** Set when counters and relay are on Redis. */
  redisUrl: string | undefined;
  /** Keys of Azure OpenAI by region (`eastus`, `eastus2`). */
  azureApiKeys: Readonly<Record<string, string>>;
  /** Local endpoints often need none. */
  openAiApiKey: string | undefined;
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
export function loadSecrets(values: Environment, config: Pick<Config, "dataDirectory">): Secrets {
  const azureApiKeys = {
    ...(values.AZURE_OPENAI_EASTUS_API_KEY && { eastus: values.AZURE_OPENAI_EASTUS_API_KEY }),
    ...(values.AZURE_OPENAI_EASTUS2_API_KEY && { eastus2: values.AZURE_OPENAI_EASTUS2_API_KEY }),
  };
  return {
    authSecret: values.EAI_SECRET ?? generatedSecret(config.dataDirectory),
    databaseUrl: values.DATABASE_URL,
    redisUrl: values.REDIS_URL,
    azureApiKeys,
    openAiApiKey: values.OPENAI_API_KEY,
    entraClientSecret: values.ENTRA_CLIENT_SECRET,
    oidcClientSecret: values.OIDC_CLIENT_SECRET,
    budgetAlertWebhook: values.BUDGET_ALERT_WEBHOOK_URL
      ? { url: values.BUDGET_ALERT_WEBHOOK_URL, secret: values.BUDGET_ALERT_WEBHOOK_SECRET }
      : undefined,
    otlpHeaders: readOtlpHeaders(values.OTEL_EXPORTER_OTLP_HEADERS),
    langfuseSecretKey: values.LANGFUSE_SECRET_KEY,
  };
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
