import type { BudgetScope } from "@eai/contract";
import { type Database, describeError, type Log, rowsOf, textArray } from "@eai/modules/kernel";
import { type SQL, sql } from "drizzle-orm";
import { currentMonth, isoText, scopeName, stopMicroUsd } from "./budget-sql.ts";
import { openPeriods } from "./charge-budgets.ts";

/** A budget with not enough left. */
export interface ExhaustedBudget {
  budgetId: string;
  scope: BudgetScope;
  scopeName: string | null;
  startsAt: string;
  /** The first day of the next month, where the budget's tenant is: `2026-12-01`. */
  nextDay: string;
  timeZone: string;
}

interface Considered extends ExhaustedBudget {
  fits: boolean;
  /** How many of the budgets that were asked for there are still. */
  expected: number;
}

const attempts = 3;

/**
 * Sets money aside in all these budgets, or in none of them: one statement, in which their rows are locked in the order
 * of the ids, so that of calls at once each sees what those before it hold.
 * @returns the first budget that has not enough left; undefined when the money is held
 */
export async function takeHold(
  database: Database,
  budgetIds: readonly string[],
  hold: { id: string; amountMicroUsd: number; leaseSeconds: number },
): Promise<ExhaustedBudget | undefined> {
  for (let attempt = 1; ; attempt++) {
    const considered = await rowsOf<Considered>(database, takeStatement(budgetIds, hold));
    const exhausted = considered.find(({ fits }) => !fits);
    if (exhausted) return exhausted;
    if (considered.length === (considered[0]?.expected ?? 0) && considered.length > 0) return undefined;
    // The first call of a month, or the budgets are gone.
    const opened = await rowsOf(database, openPeriods(sql`b.id = any(${textArray(budgetIds)})`));
    if (opened.length === 0 && considered.length === 0 && !(await exist(database, budgetIds))) return undefined;
    if (attempt === attempts) throw new Error("The month of a budget could not be opened.");
  }
}

function takeStatement(
  budgetIds: readonly string[],
  { id, amountMicroUsd, leaseSeconds }: { id: string; amountMicroUsd: number; leaseSeconds: number },
): SQL {
  const ids = textArray(budgetIds);
  return sql`
    with considered as (
      select b.id, b.scope, ${scopeName} as scope_name, p.starts_at, m.ends_at, m.zone,
        p.spent_micro_usd + p.held_micro_usd + ${amountMicroUsd}::bigint <= ${stopMicroUsd} as fits
      from budgets b cross join lateral ${currentMonth} m
      join budget_periods p on p.budget_id = b.id and p.starts_at = m.starts_at
      where b.id = any(${ids})
      order by b.id for update of p
    ), verdict as (
      select coalesce(bool_and(fits), false) and count(*) = (select count(*) from budgets where id = any(${ids})) as ok
      from considered
    ), grown as (
      update budget_periods p set held_micro_usd = p.held_micro_usd + ${amountMicroUsd}::bigint
      from considered c where p.budget_id = c.id and p.starts_at = c.starts_at and (select ok from verdict)
    ), noted as (
      insert into budget_holds (id, amount_micro_usd, periods, lease_expires_at)
      select ${id}::text, ${amountMicroUsd}::bigint,
        (select jsonb_agg(jsonb_build_object('budgetId', c.id, 'startsAt', c.starts_at)) from considered c),
        now() + make_interval(secs => ${leaseSeconds}::double precision)
      where (select ok from verdict)
    )
    select c.id as "budgetId", c.scope, c.scope_name as "scopeName", c.fits, c.zone as "timeZone",
      ${isoText(sql`c.starts_at`)} as "startsAt", to_char(c.ends_at at time zone c.zone, 'YYYY-MM-DD') as "nextDay",
      (select count(*)::int from budgets where id = any(${ids})) as expected
    from considered c order by c.id`;
}

async function exist(database: Database, budgetIds: readonly string[]): Promise<boolean> {
  const rows = await rowsOf(database, sql`select 1 from budgets where id = any(${textArray(budgetIds)}) limit 1`);
  return rows.length > 0;
}

/**
 * Gives back what holds set aside.
 * @param which picks their ids, rows locked against whoever else would give them back
 * @returns how many there were
 */
async function giveBack(database: Database, which: SQL): Promise<number> {
  const [row] = await rowsOf<{ count: number }>(
    database,
    sql`with gone as (
        delete from budget_holds h where h.id in (${which}) returning h.amount_micro_usd, h.periods
      ), given as (
        select x."budgetId" as budget_id, x."startsAt" as starts_at, sum(g.amount_micro_usd)::bigint as amount
        from gone g cross join lateral jsonb_to_recordset(g.periods) as x("budgetId" text, "startsAt" timestamptz)
        group by 1, 2
      ), locked as (
        select p.budget_id, p.starts_at, given.amount from budget_periods p join given using (budget_id, starts_at)
        order by p.budget_id, p.starts_at for update of p
      ), shrunk as (
        update budget_periods p set held_micro_usd = p.held_micro_usd - l.amount
        from locked l where p.budget_id = l.budget_id and p.starts_at = l.starts_at
      )
      select count(*)::int as count from gone`,
  );
  return row?.count ?? 0;
}

const sweepBatch = 1000;

/**
 * Gives back what processes held that died: the holds past their lease.
 * @param options `includingLeased`: all of them, when this process is the only one and holds nothing yet
 * @returns how many
 */
export async function sweepBudgetHolds(
  database: Database,
  { includingLeased = false }: { includingLeased?: boolean } = {},
): Promise<number> {
  const isLeft = includingLeased ? sql`true` : sql`lease_expires_at <= now()`;
  let swept = 0;
  for (;;) {
    const count = await giveBack(
      database,
      sql`select id from budget_holds where ${isLeft} order by id limit ${sweepBatch} for update skip locked`,
    );
    swept += count;
    if (count < sweepBatch) return swept;
  }
}

export interface LiveHolds {
  /** Renews the lease of a hold from now on. */
  add(id: string): void;
  /** Gives it back, in the background. What cannot be given back now is swept when its lease is over. */
  release(id: string): void;
}

/** The holds of this process: one statement renews them all, while there are any. */
export function createLiveHolds(
  database: Database,
  log: Log,
  { leaseSeconds, renewSeconds }: { leaseSeconds: number; renewSeconds: number },
): LiveHolds {
  const live = new Set<string>();
  let timer: NodeJS.Timeout | undefined;

  function renew(): void {
    const ids = textArray([...live]);
    database
      .execute(
        sql`update budget_holds set lease_expires_at = now() + make_interval(secs => ${leaseSeconds}::double precision)
          where id = any(${ids})`,
      )
      .catch((error: unknown) => log.warn(describeError(error), "budget holds not renewed"));
  }

  return {
    add(id) {
      live.add(id);
      timer ??= setInterval(renew, renewSeconds * 1000).unref();
    },
    release(id) {
      if (!live.delete(id)) return;
      if (live.size === 0) {
        clearInterval(timer);
        timer = undefined;
      }
      giveBack(database, sql`select id from budget_holds where id = ${id} for update`).catch((error: unknown) =>
        log.warn({ id, ...describeError(error) }, "budget hold not given back; it ends with its lease"),
      );
    },
  };
}
