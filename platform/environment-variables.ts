import {
  choice,
  flag,
  languages,
  list,
  port,
  text,
  url,
  type Variable,
  wholeNumber,
  withDefault,
} from "./environment-variable.ts";
import { indexVariables } from "./index-variables.ts";
import { searchVariables } from "./search-variables.ts";
import { signInVariables } from "./sign-in-variables.ts";
import { telemetryVariables } from "./telemetry-variables.ts";

const azureRegion = (name: string, label: string) => ({
  [`AZURE_OPENAI_${name}_ENDPOINT`]: url(["https", "http"], {
    group: "Azure OpenAI",
    description: `Address of the Azure OpenAI resource in ${label}; \`/openai/v1\` is added when it is missing.`,
    example: `https://your-resource-${name.toLowerCase()}.openai.azure.com`,
  }),
  [`AZURE_OPENAI_${name}_API_KEY`]: text({
    group: "Azure OpenAI",
    description: `Key of the resource in ${label}.`,
    secret: true,
  }),
  [`AZURE_OPENAI_${name}_DEPLOYMENT`]: list({
    group: "Azure OpenAI",
    description: `Names of the chat deployments in ${label}, the default one first.`,
    example: "gpt-5-mini",
  }),
  [`AZURE_OPENAI_${name}_MODEL`]: list({
    group: "Azure OpenAI",
    description:
      "Names of the models behind these deployments, in the same order. Deployments of one model in two regions stand in for each other.",
    defaultText: "the deployment names",
  }),
});

type AzureRegionVariables<Name extends string> = Record<`AZURE_OPENAI_${Name}_ENDPOINT`, Variable<string | undefined>> &
  Record<`AZURE_OPENAI_${Name}_API_KEY`, Variable<string | undefined>> &
  Record<`AZURE_OPENAI_${Name}_DEPLOYMENT`, Variable<readonly string[]>> &
  Record<`AZURE_OPENAI_${Name}_MODEL`, Variable<readonly string[]>>;

