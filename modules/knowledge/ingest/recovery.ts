import { type Database, type JobQueue, type Log, rowsOf } from "@eai/modules/kernel";
import { sql } from "drizzle-orm";
import { wakesAtMost, wakeWorkers } from "./queue.ts";

export interface RecoveryDependencies {
  database: Database;
  queue: JobQueue;
  log: Log;
}

export interface RecoveryInput {
  /** True at the start of the only process of a database: whoever held a version is dead for certain. */
  soleWorker: boolean;
}

/** A version in the queue is taken to be lost when it waits so long while no worker has anything to do. */
const idleSeconds = 30;

/**
 * Puts versions back in the queue that nobody looks after: their worker died, or their job got lost. Safe to run in
 * every worker at any time; a job too many finds nothing to do.
 * @returns how many were put back
 */
export function recoverVersions(
  { database, queue, log }: RecoveryDependencies,
  { soleWorker }: RecoveryInput,
): Promise<number> {
  return database.transaction(async (transaction) => {
    const died = soleWorker ? sql`lease_expires_at is not null` : sql`lease_expires_at < now()`;
    // Waiting is no sign of trouble while the workers are busy with others.
    const lost = sql`lease_expires_at is null and updated_at < now() - make_interval(secs => ${idleSeconds})
      and coalesce((activity ->> 'until')::timestamptz < now() - make_interval(secs => ${idleSeconds}), true)
      and not exists (select 1 from document_versions w where w.state not in ('ready', 'failed') and w.lease_expires_at > now())`;
    const rows = await rowsOf<{ id: string }>(
      transaction,
      sql`
        update document_versions set lease_expires_at = null, updated_at = now()
        where id in (
          select id from document_versions
          where state not in ('ready', 'failed') and (${died} or (${lost}))
          order by id for update skip locked)
        returning id`,
    );
    for (const _ of rows.slice(0, wakesAtMost)) await wakeWorkers(queue, transaction);
    if (rows.length > 0) log.warn({ versions: rows.length }, "unfinished documents put back in the queue");
    return rows.length;
  });
}
