import { rowsOf, type Transaction } from "@eai/modules/kernel";
import { type SQL, sql } from "drizzle-orm";
import type { BudgetScope } from "../budget-tables.ts";
import type { UsageEntry } from "../usage.ts";
import { alertMicroUsd, currentMonth, recordedMicroUsd, stopMicroUsd } from "./budget-sql.ts";
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
  // lock on the budget itself is against its removal. The month's row may not be there yet: then it begins with all
  // that is on record, these entries included.
  await transaction.execute(sql`
    with charged as (
      select c.scope, c.scope_id, c.amount
      from json_to_recordset(${JSON.stringify(charges)}::text::json) as c(scope text, scope_id text, amount bigint)
    ), written as (
      insert into budget_periods (budget_id, starts_at, ends_at, spent_micro_usd)
      select b.id, m.starts_at, m.ends_at, case
        when exists (select 1 from budget_periods p where p.budget_id = b.id and p.starts_at = m.starts_at) then 0
        else greatest(${recordedMicroUsd}, c.amount) end
      from budgets b join charged c on c.scope = b.scope and c.scope_id = b.scope_id cross join lateral ${currentMonth} m
      order by b.id for key share of b
      on conflict (budget_id, starts_at) do update set spent_micro_usd = budget_periods.spent_micro_usd + (
        select c.amount from charged c join budgets b on b.scope = c.scope and b.scope_id = c.scope_id
        where b.id = budget_periods.budget_id)
      returning budget_id, starts_at, spent_micro_usd
    )
    ${raiseAlerts(sql`written`)}`);
}

/**
 * An insert that notes, once a month and kind, which amounts were reached.
 * @param periods rows with `budget_id`, `starts_at` and `spent_micro_usd`
 */
export function raiseAlerts(periods: SQL): SQL {
  return sql`insert into budget_alerts (budget_id, starts_at, kind)
    select p.budget_id, p.starts_at, k.kind
    from ${periods} p join budgets b on b.id = p.budget_id
    cross join lateral (values
      ('alert', ${alertMicroUsd}), ('limit', b.limit_micro_usd), ('stop', ${stopMicroUsd})) k(kind, amount)
    where p.spent_micro_usd >= k.amount
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
 * Begins this month anew for budgets whose month changed its borders, and for new ones.
 * @param condition over `b`, the budgets
 */
export async function startPeriods(transaction: Transaction, condition: SQL): Promise<void> {
  await transaction.execute(sql`with opened as (${openPeriods(condition)}) ${raiseAlerts(sql`opened`)}`);
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
  amount: number;
}

function sumByScope(entries: readonly UsageEntry[]): Charge[] {
  const charges = new Map<string, Charge>();
  for (const entry of entries) {
    if (entry.costMicroUsd <= 0) continue;
    for (const { scope, scopeId } of payingScopes(entry)) {
      const key = `${scope} ${scopeId}`;
      const charge = charges.get(key) ?? { scope, scope_id: scopeId, amount: 0 };
      charges.set(key, { ...charge, amount: charge.amount + entry.costMicroUsd });
    }
  }
  return [...charges.values()];
}
