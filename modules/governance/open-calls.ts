import { type Database, type Log, rowsOf, type Transaction, textArray } from "@eai/modules/kernel";
import { sql } from "drizzle-orm";
import { openModelCalls } from "./tables.ts";
import { costMicroUsd } from "./token-cost.ts";
import { recordUsageEntries, type UsageEntry } from "./usage.ts";

/** How long a call counts as running without a word from its process. */
const leaseSeconds = 60;

/** Notes calls that are about to be sent. Again for one that is noted already, it does nothing. */
export async function noteOpenCalls(database: Database, entries: readonly UsageEntry[]): Promise<void> {
  await database.execute(sql`
    insert into ${openModelCalls} (id, entry, lease_expires_at)
    select entry ->> 'id', entry, now() + make_interval(secs => ${leaseSeconds})
    from jsonb_array_elements(${JSON.stringify(entries)}::jsonb) entry
    on conflict do nothing`);
}

/** Puts calls that ended on record, in one transaction with their end as open ones. */
export function recordEndedCalls(
  database: Database,
  entries: readonly UsageEntry[],
  noLongerOpen: readonly string[],
): Promise<void> {
  return database.transaction(async (transaction) => {
    await recordUsageEntries(transaction, entries);
    if (noLongerOpen.length > 0) await forgetOpenCalls(transaction, noLongerOpen);
  });
}

export async function forgetOpenCalls(database: Database | Transaction, ids: readonly string[]): Promise<void> {
  await database.execute(sql`delete from ${openModelCalls} where id = any(${textArray(ids)})`);
}

export async function renewLeases(database: Database, ids: readonly string[]): Promise<void> {
  await database.execute(sql`
    update ${openModelCalls} set lease_expires_at = now() + make_interval(secs => ${leaseSeconds})
    where id = any(${textArray(ids)})`);
}

/** Turns calls whose process died into usage records. */
export interface CallRecovery {
  /**
   * To be called again and again, some seconds apart. A lease that is over is looked at twice: after an outage of the
   * database all of them are, although the processes live and will renew theirs in a moment.
   * @param soleWorker no other process runs: every open call was left by the last one
   * @returns how many were recorded
   */
  recover(options: { soleWorker: boolean }): Promise<number>;
}

export interface CallRecoveryDependencies {
  database: Database;
  log: Log;
  /** Told of each record that is made here. */
  observe?: (entry: UsageEntry) => void;
}

const batchSize = 100;

export function createCallRecovery({ database, log, observe }: CallRecoveryDependencies): CallRecovery {
  let suspects: string[] = [];
  return {
    async recover({ soleWorker }) {
      let recovered = 0;
      for (;;) {
        const { taken, written } = await recoverSome(database, soleWorker ? null : suspects);
        for (const entry of written) observe?.(entry);
        recovered += written.length;
        if (taken < batchSize) break;
      }
      suspects = soleWorker ? [] : await expiredCalls(database);
      if (recovered > 0) log.warn({ count: recovered }, "calls of models recorded whose process ended");
      return recovered;
    },
  };
}

async function expiredCalls(database: Database): Promise<string[]> {
  const rows = await rowsOf<{ id: string }>(
    database,
    sql`select id from ${openModelCalls} where lease_expires_at <= now() order by lease_expires_at limit 10000`,
  );
  return rows.map(({ id }) => id);
}

/** @param suspects seen with their lease over before; null: all open calls */
function recoverSome(
  database: Database,
  suspects: readonly string[] | null,
): Promise<{ taken: number; written: UsageEntry[] }> {
  return database.transaction(async (transaction) => {
    const left = suspects === null ? sql`true` : sql`lease_expires_at <= now() and id = any(${textArray(suspects)})`;
    const rows = await rowsOf<{ entry: UsageEntry }>(
      transaction,
      sql`delete from ${openModelCalls} where id in (
          select id from ${openModelCalls} where ${left} order by id limit ${batchSize} for update skip locked)
        returning entry`,
    );
    const entries = rows.map(({ entry }) => interrupted(entry));
    return { taken: rows.length, written: await recordUsageEntries(transaction, entries) };
  });
}

/** What it used is known only to the server that answered: at least the prompt, as it was counted here. */
function interrupted(entry: UsageEntry): UsageEntry {
  const free = entry.provider === "quote";
  return { ...entry, costMicroUsd: costMicroUsd(entry, entry.price), estimated: !free, outcome: "interrupted" };
}
