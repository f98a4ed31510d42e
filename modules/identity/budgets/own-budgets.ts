import type { OwnBudget } from "@eai/contract";
import { isOneOf, payerOf, payingScopes } from "@eai/modules/governance";
import type { Context, Database } from "@eai/modules/kernel";
import { presentOwnBudget, selectBudgets } from "./budget-rows.ts";

export interface OwnBudgetVerbs {
  /** Those that hold for what the actor asks, the one with the least left first. */
  listOwnBudgets(context: Context): Promise<OwnBudget[]>;
}

export function ownBudgetVerbs({ database }: { database: Database }): OwnBudgetVerbs {
  return {
    async listOwnBudgets(context) {
      const rows = await selectBudgets(database, isOneOf(payingScopes(payerOf(context))));
      return rows.map(presentOwnBudget).toSorted((one, other) => one.remaining_percent - other.remaining_percent);
    },
  };
}
