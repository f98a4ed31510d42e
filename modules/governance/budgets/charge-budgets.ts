import type { BudgetScope } from "@eai/contract";
import { rowsOf, type Transaction } from "@eai/modules/kernel";
import { type SQL, sql } from "drizzle-orm";
import type { UsageEntry } from "../usage.ts";
import { alertMicroUsd, currentMonth, monthIn, recordedMicroUsd, stopMicroUsd, timeZoneOf } from "./budget-sql.ts";
import { payingScopes } from "./paying-scopes.ts";

/**
 * Adds what was recorded in this transaction to every budget it is charged to, and notes what is to be told of them.
 * One statement, whatever the number of records, and next to nothing while there are no budgets.
 * @param entries written before in the same transaction, each once
 */
export async function chargeBudgets(transaction: Transaction, entries: readonly UsageEntry[]): Promise<void> {
  const charges = sumByScope(entries);
  if (charges.length === 0) return;
  // Budgets are taken in the order of their ids, as everywhere, so that no two transactions wait for each other; the
  // lock on the budget itself is against its removal. Months are those of the records, which may have waited to be
  // written. A month's row may not be there yet: then it begins with all that is on record, these entries included.
  await transaction.execute(sql`
    with charged as (
      select c.scope, c.scope_id, c.at, c.amount
      from json_to_recordset(${JSON.stringify(charges)}::text::json)
        as c(scope text, scope_id text, at timestamptz, amount bigint)
    ), kept as (
      select b.id, b.scope, b.scope_id, b.tenant_id from budgets b
      where (b.scope, b.scope_id) in (select c.scope, c.scope_id from charged c)
      order by b.id for key share
    ), due as (
      select b.id, m.starts_at, m.ends_at, sum(c.amount)::bigint as amount
      from kept b join charged c on c.scope = b.scope and c.scope_id = b.scope_id
      cross join lateral ${monthIn(timeZoneOf(sql`b.tenant_id`), sql`c.at`)} m
      group by b.id, m.starts_at, m.ends_at
    ), written as (
      insert into budget_periods (budget_id, starts_at, ends_at, spent_micro_usd)
      select b.id, m.starts_at, m.ends_at, case
        when exists (select 1 from budget_periods p where p.budget_id = b.id and p.starts_at = m.starts_at) then 0
        else greatest(${recordedMicroUsd}, m.amount) end
      from due m join kept b on b.id = m.id
      order by b.id, m.starts_at
      on conflict (budget_id, starts_at) do update set spent_micro_usd = budget_periods.spent_micro_usd + (
        select d.amount from due d where d.id = budget_periods.budget_id and d.starts_at = budget_periods.starts_at)
      returning budget_id, starts_at, ends_at, spent_micro_usd
    )
    ${raiseAlerts(sql`written`)}`);
}

/**
 * An insert that notes, once a month and kind, which amounts were reached.
 * @param periods rows with `budget_id`, `starts_at`, `ends_at` and `spent_micro_usd`; of a month that is over nobody is told
 */
export function raiseAlerts(periods: SQL): SQL {
  return sql`insert into budget_alerts (budget_id, starts_at, kind)
    select p.budget_id, p.starts_at, k.kind
    from ${periods} p join budgets b on b.id = p.budget_id
    cross join lateral (values
      ('alert', ${alertMicroUsd}), ('limit', b.limit_micro_usd), ('stop', ${stopMicroUsd})) k(kind, amount)
    where p.spent_micro_usd >= k.amount and p.ends_at > now()
    order by p.budget_id, k.kind
    on conflict do nothing`;
}

/**
 * Makes the rows of this month for budgets that have none, with all that is on record for them.
 * @param condition over `b`, the budgets
 */
export function openPeriods(condition: SQL): SQL {
  return sql`
    insert into budget_periods (budget_id, starts_at, ends_at, spent_micro_usd)
    select b.id, m.starts_at, m.ends_at, ${recordedMicroUsd}
    from budgets b cross join lateral ${currentMonth} m
    where ${condition}
      and not exists (select 1 from budget_periods p where p.budget_id = b.id and p.starts_at = m.starts_at)
    order by b.id for key share of b
    on conflict do nothing
    returning budget_id, starts_at, spent_micro_usd`;
}

/**
 * Keeps new usage records from being written until the transaction ends, after those under way: what is summed then is
 * all there is, and who writes next sees what this transaction has changed. For rare changes of budgets only.
 */
export async function holdUsageRecords(transaction: Transaction): Promise<void> {
  await transaction.execute(sql`lock table usage_records in share mode`);
}

/**
 * Counts from the records what was spent this month, for new budgets and for those whose month changed its borders.
 * @param condition over `b`, the budgets
 */
export async function startPeriods(transaction: Transaction, condition: SQL): Promise<void> {
  await transaction.execute(sql`
    with started as (
      insert into budget_periods (budget_id, starts_at, ends_at, spent_micro_usd)
      select b.id, m.starts_at, m.ends_at, ${recordedMicroUsd}
      from budgets b cross join lateral ${currentMonth} m
      where ${condition}
      order by b.id for key share of b
      on conflict (budget_id, starts_at) do update set spent_micro_usd = excluded.spent_micro_usd
      returning budget_id, starts_at, ends_at, spent_micro_usd
    )
    ${raiseAlerts(sql`started`)}`);
}

/** Tells again what holds of a budget that was changed: what was told and no longer holds may be told once more. */
export async function reviseAlerts(transaction: Transaction, budgetId: string): Promise<void> {
  const period = sql`(select p.* from budget_periods p join budgets b on b.id = p.budget_id
    cross join lateral ${currentMonth} m where b.id = ${budgetId} and p.starts_at = m.starts_at)`;
  await rowsOf(
    transaction,
    sql`delete from budget_alerts a using ${period} p, budgets b
      where a.budget_id = ${budgetId} and b.id = a.budget_id and p.starts_at = a.starts_at
        and p.spent_micro_usd < case a.kind
          when 'alert' then ${alertMicroUsd} when 'limit' then b.limit_micro_usd else ${stopMicroUsd} end`,
  );
  await transaction.execute(raiseAlerts(period));
}

interface Charge {
  scope: BudgetScope;
  scope_id: string;
  /** Some time in a quarter of an hour: in no time zone does a month begin within one. */
  at: string;
  amount: number;
}

const quarterMs = 15 * 60_000;

function sumByScope(entries: readonly UsageEntry[]): Charge[] {
  const charges = new Map<string, Charge>();
  for (const entry of entries) {
    if (entry.costMicroUsd <= 0) continue;
    const at = new Date(Math.floor(Date.parse(entry.at) / quarterMs) * quarterMs).toISOString();
    for (const { scope, scopeId } of payingScopes(entry)) {
      const key = `${scope} ${scopeId} ${at}`;
      const charge = charges.get(key) ?? { scope, scope_id: scopeId, at, amount: 0 };
      charge.amount += entry.costMicroUsd;
      charges.set(key, charge);
    }
  }
  return [...charges.values()];
}
