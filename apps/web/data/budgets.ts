import type { OwnBudget } from "@eai/contract";
import { type QueryClient, useQuery } from "@tanstack/react-query";
import { api } from "./api.ts";

const ownKey = ["own-budgets"];

/** What is left of the budgets that hold for the person, the one with the least left first. */
export function useOwnBudgets() {
  return useQuery({
    queryKey: ownKey,
    queryFn: async ({ signal }) => (await api.call("listOwnBudgets", { signal })).data,
    staleTime: 30_000,
  });
}

/** Makes them be read again. */
export function refreshOwnBudgets(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: ownKey });
}

const urgency = { stopped: 0, grace: 1, alert: 2 } as const;

/** The budget a person should know of: used up before nearly so, then the least left. */
export function mostUrgent(budgets: readonly OwnBudget[]): OwnBudget | undefined {
  const urgent = budgets.flatMap((budget) => (budget.state === "ok" ? [] : [{ budget, rank: urgency[budget.state] }]));
  return urgent.toSorted(
    (one, other) => one.rank - other.rank || one.budget.remaining_percent - other.budget.remaining_percent,
  )[0]?.budget;
}
