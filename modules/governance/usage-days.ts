import { type Database, rowsOf, type Transaction, textArray } from "@eai/modules/kernel";
import { sql } from "drizzle-orm";

// A day (UTC) is closed when `usage_days` has its sums. All that makes or unmakes such sums holds one lock.
const lock = sql`select pg_advisory_xact_lock(hashtext('usage_days'))`;

/** A day is summed when it has been over for so long: until then its last records may still be under way. */
const settledHours = 24;
/** Well below that: clocks of machines differ, and a transaction takes its time. */
const lateMs = 12 * 3_600_000;

/**
 * Unmakes the sums of days for which records come late: after an outage, or out of a recovery. The worker sums them
 * again. Inside the transaction that writes the records, before it does.
 */
export async function reopenUsageDays(transaction: Transaction, entries: readonly { at: string }[]): Promise<void> {
  const late = entries.filter(({ at }) => Date.now() - Date.parse(at) > lateMs);
  if (late.length === 0) return;
  const days = [...new Set(late.map(({ at }) => new Date(at).toISOString().slice(0, 10)))];
  await transaction.execute(lock);
  await transaction.execute(sql`delete from usage_days where day = any(${textArray(days)}::date[])`);
}

/**
 * Sums the usage of days that are over, each once; of the worker, about once an hour. It may be run by several at once,
 * and after it was cut off.
 * @param signal aborts between two days
 * @returns the days that were summed now
 */
export async function closeUsageDays(database: Database, signal?: AbortSignal): Promise<string[]> {
  const closed: string[] = [];
  for (const day of await openDays(database)) {
    if (signal?.aborted) break;
    if (await closeDay(database, day)) closed.push(day);
  }
  return closed;
}

/** Days with records and without sums, oldest first: one step in an index for each day, however many records it has. */
async function openDays(database: Database): Promise<string[]> {
  const rows = await rowsOf<{ day: string }>(
    database,
    sql`with recursive used as (
        select min(created_at at time zone 'UTC')::date as day from usage_records
        union all
        select (select (min(created_at) at time zone 'UTC')::date from usage_records
          where created_at >= (used.day + 1)::timestamp at time zone 'UTC') from used where used.day is not null)
      select day::text as day from used
      where (day + 1)::timestamp at time zone 'UTC' <= now() - make_interval(hours => ${settledHours})
        and not exists (select 1 from usage_days where usage_days.day = used.day)
      order by day`,
  );
  return rows.map(({ day }) => day);
}

/** @returns false when another worker was first */
function closeDay(database: Database, day: string): Promise<boolean> {
  return database.transaction(async (transaction) => {
    // A statement of its own: the one that sums sees what was committed by whoever held the lock before.
    await transaction.execute(lock);
    const [known] = await rowsOf(transaction, sql`select 1 from usage_days where day = ${day}::date limit 1`);
    if (known) return false;
    await transaction.execute(sql`
      insert into usage_days (day, tenant_id, actor_kind, actor_id, api_key_id, channel, purpose, provider,
        deployment_id, region, model, outcome, calls, estimated_calls, prompt_tokens, cached_tokens, completion_tokens,
        reasoning_tokens, cost_micro_usd)
      select ${day}::date, tenant_id, actor_kind, actor_id, coalesce(api_key_id, ''), channel, purpose, provider,
        deployment_id, coalesce(region, ''), model, outcome, count(*), count(*) filter (where estimated),
        sum(prompt_tokens), sum(cached_tokens), sum(completion_tokens), sum(reasoning_tokens), sum(cost_micro_usd)
      from usage_records
      where created_at >= ${day}::timestamp at time zone 'UTC'
        and created_at < (${day}::date + 1)::timestamp at time zone 'UTC'
      group by tenant_id, actor_kind, actor_id, coalesce(api_key_id, ''), channel, purpose, provider, deployment_id,
        coalesce(region, ''), model, outcome`);
    return true;
  });
}