/** Every variable the platform reads, in the order of the documentation. `npm run env:write` writes the files made from it. */
export const variables = {
  EAI_ENV: withDefault(
    "development",
    choice(["development", "production"], {
      group: "Running",

      description: "`production` refuses to start with anything that is only fit for development.",
    }),
  ),
  EAI_DATA_DIR: withDefault(
    ".eai",
    text({
      group: "Running",

      description: "Directory of the embedded database, the uploaded files and the generated secret.",
    }),
  ),
  EAI_ALLOW_EMBEDDED: withDefault(
    false,
    flag({
      group: "Running",

      description:
        "Lets production run on the embedded database. It survives a killed process, but not a power cut, and serves one process only.",
    }),
  ),
  LOG_LEVEL: withDefault(
    "info",
    choice(["trace", "debug", "info", "warn", "error", "fatal", "silent"], {
      group: "Running",

      description: "The least important log lines to write.",
    }),
  ),

  API_HOST: text({
    group: "Addresses",
    defaultText: "127.0.0.1, in production 0.0.0.0",
    description: "Address the API listens on.",
  }),
  API_PORT: withDefault(8000, port({ group: "Addresses", description: "Port of the API." })),
  WEB_HOST: text({
    group: "Addresses",
    defaultText: "127.0.0.1, in production 0.0.0.0",
    description: "Address the web app listens on.",
  }),
  WEB_PORT: withDefault(3001, port({ group: "Addresses", description: "Port of the web app." })),
  WEB_ORIGIN: url(["https", "http"], {
    group: "Addresses",
    defaultText: "http://localhost:<WEB_PORT>",
    description: "What people type to reach the web app. Sign-in and its cookies belong to this origin.",
  }),
  API_URL: url(["https", "http"], {
    group: "Addresses",
    defaultText: "http://127.0.0.1:<API_PORT>",
    description: "Where the web app finds the API.",
  }),
  CORS_ALLOWED_ORIGINS: list({
    group: "Addresses",
    defaultText: "none",
    description: "Other web origins whose pages may call the API. The web app itself needs no entry.",
  }),

  EAI_SECRET: text({
    group: "Signing in",
    defaultText: "generated once into EAI_DATA_DIR; in production required",
    description:
      "Protects cookies and tokens, and seals the audit log. At least 32 random characters: `openssl rand -base64 32`.",
    secret: true,
  }),
  EAI_DEV_BYPASS: flag({
    group: "Signing in",
    defaultText: "true, in production false",
    description:
      "Lets a request from this very machine with the header `X-Dev-Bypass: true` act as a fixed developer. Production refuses to start with it.",
  }),
  EAI_LOCAL_SIGN_UP: choice(["open", "first-only"], {
    group: "Signing in",
    defaultText: "open, in production first-only",
    description:
      "Who may make an account with a password: everyone who reaches the page, or only the first person. People of an allowed directory may always come in.",
  }),
  ...signInVariables,

  DATABASE_URL: url(["postgres", "postgresql"], {
    group: "Database and counters",
    defaultText: "the embedded database",
    example: "postgresql://eai:password@localhost:5432/eai",
    description: "A PostgreSQL server, version 15 or newer, with pgvector.",
    secret: true,
  }),
  DATABASE_POOL_SIZE: withDefault(
    10,
    wholeNumber(
      { minimum: 2, maximum: 500 },
      { group: "Database and counters", description: "Connections each process keeps to PostgreSQL." },
    ),
  ),
  REDIS_URL: url(["redis", "rediss"], {
    group: "Database and counters",
    defaultText: "kept in the process",
    example: "redis://localhost:6379",
    description: "A Redis server for counters and running answers; needed when several processes serve people.",
    secret: true,
  }),

  S3_BUCKET: text({
    group: "Stored files",
    defaultText: "files are kept in EAI_DATA_DIR",
    example: "assistant-files",
    description: "Bucket of AWS S3, MinIO or another S3 service that keeps the uploaded files. Turns S3 on.",
  }),
  S3_ENDPOINT: url(["https", "http"], {
    group: "Stored files",
    defaultText: "AWS",
    example: "http://localhost:9000",
    description: "Address of an S3 service other than AWS.",
  }),
  S3_REGION: withDefault(
    "us-east-1",
    text({ group: "Stored files", description: "Region of the bucket; most services other than AWS ignore it." }),
  ),
  S3_ACCESS_KEY_ID: text({
    group: "Stored files",
    defaultText: "what the AWS SDK finds: its own variables and files, or the role of the machine",
    description: "Access key for the bucket.",
  }),
  S3_SECRET_ACCESS_KEY: text({ group: "Stored files", description: "Secret of that access key.", secret: true }),
  S3_FORCE_PATH_STYLE: flag({
    group: "Stored files",
    defaultText: "true with S3_ENDPOINT, else false",
    description: "Puts the bucket behind the host and not before it, as MinIO wants it.",
  }),
  S3_PREFIX: withDefault(
    "",
    text({
      group: "Stored files",
      description: "Put before the name of every object, to share a bucket: `assistant/`.",
    }),
  ),

  ...indexVariables,

  USER_REQUESTS_PER_MINUTE: withDefault(
    600,
    wholeNumber(
      { minimum: 0, maximum: 1_000_000_000 },
      {
        group: "Limits",
        description: "Requests a minute of one person where no tenant sets this limit; 0 is without limit.",
      },
    ),
  ),
  USER_TOKENS_PER_MINUTE: withDefault(
    2_000_000,
    wholeNumber(
      { minimum: 0, maximum: 1_000_000_000 },
      {
        group: "Limits",
        description: "Model tokens a minute of one person where no tenant sets this limit; 0 is without limit.",
      },
    ),
  ),

  UPLOAD_LIMIT_BYTES: withDefault(
    26_214_400,
    wholeNumber(
      { minimum: 1024, maximum: 2_147_483_648 },
      {
        group: "Documents",
        description: "Largest file that may be uploaded (25 MB by default).",
      },
    ),
  ),
  EXTRACTION_TIMEOUT_SECONDS: withDefault(
    60,
    wholeNumber(
      { minimum: 1, maximum: 3600 },
      { group: "Documents", description: "Longest time for reading the text out of one document." },
    ),
  ),
  EXTRACTION_MEMORY_MEGABYTES: withDefault(
    512,
    wholeNumber(
      { minimum: 64, maximum: 16_384 },
      { group: "Documents", description: "Most memory for reading the text out of one document." },
    ),
  ),
  OCR_LANGUAGES: languages({
    group: "Documents",
    description:
      "Recognise the text of scanned pages in these languages (Tesseract's codes, `+` between). Installed are `eng` and `deu`. Left out: such pages are not read.",
    example: "eng+deu",
  }),
  OCR_TIMEOUT_SECONDS: withDefault(
    600,
    wholeNumber(
      { minimum: 1, maximum: 86_400 },
      {
        group: "Documents",
        description: "Longest time for recognising the pages of one document; what is left then stays unread.",
      },
    ),
  ),
  INGESTION_CONCURRENCY: withDefault(
    2,
    wholeNumber(
      { minimum: 1, maximum: 64 },
      { group: "Documents", description: "Documents a worker prepares at the same time." },
    ),
  ),
  REINDEX_KEEP_DAYS: withDefault(
    7,
    wholeNumber(
      { minimum: 0, maximum: 365 },
      {
        group: "Documents",
        description: "How long what a re-index replaced is kept, as the way back. It takes its room for as long.",
      },
    ),
  ),

  SESSION_LIMIT: withDefault(
    50,
    wholeNumber(
      { minimum: 1, maximum: 10_000 },
      {
        group: "Chat",
        description: "Conversations a person keeps; the oldest unpinned one makes room.",
      },
    ),
  ),
  CHAT_MAX_OUTPUT_TOKENS: withDefault(
    4096,
    wholeNumber(
      { minimum: 16, maximum: 1_000_000 },
      {
        group: "Chat",
        description:
          "Longest answer in tokens, sent with each call and never above what the model writes. Azure counts it against the quota of the deployment before a word is written.",
      },
    ),
  ),

  CALLS_PER_PERSON: withDefault(
    100,
    wholeNumber(
      { minimum: 1, maximum: 100_000 },
      {
        group: "Chat",
        description:
          "Calls of `/v1` one person may have running at once in each process, with all their keys together.",
      },
    ),
  ),
  BUDGET_ALERT_WEBHOOK_URL: url(["https", "http"], {
    group: "Budgets",
    defaultText: "alerts are in the log only",
    example: "https://hooks.example.com/budgets",
    description: "Address that is told when a budget reaches its alert, its limit or the hard stop.",
    secret: true,
  }),
  BUDGET_ALERT_WEBHOOK_SECRET: text({
    group: "Budgets",
    description:
      "Signs what is sent there, in the header `X-EAI-Signature`. Does nothing without `BUDGET_ALERT_WEBHOOK_URL`.",
    secret: true,
  }),

  ...(azureRegion("EASTUS", "East US") as AzureRegionVariables<"EASTUS">),
  ...(azureRegion("EASTUS2", "East US 2") as AzureRegionVariables<"EASTUS2">),
  AZURE_OPENAI_EMBEDDING_DEPLOYMENT: text({
    group: "Azure OpenAI",
    example: "text-embedding-3-small",
    description:
      "Name of the embedding deployment, the same in every region that is configured. Turns on search by meaning.",
  }),
  AZURE_OPENAI_EMBEDDING_MODEL: text({
    group: "Azure OpenAI",
    defaultText: "the deployment name",
    description: "Name of the model behind the embedding deployment.",
  }),

  AZURE_TENANT_ID: text({
    group: "Azure OpenAI",
    description: "Entra tenant in which the platform asks for tokens for endpoints of `models.yaml` with `entra`.",
  }),
  AZURE_CLIENT_ID: text({
    group: "Azure OpenAI",
    defaultText: "the managed identity assigned by the system",
    description: "Application, or user-assigned managed identity, that asks for these tokens.",
  }),
  AZURE_CLIENT_SECRET: text({
    group: "Azure OpenAI",
    defaultText: "a federated token or a managed identity",
    description: "Secret of that application.",
    secret: true,
  }),
  AZURE_FEDERATED_TOKEN_FILE: text({
    group: "Azure OpenAI",
    description: "File with the token of a workload identity; Kubernetes sets it.",
  }),
  AZURE_AUTHORITY_HOST: url(["https"], {
    group: "Azure OpenAI",
    defaultText: "https://login.microsoftonline.com",
    description: "Where tokens are asked for in other clouds.",
  }),

  OPENAI_BASE_URL: url(["https", "http"], {
    group: "OpenAI-compatible endpoint",
    example: "http://localhost:11434/v1",
    description: "Any endpoint that speaks the OpenAI API: OpenAI itself, Ollama, vLLM, LM Studio and others.",
  }),
  OPENAI_API_KEY: text({
    group: "OpenAI-compatible endpoint",
    description: "Key of that endpoint, where it wants one. Does nothing without `OPENAI_BASE_URL`.",
    secret: true,
  }),
  OPENAI_MODEL: list({
    group: "OpenAI-compatible endpoint",
    example: "gpt-5-mini",
    description: "Names of the chat models to offer, the default one first.",
  }),
  OPENAI_EMBEDDING_MODEL: text({
    group: "OpenAI-compatible endpoint",
    example: "text-embedding-3-small",
    description: "Name of the embedding model. Turns on search by meaning.",
  }),

  MODELS_FILE: text({
    group: "Models in general",
    defaultText: "models.yaml in EAI_DATA_DIR, when it is there",
    description:
      "A file that describes endpoints and deployments. With it, the other variables about models are not used, except those that hold the keys it names.",
  }),
  EMBEDDING_DIMENSIONS: wholeNumber(
    { minimum: 8, maximum: 2000 },
    {
      group: "Models in general",
      defaultText: "1536 for text-embedding-3 models",
      description: "Length of the vectors the embedding model gives. Required for models the platform does not know.",
    },
  ),
  MODEL_CONTEXT_WINDOW_TOKENS: withDefault(
    128_000,
    wholeNumber(
      { minimum: 2000, maximum: 10_000_000 },
      {
        group: "Models in general",
        description: "How much the chat models read at once: instructions, conversation, passages and answer together.",
      },
    ),
  ),

  ...searchVariables,

  ...telemetryVariables,
} satisfies Record<string, Variable<unknown>>;
