import { Permission, type System } from "@eai/contract";
import { ProblemError } from "@eai/modules/kernel";
import { acceptedFileEndings } from "@eai/modules/knowledge";
import type { Platform } from "@eai/platform";
import cors from "@fastify/cors";
import multipart from "@fastify/multipart";
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from "fastify";
import { serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import { authenticateHook } from "./authenticate.ts";
import { setCommonHeaders } from "./common-headers.ts";
import { registerContentTypes } from "./content-types.ts";
import { requestIdOf } from "./context.ts";
import { limitHeaders } from "./limit-headers.ts";
import { answerClientError } from "./malformed-request.ts";
import { measureRequests } from "./metrics.ts";
import { answerUnknownRoutes } from "./not-found.ts";
import { createOpenStreams } from "./open-streams.ts";
import { createOpenCalls } from "./openai/open-calls.ts";
import { errorHandler, sendProblem, toProblem } from "./problem.ts";
import { registerReferencePages } from "./reference-pages.ts";
import { refusalNotes } from "./refusals.ts";
import { routeRegistrar } from "./register-route.ts";
import { type RegisteredRoute, recordRoutes } from "./registered-routes.ts";
import { logRequests } from "./request-log.ts";
import { registerAccessRoutes } from "./routes/access.ts";
import { registerAccountRoutes } from "./routes/account.ts";
import { registerAuditRoutes } from "./routes/audit.ts";
import { registerAuthRoutes } from "./routes/auth.ts";
import { registerBudgetRoutes } from "./routes/budgets.ts";
import { registerChatRoutes } from "./routes/chat.ts";
import { registerDeploymentRoutes } from "./routes/deployments.ts";
import { registerDirectoryConnectionRoutes } from "./routes/directory-connections.ts";
import { registerDocumentRoutes } from "./routes/documents.ts";
import { registerExplainRoutes } from "./routes/explain.ts";
import { registerIdentityRoutes } from "./routes/identity.ts";
import { registerKnowledgeBaseRoutes } from "./routes/knowledge-bases.ts";
import { registerLimitRoutes } from "./routes/limits.ts";
import { registerModelRoutes } from "./routes/models.ts";
import { registerOpenAiRoutes } from "./routes/openai.ts";
import { registerPeopleRoutes } from "./routes/people.ts";
import { registerPrivacyRoutes } from "./routes/privacy.ts";
import { registerQualityRoutes } from "./routes/quality.ts";
import { registerReindexRoutes } from "./routes/reindexes.ts";
import { registerScimRoutes } from "./routes/scim.ts";
import { registerSessionRoutes } from "./routes/sessions.ts";
import { registerSystemRoutes } from "./routes/system.ts";
import { registerTenantRoutes } from "./routes/tenants.ts";
import { registerUsageRoutes } from "./routes/usage.ts";
import { traceRequests } from "./trace-requests.ts";

export interface Api {
  app: FastifyInstance;
  /** Every route there is, those of plugins too. */
  routes: readonly RegisteredRoute[];
  /** From now on not ready, and every new request but those of health and metrics is refused. */
  beginStop(): void;
  /** Waits for answers being read to end, ends the rest with a retryable error, then closes. */
  finishStop(drainMs: number): Promise<void>;
}

/** Methods that may change what is kept in memory; a question asked is no such change. */
const changing: ReadonlySet<string> = new Set(["POST", "PUT", "PATCH", "DELETE"]);
const jsonLimitBytes = 1024 * 1024;
const streamsPerPerson = 20;
/** A body may take five minutes, or longer where large uploads are allowed: 256 kB each second are enough. */
const leastBytesPerSecond = 256 * 1024;

const stopSentence = "The server is restarting. Try again in a moment.";
/** What is still under way when all streams have ended, uploads for the most part, is cut off after this. */
const lastAnswersMs = 3000;

/** The HTTP API over a platform. Not yet listening. */
export async function createApi(platform: Platform): Promise<Api> {
  const { config, identity, knowledge, chat, models, log } = platform;
  const stopping = new AbortController();
  let isStopping = false;
  const openStreams = createOpenStreams(streamsPerPerson);
  const openCalls = createOpenCalls();
  const secure = config.web.origin.startsWith("https:");
  const uploadSeconds = Math.ceil(config.ingestion.uploadLimitBytes / leastBytesPerSecond);

  const app = fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: "request_id" }),
    genReqId: (request) => requestIdOf(request.headers),
    bodyLimit: jsonLimitBytes,
    requestTimeout: Math.max(300, uploadSeconds) * 1000,
    http: { headersTimeout: 15_000, maxHeaderSize: 16 * 1024 },
    keepAliveTimeout: 72_000,
    routerOptions: { maxParamLength: 300, ignoreTrailingSlash: false },
    return503OnClosing: false,
    forceCloseConnections: "idle",
    clientErrorHandler: answerClientError,
    frameworkErrors(error, _request, reply) {
      // Hooks do not run for an address that cannot be read.
      setCommonHeaders(reply, secure);
      sendProblem(reply, toProblem(error));
    },
  });
  app.decorateRequest("authenticated", null);
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  const noteRefusal = refusalNotes(platform.oversight, platform.metrics.registry);
  app.setErrorHandler(errorHandler(noteRefusal));
  const registered = recordRoutes(app);
  answerUnknownRoutes(app, registered);
  registerContentTypes(app);
  if (platform.telemetry.tracing) traceRequests(app);
  const metrics = measureRequests(app, platform.metrics.registry);
  logRequests(app);

  app.addHook("onRequest", async (request, reply) => {
    setCommonHeaders(reply, secure);
    if (isStopping && !request.routeOptions.config.duringStop) {
      reply.header("connection", "close");
      throw new ProblemError("shutting_down", stopSentence, { retryAfterSeconds: 5 });
    }
  });
  await app.register(cors, {
    origin: config.api.corsOrigins.includes("*") ? "*" : [...config.api.corsOrigins],
    credentials: !config.api.corsOrigins.includes("*"),
    exposedHeaders: ["x-request-id", "retry-after", "x-vercel-ai-ui-message-stream", ...limitHeaders],
    maxAge: 600,
    strictPreflight: false,
  });
  await app.register(multipart, {
    limits: { files: 1, fields: 5, parts: 6, fieldNameSize: 100, fieldSize: 4096, headerPairs: 20 },
    throwFileSizeLimit: false,
  });
  app.addHook("onRequest", authenticateHook(identity));
  app.addHook("onSend", async (request) => {
    // A change through this process holds with its answer, not when the database's announcement has come.
    const { access } = request.routeOptions.config;
    if (changing.has(request.method) && access !== Permission.ChatUse) platform.changes.announce();
  });

  const register = routeRegistrar(app, stopping.signal);
  registerSystemRoutes(register, {
    version: platform.version,
    metrics,
    isStopping: () => isStopping,
    checkDependencies: platform.checkDependencies,
    describeSystem: () => describeSystem(platform),
  });
  registerAuthRoutes(app, identity);
  registerIdentityRoutes(register, identity);
  registerAccountRoutes(register, identity);
  registerDirectoryConnectionRoutes(register, identity);
  registerTenantRoutes(register, platform.administration);
  registerLimitRoutes(register, platform.limits);
  registerPeopleRoutes(register, platform.administration);
  registerModelRoutes(register, models);
  registerDeploymentRoutes(register, platform.deployments);
  registerKnowledgeBaseRoutes(register, knowledge);
  registerQualityRoutes(register, platform.knowledge);
  registerReindexRoutes(register, knowledge, models);
  registerDocumentRoutes(register, knowledge, config.ingestion.uploadLimitBytes);
  registerAccessRoutes(register, knowledge);
  registerExplainRoutes(register, identity, knowledge);
  registerChatRoutes(register, chat, { openStreams, metrics });
  registerSessionRoutes(register, chat, { openStreams, metrics });
  registerBudgetRoutes(register, platform.administration);
  registerAuditRoutes(register, platform.oversight);
  registerUsageRoutes(register, platform.oversight);
  registerPrivacyRoutes(register, platform.oversight);
  await registerScimRoutes(app, identity.scim);
  await registerOpenAiRoutes(app, { chat, openCalls, metrics, noteRefusal });
  registerReferencePages(app, platform.version, config.web.origin);
  await app.ready();

  return {
    app,
    routes: registered,
    beginStop() {
      isStopping = true;
    },
    async finishStop(drainMs) {
      await Promise.all([openStreams.drain(drainMs), openCalls.drain(drainMs)]);
      stopping.abort(new ProblemError("shutting_down", stopSentence, { retryAfterSeconds: 5 }));
      const impatience = setTimeout(() => app.server.closeAllConnections(), lastAnswersMs);
      await app.close();
      clearTimeout(impatience);
    },
  };
}

async function describeSystem({ config, identity, models, version }: Platform): Promise<System> {
  const [firstRun, signUpOpen] = await Promise.all([identity.isFirstRun(), identity.isSignUpOpen()]);
  return {
    version,
    environment: config.environment,
    first_run: firstRun,
    sign_up: signUpOpen ? "open" : "closed",
    sign_in_methods: [...identity.signInMethods],
    oidc_name: identity.oidcName,
    upload_limit_bytes: config.ingestion.uploadLimitBytes,
    accepted_file_types: [...acceptedFileEndings],
    search: models.embedding ? "hybrid" : "keyword",
    language_model: models.hasLanguageModel ? "configured" : "quote",
  };
}
