import { createUndiciTransport } from "@eai/adapters/http";
import { createMemoryRelay } from "@eai/adapters/memory";
import { listenToChanges, openJobQueue, type RunningQueue } from "@eai/adapters/postgres";
import { createRedisRelay } from "@eai/adapters/redis";
import { rerankDeployment } from "@eai/adapters/rerank";
import type { Readiness } from "@eai/contract";
import { type Chat, createChat, type StreamRelay } from "@eai/modules/chat";
import {
  type Budgets,
  type CallRecovery,
  createBudgets,
  createCallRecovery,
  createReservations,
  createUsageLedger,
  type Reservations,
  type RunningLedger,
} from "@eai/modules/governance";
import {
  type Administration,
  createAdministration,
  createIdentity,
  createLimitVerbs,
  type Identity,
  keepSettings,
  type LimitVerbs,
} from "@eai/modules/identity";
import type { Changes, Database, Log } from "@eai/modules/kernel";
import { createKnowledge, ingestQueueDefinition, type Knowledge } from "@eai/modules/knowledge";
import {
  type AttemptTimeouts,
  createDeploymentAdministration,
  createRouting,
  type DeploymentAdministration,
  keepDrains,
  type Models,
  type Routing,
} from "@eai/modules/models";
import { createOversight, type Oversight } from "@eai/modules/oversight";
import { checkDependencies, countDocuments, countJobs } from "./check-dependencies.ts";
import type { Config } from "./config.ts";
import { directorySettings } from "./directory-settings.ts";
import { createLimitMetrics } from "./limit-metrics.ts";
import { createMetrics, type PlatformMetrics } from "./metrics.ts";
import { type OpenedDatabase, openDatabase } from "./open-database.ts";
import { openFiles } from "./open-files.ts";
import { openIndex } from "./open-index.ts";
import { openLimiter } from "./open-limiter.ts";
import { openModels } from "./open-models.ts";
import { openRetrievalCache } from "./open-retrieval-cache.ts";
import { readVersion } from "./read-version.ts";
import { measureBreakers, measureRouting } from "./routing-metrics.ts";
import type { Secrets } from "./secrets.ts";
import { openTelemetry, type Telemetry } from "./telemetry/open-telemetry.ts";
import { measureUsage } from "./usage-metrics.ts";

/** Every part of the platform, made once for this process and put together. */
export interface Platform extends AsyncDisposable {
  config: Config;
  log: Log;
  version: string;
  database: Database;
  queue: RunningQueue;
  /** Told of what is kept in memory when it changes in the database. */
  changes: Changes;
  budgets: Budgets;
  /** Closed with the platform, before the database: what waits to be written is written then. */
  ledger: RunningLedger;
  /** Of the worker: records calls that a dead process left open. */
  calls: CallRecovery;
  reservations: Reservations;
  identity: Identity;
  administration: Administration;
  limits: LimitVerbs;
  models: Models;
  /** Decides which deployment is called; one for everything in this process that calls models. */
  routing: Routing;
  deployments: DeploymentAdministration;
  knowledge: Knowledge;
  chat: Chat;
  oversight: Oversight;
  metrics: PlatformMetrics;
  telemetry: Telemetry;
  /** Of the worker, once at its start; see `openIndex`. */
  catchUpIndex(signal: AbortSignal): Promise<void>;
  checkDependencies(): Promise<Readiness["dependencies"]>;
}

/** Answers one person may have running at once. */
const answersPerPerson = 5;
const queueStopSeconds = 2;

export interface PlatformOptions {
  log: Log;
  /** Of the calls of models; for tests that do not wait as long as people do. */
  modelTimeouts?: Partial<AttemptTimeouts>;
  /** Milliseconds, for the circuit breakers. */
  routingClock?: () => number;
  /** Already open and migrated; closed with the platform. Default: what the configuration names. */
  opened?: OpenedDatabase;
  /** Lines of the log that were not written so far, for the metrics. */
  droppedLogLines?: () => number;
}

/**
 * Opens what the configuration names and puts the modules on it. Disposing of it closes everything, last opened first.
 * @throws DirectoryInUseError, NewerSchemaError, or Error when a needed service is not reached
 */
