import type { ThreadClient } from "@eai/adapters/pglite";
import { describeError, type JobQueue, type Log, type Transaction } from "@eai/modules/kernel";
import { sql } from "drizzle-orm";
import { fromDrizzle, fromPglite, type JobResult, PgBoss } from "pg-boss";

export type QueueBackend = { kind: "server"; url: string } | { kind: "embedded"; client: ThreadClient };

export interface QueueDefinition {
  name: string;
  /** How often a job is tried again after a failure or the death of its worker. */
  retryLimit: number;
  /** Longest run of one job. */
  expireInSeconds: number;
}

export interface Job {
  id: string;
  data: Record<string, unknown>;
  signal: AbortSignal;
}

export interface RunningQueue extends JobQueue {
  /** Starts working on a queue, so many jobs at once. A handler that throws has its job tried again. */
  work(queue: string, options: { concurrency: number }, handler: (job: Job) => Promise<void>): Promise<void>;
  /** Stops taking jobs, waits for those that run, then hands the rest back. */
  stop(graceSeconds: number): Promise<void>;
}

/** pg-boss finds a worker dead after so long without a sign of life (its minimum). */
const heartbeatSeconds = 10;

/**
 * Opens the job queue on the platform's own database.
 * @param queues every queue there is; made when missing
 */
export async function openJobQueue(
  backend: QueueBackend,
  queues: readonly QueueDefinition[],
  log: Log,
): Promise<RunningQueue> {
  const boss = new PgBoss({
    ...(backend.kind === "server"
      ? { connectionString: backend.url, max: 4, application_name: "eai-queue" }
      : { db: fromPglite(asPGlite(backend.client)), backend: "pglite" as const }),
    useListenNotify: true,
    monitorIntervalSeconds: 2,
    superviseIntervalSeconds: 2,
  });
  boss.on("error", (error) => log.error(describeError(error), "job queue"));
  await boss.start();
  for (const { name, retryLimit, expireInSeconds } of queues) {
    const options = {
      retryLimit,
      retryDelay: 1,
      retryBackoff: true,
      expireInSeconds,
      heartbeatSeconds,
      notify: true,
      deleteAfterSeconds: 3600,
    };
    await boss.createQueue(name, options);
    await boss.updateQueue(name, options);
  }
  return {
    async send(transaction: Transaction, queue, data, options = {}) {
      await boss.send(queue, data, {
        db: inTransaction(transaction),
        ...(options.singletonKey === undefined ? {} : { singletonKey: options.singletonKey }),
        ...(options.afterSeconds === undefined ? {} : { startAfter: options.afterSeconds }),
      });
    },
    async work(queue, { concurrency }, handler) {
      // Two at a time, one after the other: a full batch is what makes pg-boss fetch again without waiting.
      const options = {
        batchSize: 2,
        burstWhenBatchFull: true,
        perJobResults: true as const,
        localConcurrency: concurrency,
        pollingIntervalSeconds: 0.5,
        // A retry does not notify, so the backstop poll stays short.
        notifyPollingIntervalSeconds: 1,
      };
      await boss.work<Record<string, unknown>>(queue, options, async (jobs) => {
        const results: JobResult[] = [];
        for (const job of jobs) results.push(await runJob(job, handler, log));
        return results;
      });
    },
    async stop(graceSeconds) {
      await boss.stop({ graceful: true, timeout: graceSeconds * 1000 });
    },
  };
}

async function runJob(job: Job, handler: (job: Job) => Promise<void>, log: Log): Promise<JobResult> {
  try {
    await handler({ id: job.id, data: job.data, signal: job.signal });
    return { id: job.id, status: "completed" };
  } catch (error) {
    const described = describeError(error);
    log.warn({ job_id: job.id, ...described }, "job failed");
    return { id: job.id, status: "failed", output: described };
  }
}

/** Drizzle types the result of `execute` by driver; on both it is `{ rows }`, which pg-boss reads. */
function inTransaction(transaction: Transaction): ReturnType<typeof fromDrizzle> {
  return fromDrizzle(transaction as unknown as Parameters<typeof fromDrizzle>[0], sql);
}

/** The thread client answers `query`, `exec` and `listen` in PGlite's way. */
function asPGlite(client: ThreadClient): Parameters<typeof fromPglite>[0] {
  return client as unknown as Parameters<typeof fromPglite>[0];
}
