import { resolve } from "node:path";
import { missingRecognitionLanguages } from "@eai/modules/knowledge";
import { ConfigurationError, type ConfigurationMistake } from "./configuration-error.ts";
import { type Environment, readEnvironment } from "./environment.ts";
import { decideFiles, type FilesConfig, filesMistakes } from "./files-config.ts";
import { decideIndex, type IndexConfig, indexMistakes, indexWarnings } from "./index-config.ts";
import { decideModels, type ModelsConfig } from "./models-config.ts";
import { productionMistakes } from "./production-rules.ts";
import { decideSearch, type SearchConfig } from "./search-config.ts";
import { loadSecrets, type Secrets } from "./secrets.ts";
import { decideSignIn, type SignInConfig } from "./sign-in-config.ts";
import { decideTelemetry, type TelemetryConfig } from "./telemetry-config.ts";

/** Everything that was decided from the environment. Holds no secret: it may be logged and shown. */
export interface Config {
  environment: "development" | "production";
  /** Absolute path. */
  dataDirectory: string;
  logLevel: Environment["LOG_LEVEL"];
  api: { host: string; port: number; corsOrigins: readonly string[] };
  web: { origin: string };
  signIn: SignInConfig;
  database: EmbeddedDatabase | PostgresDatabase;
  counters: MemoryOrRedis;
  relay: MemoryOrRedis;
  files: FilesConfig;
  index: IndexConfig;
  ingestion: {
    uploadLimitBytes: number;
    extractionTimeoutSeconds: number;
    extractionMemoryMegabytes: number;
    /** Text recognition of scanned pages; null while it is off. */
    recognition: { languages: string; timeoutSeconds: number } | null;
    concurrency: number;
    reindexKeepDays: number;
  };
  chat: { sessionLimit: number; maxOutputTokens: number };
  /** Of one person and one minute, where no tenant says otherwise; null is without limit. */
  limits: { userRequestsPerMinute: number | null; userTokensPerMinute: number | null };
  /** Calls of programs that one person may have running at once. */
  callsPerPerson: number;
  models: ModelsConfig;
  search: SearchConfig;
  telemetry: TelemetryConfig;
}

export interface EmbeddedDatabase {
  kind: "embedded";
  /** Absolute path. */
  directory: string;
}

/** The address with its password is `Secrets.databaseUrl`. */
export interface PostgresDatabase {
  kind: "postgres";
  host: string;
  name: string;
  poolSize: number;
}

/** The address with its password is `Secrets.redisUrl`. */
export type MemoryOrRedis = { kind: "memory" } | { kind: "redis"; host: string };

export interface LoadedConfig {
  config: Config;
  secrets: Secrets;
  /** Sentences for the operator about what is odd but usable. */
  warnings: string[];
}

/**
 * Turns the environment into decided configuration.
 * In development the first call writes a generated secret into the data directory.
 * @param source read instead of `process.env`, for tests
 * @throws ConfigurationError with every mistake at once
 */
export function loadConfig(source?: Record<string, string | undefined>): LoadedConfig {
  const environment = readEnvironment(source);
  const { values, mistakes, unknown, readVariable } = environment;
  const models = decideModels({ values, dataDirectory: resolve(values.EAI_DATA_DIR), readVariable });
  const signIn = decideSignIn(values);
  const telemetry = decideTelemetry(values);
  const search = decideSearch(values);
  const config: Config = {
    ...decide(values, models.config, signIn.config),
    search: search.config,
    telemetry: telemetry.config,
  };
  const all: ConfigurationMistake[] = [
    ...mistakes,
    ...models.mistakes,
    ...signIn.mistakes,
    ...telemetry.mistakes,
    ...search.mistakes,
    ...originMistakes(values),
    ...recognitionMistakes(values),
    ...filesMistakes(values),
    ...indexMistakes(values),
    ...(config.environment === "production" ? productionMistakes(values, config) : []),
  ];
  if (all.length > 0) throw new ConfigurationError(all);
  const warnings = [
    ...models.warnings,
    ...indexWarnings(values),
    ...unknown
      .filter((name) => !models.keyVariables.includes(name))
      .map((name) => `${name} is set, but is not a variable of the platform. Is it misspelt?`),
  ];
  return { config, secrets: loadSecrets(environment, config), warnings };
}

