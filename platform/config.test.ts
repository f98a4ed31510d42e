import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { loadConfig } from "./config.ts";
import { ConfigurationError } from "./configuration-error.ts";

const dataDirectory = mkdtempSync(join(tmpdir(), "eai-config-"));
afterAll(() => rmSync(dataDirectory, { recursive: true, force: true }));

const strongSecret = "q7XfU2mLr0aWz9cYt4KdHs8NvBeJgPiO1xRuS5kD3w";
const soundProduction = {
  EAI_ENV: "production",
  EAI_SECRET: strongSecret,
  DATABASE_URL: "postgresql://eai:hunter2@db.internal:5432/eai",
  WEB_ORIGIN: "https://assistant.example.com",
};

function load(source: Record<string, string>) {
  return loadConfig({ EAI_DATA_DIR: dataDirectory, ...source });
}

/** The names of the variables that were refused. */
function refused(source: Record<string, string>): string[] {
  try {
    load(source);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.mistakes.map((mistake) => mistake.variable);
    throw error;
  }
  return [];
}

describe("the configuration of an empty environment", () => {
  test("is an embedded installation on loopback, open to develop", () => {
    const { config, warnings } = load({});
    expect(config).toMatchObject({
      environment: "development",
      api: { host: "127.0.0.1", port: 8000, corsOrigins: [] },
      web: { origin: "http://localhost:3001" },
      signIn: { devBypass: true, localSignUp: "open" },
      database: { kind: "embedded", directory: join(dataDirectory, "database") },
      counters: { kind: "memory" },
      ingestion: { uploadLimitBytes: 26_214_400, concurrency: 2 },
    });
    expect(config.models).toEqual({ deployments: [], embeddings: [], entra: undefined });
    expect(warnings).toEqual([]);
  });

  test("has a secret that is made once, for the owner's eyes", () => {
    const first = load({}).secrets.authSecret;
    expect(first.length).toBeGreaterThanOrEqual(32);
    expect(load({}).secrets.authSecret).toBe(first);
    const path = join(dataDirectory, "secret");
    expect(readFileSync(path, "utf8").trim()).toBe(first);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test("an empty value counts as left out", () => {
    expect(load({ API_PORT: "", DATABASE_URL: "  " }).config).toMatchObject({
      api: { port: 8000 },
      database: { kind: "embedded" },
    });
  });
});

describe("mistakes", () => {
  test("are told all at once, by variable", () => {
    expect(refused({ API_PORT: "eighty", LOG_LEVEL: "loud", UPLOAD_LIMIT_BYTES: "-1", EAI_DEV_BYPASS: "yes" })).toEqual(
      ["LOG_LEVEL", "API_PORT", "EAI_DEV_BYPASS", "UPLOAD_LIMIT_BYTES"],
    );
  });

  test("never repeat a secret", () => {
    expect(() => load({ DATABASE_URL: "mysql://root:hunter2@db" })).toThrow(/must be a URL that begins with postgres/);
    expect(() => load({ DATABASE_URL: "mysql://root:hunter2@db" })).not.toThrow(/hunter2/);
  });

  test("an origin with a path would never match", () => {
    expect(refused({ WEB_ORIGIN: "https://a.example/chat" })).toEqual(["WEB_ORIGIN"]);
    expect(refused({ CORS_ALLOWED_ORIGINS: "https://a.example, b.example" })).toEqual(["CORS_ALLOWED_ORIGINS"]);
  });

  test("of Qdrant: a password in the address, more copies needed than there are", () => {
    const qdrant = { QDRANT_URL: "https://someone:hunter2@qdrant.internal" };
    expect(refused(qdrant)).toEqual(["QDRANT_URL"]);
    expect(() => load(qdrant)).not.toThrow(/hunter2/);
    expect(refused({ QDRANT_URL: "http://localhost", QDRANT_WRITE_CONSISTENCY_FACTOR: "2" })).toEqual([
      "QDRANT_WRITE_CONSISTENCY_FACTOR",
    ]);
    expect(refused({ QDRANT_COLLECTION_PREFIX: "a/b" })).toEqual(["QDRANT_COLLECTION_PREFIX"]);
  });

  test("of Qdrant: a server without key or certificate elsewhere is a warning", () => {
    expect(load({ QDRANT_URL: "http://localhost:6333" }).warnings).toEqual([]);
    expect(load({ QDRANT_URL: "http://qdrant:6333" }).warnings).toEqual([
      expect.stringContaining("QDRANT_URL is plain http"),
      expect.stringContaining("QDRANT_API_KEY is missing"),
    ]);
    const { config, secrets, warnings } = load({ QDRANT_URL: "https://qdrant.internal", QDRANT_API_KEY: "qdrantkey" });
    expect([warnings, secrets.qdrantApiKey, config.index.kind]).toEqual([[], "qdrantkey", "qdrant"]);
    expect(JSON.stringify(config)).not.toContain("qdrantkey");
  });

  test("a misspelt name is a warning", () => {
    expect(load({ EAI_DATADIR: "/data" }).warnings).toEqual([expect.stringContaining("EAI_DATADIR")]);
  });
});

describe("production", () => {
  test("starts when everything is sound, on all addresses and without bypass", () => {
    expect(load(soundProduction).config).toMatchObject({
      api: { host: "0.0.0.0" },
      signIn: { devBypass: false, localSignUp: "first-only" },
      database: { kind: "postgres", host: "db.internal:5432", name: "eai", poolSize: 10 },
    });
  });

  test.each([
    ["no secret", { EAI_SECRET: "" }, "EAI_SECRET"],
    ["a short secret", { EAI_SECRET: "Zk2vQ9" }, "EAI_SECRET"],
    ["a sample secret", { EAI_SECRET: "change-me-change-me-change-me-change-me" }, "EAI_SECRET"],
    ["a secret of one letter", { EAI_SECRET: "a".repeat(64) }, "EAI_SECRET"],
    ["the bypass", { EAI_DEV_BYPASS: "true" }, "EAI_DEV_BYPASS"],
    ["the embedded database", { DATABASE_URL: "" }, "DATABASE_URL"],
    ["open CORS", { CORS_ALLOWED_ORIGINS: "https://a.example,*" }, "CORS_ALLOWED_ORIGINS"],
    ["sign-in over plain http", { WEB_ORIGIN: "http://assistant.example.com" }, "WEB_ORIGIN"],
  ])("refuses %s", (_, change, variable) => {
    expect(refused({ ...soundProduction, ...change })).toEqual([variable]);
  });

  test("takes the embedded database when told so, and loopback over http", () => {
    const source = {
      ...soundProduction,
      DATABASE_URL: "",
      EAI_ALLOW_EMBEDDED: "true",
      WEB_ORIGIN: "http://127.0.0.1:3001",
    };
    expect(refused(source)).toEqual([]);
  });
});

test("the configuration holds no secret", () => {
  const { config, secrets } = load({
    ...soundProduction,
    REDIS_URL: "redis://:redispass@cache:6379",
    AZURE_OPENAI_EASTUS_ENDPOINT: "https://a.openai.azure.com",
    AZURE_OPENAI_EASTUS_API_KEY: "azurekey",
    AZURE_OPENAI_EASTUS_DEPLOYMENT: "gpt",
  });
  expect(secrets).toMatchObject({ authSecret: strongSecret, modelKeys: { AZURE_OPENAI_EASTUS_API_KEY: "azurekey" } });
  expect(secrets.databaseUrl).toContain("hunter2");
  expect(JSON.stringify(config)).not.toMatch(/hunter2|redispass|azurekey|q7XfU2/);
});
