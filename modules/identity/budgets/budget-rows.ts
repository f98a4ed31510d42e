import type { Budget, BudgetScope, BudgetState, OwnBudget } from "@eai/contract";
import { currentMonth, isoText, recordedMicroUsd, scopeName, stopMicroUsd } from "@eai/modules/governance";
import { type Database, rowsOf } from "@eai/modules/kernel";
import { type SQL, sql } from "drizzle-orm";

/** A budget with the month that runs. Amounts fit a double: the largest limit is far below 2^53. */
export interface BudgetRow {
  id: string;
  tenantId: string;
  tenantName: string;
  scope: BudgetScope;
  scopeId: string;
  scopeName: string | null;
  personName: string | null;
  limit: number;
  /** From here on calls are refused. */
  stop: number;
  alertPercent: number;
  gracePercent: number;
  spent: number;
  held: number;
  startsAt: string;
  endsAt: string;
  timeZone: string;
  createdAt: string;
  updatedAt: string;
}

/**
 * Budgets by id.
 * @param condition over `b`, the budgets, and `tenants`, those they belong to
 * @param limit rows at most; left out: all
 */
export function selectBudgets(database: Database, condition: SQL, limit?: number): Promise<BudgetRow[]> {
  return rowsOf<BudgetRow>(
    database,
    sql`select b.id, b.tenant_id as "tenantId", tenants.name as "tenantName", b.scope, b.scope_id as "scopeId",
        ${scopeName} as "scopeName",
        case b.scope when 'person' then (
          select n.name from people n where n.id = b.scope_id and n.erased_at is null) end as "personName",
        b.limit_micro_usd::double precision as "limit", ${stopMicroUsd}::double precision as stop,
        b.alert_percent as "alertPercent", b.grace_percent as "gracePercent",
        coalesce(p.spent_micro_usd, ${recordedMicroUsd})::double precision as spent,
        coalesce(p.held_micro_usd, 0)::double precision as held,
        ${isoText(sql`m.starts_at`)} as "startsAt", ${isoText(sql`m.ends_at`)} as "endsAt", m.zone as "timeZone",
        ${isoText(sql`b.created_at`)} as "createdAt", ${isoText(sql`b.updated_at`)} as "updatedAt"
      from budgets b join tenants on tenants.id = b.tenant_id
      cross join lateral ${currentMonth} m
      left join budget_periods p on p.budget_id = b.id and p.starts_at = m.starts_at
      where ${condition} order by b.id ${limit === undefined ? sql`` : sql`limit ${limit}`}`,
  );
}

export function presentBudget(row: BudgetRow): Budget {
  return {
    id: row.id,
    tenant: { id: row.tenantId, name: row.tenantName },
    scope: row.scope,
    scope_id: row.scopeId,
    scope_name: row.scopeName ?? row.personName,
    limit_micro_usd: row.limit,
    alert_percent: row.alertPercent,
    grace_percent: row.gracePercent,
    spent_micro_usd: row.spent,
    held_micro_usd: row.held,
    remaining_micro_usd: remainingOf(row),
    state: stateOf(row),
    period: { starts_at: utc(row.startsAt), ends_at: utc(row.endsAt), time_zone: row.timeZone },
    created_at: utc(row.createdAt),
    updated_at: utc(row.updatedAt),
  };
}

/** What those may know whom it limits, and no more. */
export function presentOwnBudget(row: BudgetRow): OwnBudget {
  const remaining = remainingOf(row);
  return {
    scope: row.scope,
    name: row.scopeName,
    remaining_micro_usd: remaining,
    remaining_percent: row.stop === 0 ? 0 : Math.floor((remaining / row.stop) * 100),
    state: stateOf(row),
    ends_at: utc(row.endsAt),
    time_zone: row.timeZone,
  };
}

function remainingOf({ stop, spent, held }: BudgetRow): number {
  return Math.max(0, stop - spent - held);
}

function stateOf({ spent, limit, stop, alertPercent }: BudgetRow): BudgetState {
  if (spent >= stop) return "stopped";
  if (spent >= limit) return "grace";
  return spent >= Math.floor((limit * alertPercent) / 100) ? "alert" : "ok";
}

function utc(time: string): string {
  return new Date(time).toISOString();
}