function decide(values: Environment, models: ModelsConfig, signIn: SignInConfig): Omit<Config, "telemetry" | "search"> {
  const production = values.EAI_ENV === "production";
  const dataDirectory = resolve(values.EAI_DATA_DIR);
  const shared = values.REDIS_URL
    ? { kind: "redis" as const, host: new URL(values.REDIS_URL).host }
    : { kind: "memory" as const };
  return {
    environment: values.EAI_ENV,
    dataDirectory,
    logLevel: values.LOG_LEVEL,
    api: {
      host: values.API_HOST ?? (production ? "0.0.0.0" : "127.0.0.1"),
      port: values.API_PORT,
      corsOrigins: values.CORS_ALLOWED_ORIGINS,
    },
    web: { origin: values.WEB_ORIGIN ?? `http://localhost:${values.WEB_PORT}` },
    signIn,
    database: decideDatabase(values, dataDirectory),
    counters: shared,
    relay: shared,
    files: decideFiles(values, dataDirectory),
    index: decideIndex(values),
    ingestion: {
      uploadLimitBytes: values.UPLOAD_LIMIT_BYTES,
      extractionTimeoutSeconds: values.EXTRACTION_TIMEOUT_SECONDS,
      extractionMemoryMegabytes: values.EXTRACTION_MEMORY_MEGABYTES,
      recognition: values.OCR_LANGUAGES
        ? { languages: values.OCR_LANGUAGES, timeoutSeconds: values.OCR_TIMEOUT_SECONDS }
        : null,
      concurrency: values.INGESTION_CONCURRENCY,
      reindexKeepDays: values.REINDEX_KEEP_DAYS,
    },
    chat: { sessionLimit: values.SESSION_LIMIT, maxOutputTokens: values.CHAT_MAX_OUTPUT_TOKENS },
    limits: {
      userRequestsPerMinute: values.USER_REQUESTS_PER_MINUTE || null,
      userTokensPerMinute: values.USER_TOKENS_PER_MINUTE || null,
    },
    callsPerPerson: values.CALLS_PER_PERSON,
    models,
  };
}

function decideDatabase(values: Environment, dataDirectory: string): EmbeddedDatabase | PostgresDatabase {
  if (!values.DATABASE_URL) return { kind: "embedded", directory: resolve(dataDirectory, "database") };
  const { host, pathname } = new URL(values.DATABASE_URL);
  return { kind: "postgres", host, name: decodeURIComponent(pathname.slice(1)), poolSize: values.DATABASE_POOL_SIZE };
}

/** An origin is scheme, host and port: with a path behind it, it would never match what a browser sends. */
function originMistakes(values: Environment): ConfigurationMistake[] {
  const written = [
    ...(values.WEB_ORIGIN ? [{ variable: "WEB_ORIGIN", origin: values.WEB_ORIGIN }] : []),
    ...values.CORS_ALLOWED_ORIGINS.map((origin) => ({ variable: "CORS_ALLOWED_ORIGINS", origin })),
  ];
  return written
    .filter(({ origin }) => origin !== "*" && (!URL.canParse(origin) || new URL(origin).origin !== origin))
    .map(({ variable, origin }) => ({
      variable,
      advice: `"${origin}" is not an origin. Write scheme, host and port only, such as https://assistant.example.com`,
    }));
}

function recognitionMistakes({ OCR_LANGUAGES: languages }: Environment): ConfigurationMistake[] {
  return missingRecognitionLanguages(languages ?? "eng").map((language) => ({
    variable: "OCR_LANGUAGES",
    advice: `the data for ${language} is not installed; run npm install @tesseract.js-data/${language}, or leave it out`,
  }));
}
