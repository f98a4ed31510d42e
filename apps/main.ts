import { DirectoryInUseError } from "@eai/adapters/pglite";
import { NewerSchemaError } from "@eai/adapters/postgres";
import { ConfigurationError, createLog, createPlatform, loadConfig, openLogSink } from "@eai/platform";
import closeWithGrace from "close-with-grace";
import { startApi } from "./api/start-api.ts";
import { readRoles } from "./roles.ts";
import { sealAudit, startWorker } from "./worker/index.ts";

// One program, roles by name: `node apps/main.ts --roles=api,worker` (both when left out).

/** Exit codes of sysexits.h: the configuration is wrong; try again later. */
const exitConfiguration = 78;
const exitTemporary = 75;

/** Answers being written may go on so long after SIGTERM; everything is closed within half a minute. */
const drainSeconds = 20;
const stopLimitSeconds = 29;

async function main(): Promise<void> {
  const roles = readRoles(process.argv.slice(2));
  const { config, secrets, warnings } = loadConfig();
  const sink = openLogSink();
  const log = createLog(config.logLevel, sink);
  for (const warning of warnings) log.warn({}, warning);
  const platform = await createPlatform(config, secrets, { log, droppedLogLines: sink.dropped });
  const worker = roles.has("worker") ? await startWorker(platform) : undefined;
  const api = roles.has("api") ? await startApi(platform) : undefined;

  const grace = closeWithGrace({ delay: stopLimitSeconds * 1000, logger: log }, async ({ signal, err }) => {
    if (err) log.error({ error: err.name, stack: err.stack?.split("\n").slice(1, 10) }, "stopping after an error");
    else log.info({ signal: signal ?? "parent gone" }, "stopping");
    api?.beginStop();
    // Answers first: their readers get the end of the stream from them.
    await Promise.all([platform.chat.drain(drainSeconds), worker?.stop(drainSeconds / 2)]);
    await api?.finishStop(1000);
    // The last rows: without a seal they would look later as if one had been taken away.
    if (worker) await sealAudit(platform);
    await platform[Symbol.asyncDispose]();
    log.info({}, "stopped");
  });
  // The program that started this one is gone: nobody would ever stop it.
  if (process.send) process.once("disconnect", grace.close);

  log.info({ roles: [...roles], ...(api ? { url: api.url } : {}) }, "ready");
  process.send?.({ type: "ready", url: api?.url });
}

main().catch((error: unknown) => {
  const { sentence, exitCode } = explain(error);
  console.error(sentence);
  process.exit(exitCode);
});

/** What an operator is told when the start fails: a sentence where one helps, the error where nothing better is known. */
function explain(error: unknown): { sentence: string; exitCode: number } {
  if (error instanceof ConfigurationError) return { sentence: error.message, exitCode: exitConfiguration };
  if (error instanceof DirectoryInUseError || error instanceof NewerSchemaError) {
    return { sentence: error.message, exitCode: exitTemporary };
  }
  if (!(error instanceof Error)) return { sentence: String(error), exitCode: 1 };
  switch ((error as NodeJS.ErrnoException).code) {
    case "EADDRINUSE":
      return {
        sentence: `${portOf(error)} is already in use. Stop the other program, or set API_PORT to another port.`,
        exitCode: exitTemporary,
      };
    case "EACCES":
    case "EPERM":
      return { sentence: `Not allowed: ${error.message}`, exitCode: exitConfiguration };
    case "ENOSPC":
      return { sentence: "The disk is full. Make room and start again.", exitCode: exitTemporary };
    default:
      return { sentence: error.stack ?? error.message, exitCode: 1 };
  }
}

function portOf(error: Error): string {
  const { port } = error as { port?: unknown };
  return typeof port === "number" ? `Port ${port}` : "The port of the API";
}