export async function createPlatform(config: Config, secrets: Secrets, options: PlatformOptions): Promise<Platform> {
  const { log } = options;
  await using opening = new AsyncDisposableStack();
  const { database, queueBackend, close } = options.opened ?? (await openDatabase(config.database, secrets, log));
  opening.defer(close);
  const queue = await openJobQueue(queueBackend, [ingestQueueDefinition], log);
  opening.defer(() => queue.stop(queueStopSeconds));
  const changes = await listenToChanges(queueBackend, log);
  opening.defer(() => changes.end());
  const relay = openRelay(config.relay, secrets, log);
  opening.defer(() => relay.end());
  const identity = await createIdentity({
    database,
    changes,
    secret: secrets.authSecret,
    webOrigin: config.web.origin,
    trustedOrigins: trustedOrigins(config),
    signUp: config.signIn.localSignUp,
    secureCookies: config.web.origin.startsWith("https:"),
    devBypass: config.signIn.devBypass,
    localSignIn: config.signIn.localSignIn,
    directory: directorySettings(config.signIn, secrets),
    log,
  });
  const metrics = createMetrics({
    documentCounts: () => countDocuments(database),
    jobCount: () => countJobs(database),
    droppedLogLines: options.droppedLogLines ?? (() => 0),
  });
  const version = readVersion();
  const telemetry = openTelemetry({
    config: config.telemetry,
    secrets,
    registry: metrics.registry,
    environment: config.environment,
    version,
  });
  opening.defer(() => telemetry.end());
  const observeUsage = measureUsage(metrics.registry, () => ledger.waiting);
  const ledger = createUsageLedger({ database, log, observe: observeUsage });
  opening.defer(() => ledger.close());
  const transport = createUndiciTransport();
  opening.defer(() => transport.end());
  const budgets = createBudgets({
    database,
    changes,
    log,
    recorded: () => ledger.recorded(),
    webhook: secrets.budgetAlertWebhook,
    observe: metrics.budgets,
  });
  const routing = createRouting({
    drained: keepDrains(database, changes, log),
    observer: measureRouting(metrics.registry),
    ...(options.routingClock && { clock: options.routingClock }),
  });
  const { limiter, end: endLimiter } = openLimiter({
    config,
    secrets,
    database,
    changes,
    metrics: createLimitMetrics(metrics.registry),
    log,
  });
  opening.defer(endLimiter);
  const reservations = createReservations({
    concurrentPerPerson: answersPerPerson,
    concurrentCallsPerPerson: config.callsPerPerson,
    limiter,
    budgets: budgets.gate,
  });
  const { reranker } = config.search;
  const models = openModels(config.models, secrets, {
    reranker: reranker && rerankDeployment({ ...reranker, apiKey: secrets.rerankKey }),
    settings: keepSettings(database, changes),
    ledger,
    reservations,
    routing,
    log,
    ...(options.modelTimeouts && { timeouts: options.modelTimeouts }),
    transport,
  });
  measureBreakers(
    metrics.registry,
    routing,
    [...models.deployments, ...models.embeddingDeployments].map(({ id }) => id),
  );
  const cache = openRetrievalCache({ config, secrets, registry: metrics.registry, log });
  opening.defer(() => cache.end());
  const storedFiles = await openFiles(config, secrets, log);
  opening.defer(() => storedFiles.end());
  const index = openIndex(config.index, secrets, {
    database,
    log,
    serverUrl: queueBackend.kind === "server" ? queueBackend.url : undefined,
  });
  const knowledge = createKnowledge({
    database,
    files: storedFiles.files,
    index: index.index,
    cache,
    models,
    reservations,
    queue,
    log,
    uploadLimitBytes: config.ingestion.uploadLimitBytes,
    reindexKeepDays: config.ingestion.reindexKeepDays,
    extraction: {
      timeoutSeconds: config.ingestion.extractionTimeoutSeconds,
      memoryMegabytes: config.ingestion.extractionMemoryMegabytes,
      ...(config.ingestion.recognition && { recognition: config.ingestion.recognition }),
    },
    observe: metrics.ingestion,
  });
  const chat = createChat({
    database,
    models,
    knowledge,
    reservations,
    relay,
    log,
    conversationLimit: config.chat.sessionLimit,
    observe: metrics.answers,
    answerTokenLimit: config.chat.maxOutputTokens,
    rewriting: config.search.rewriting,
    observeUsage,
  });
  const oversight = createOversight({ database, knowledge, chat, log, secret: secrets.authSecret });
  const opened = opening.move();
  return {
    config,
    log,
    version,
    database,
    queue,
    changes,
    ledger,
    budgets,
    calls: createCallRecovery({ database, log, observe: observeUsage }),
    reservations,
    identity,
    administration: createAdministration({
      database,
      webOrigin: config.web.origin,
      tenantMap: config.signIn.tenantMap,
    }),
    limits: createLimitVerbs({ database, limiter }),
    models,
    routing,
    deployments: createDeploymentAdministration({ database, models, routing }),
    knowledge,
    chat,
    oversight,
    metrics,
    telemetry,
    catchUpIndex: index.catchUp,
    checkDependencies: () => checkDependencies(database, storedFiles.check, index.check),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

function openRelay(config: Config["relay"], secrets: Secrets, log: Log): StreamRelay {
  if (config.kind === "memory") return createMemoryRelay();
  if (secrets.redisUrl === undefined) throw new Error("REDIS_URL is missing although Redis is configured.");
  return createRedisRelay({ url: secrets.redisUrl, log });
}

/** Pages that may sign people in and act for them, beside the web app's own. */
function trustedOrigins(config: Config): string[] {
  const listed = config.api.corsOrigins.filter((origin) => origin !== "*");
  const { protocol, hostname, port } = new URL(config.web.origin);
  if (config.environment === "production" || hostname !== "localhost") return listed;
  // On one's own machine people type either name of it.
  return [...listed, `${protocol}//127.0.0.1${port ? `:${port}` : ""}`];
}
