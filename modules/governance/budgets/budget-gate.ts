import type { BudgetScope } from "@eai/contract";
import {
  type Changes,
  type Context,
  createKept,
  type Database,
  describeError,
  type Log,
  ProblemError,
  rowsOf,
} from "@eai/modules/kernel";
import { sql } from "drizzle-orm";
import { budgetAlerts } from "../budget-tables.ts";
import type { BudgetGate } from "../reservation.ts";
import { createLiveHolds, type ExhaustedBudget, sweepBudgetHolds, takeHold } from "./budget-holds.ts";
import { isOneOf, payerOf, payingScopes } from "./paying-scopes.ts";

export interface BudgetGateDependencies {
  database: Database;
  changes: Changes;
  log: Log;
  /**
   * Resolves when the calls that have ended so far are on record. What they held is given back no earlier, or others
   * could spend it in between.
   */
  recorded?: (() => Promise<void>) | undefined;
  /** Told of each refusal. */
  onRefused?: ((scope: BudgetScope) => void) | undefined;
  /** A hold whose process has died is given back after this. Default 60. */
  leaseSeconds?: number;
  /** Default 20. */
  renewSeconds?: number;
}

const keptMs = 60_000;
const keptPayers = 10_000;

/**
 * Allows a call when every budget that applies has room for what it may cost, and keeps that room until it ends. Which
 * budgets apply is known from memory until the database announces a change: without a budget nothing is asked.
 */
export function createBudgetGate({
  database,
  changes,
  log,
  recorded = async () => {},
  onRefused = () => {},
  leaseSeconds = 60,
  renewSeconds = 20,
}: BudgetGateDependencies): BudgetGate {
  const live = createLiveHolds(database, log, { leaseSeconds, renewSeconds });
  const any = createKept<boolean>(changes, { maxAgeMs: keptMs, limit: 1 });
  const applying = createKept<readonly string[]>(changes, { maxAgeMs: keptMs, limit: keptPayers });

  async function budgetsOf(context: Context): Promise<readonly string[]> {
    if (!(await any.get("", () => hasBudgets(database)))) return [];
    const scopes = payingScopes(payerOf(context));
    const key = scopes.map(({ scopeId }) => scopeId).join(" ");
    return applying.get(key, async () => {
      const rows = await rowsOf<{ id: string }>(
        database,
        sql`select b.id from budgets b where ${isOneOf(scopes)} order by b.id`,
      );
      return rows.map(({ id }) => id);
    });
  }

  async function refuse(exhausted: ExhaustedBudget): Promise<never> {
    onRefused(exhausted.scope);
    const { budgetId, startsAt } = exhausted;
    await database
      .insert(budgetAlerts)
      .values({ budgetId, startsAt: new Date(startsAt), kind: "stop" })
      .onConflictDoNothing()
      .catch((error: unknown) => log.warn({ budgetId, ...describeError(error) }, "budget alert not noted"));
    throw budgetExhausted(exhausted);
  }

  return {
    async hold(context, reservationId, costMicroUsd) {
      // What costs nothing needs no room.
      if (costMicroUsd <= 0) return null;
      const budgetIds = await budgetsOf(context);
      if (budgetIds.length === 0) return null;
      const hold = { id: reservationId, amountMicroUsd: Math.ceil(costMicroUsd), leaseSeconds };
      let exhausted = await takeHold(database, budgetIds, hold);
      // Nobody is refused for the sake of a process that is gone.
      if (exhausted && (await sweepBudgetHolds(database)) > 0) exhausted = await takeHold(database, budgetIds, hold);
      if (exhausted) return refuse(exhausted);
      live.add(reservationId);
      return { release: () => void recorded().then(() => live.release(reservationId)) };
    },
  };
}

async function hasBudgets(database: Database): Promise<boolean> {
  const [row] = await rowsOf<{ any: boolean }>(database, sql`select exists (select 1 from budgets) as any`);
  return row?.any ?? false;
}

function budgetExhausted({ scope, scopeName, nextDay, timeZone }: ExhaustedBudget): ProblemError {
  return new ProblemError(
    "budget_exhausted",
    `Not enough is left this month of ${ownerWords(scope, scopeName)}. It begins anew on ${nextDay} (${timeZone}); an ` +
      "administrator can raise it before.",
  );
}

function ownerWords(scope: BudgetScope, name: string | null): string {
  switch (scope) {
    case "person":
      return "your budget";
    case "tenant":
      return `the budget of "${name}"`;
    case "group":
      return `the budget of the group "${name}"`;
    case "api_key":
      return `the budget of the API key "${name}"`;
    default:
      return scope satisfies never;
  }
}
