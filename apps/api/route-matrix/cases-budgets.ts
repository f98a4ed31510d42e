import { may } from "./policy.ts";
import type { RouteCase } from "./route-case.ts";

const onBudget = { on: ["budget"] } as const;

export const budgetCases = {
  listBudgets: { may: may.auditors },
  createBudget: {
    may: may.administerOrganization,
    on: ["person"],
    body: ({ id }) => ({ scope: "person", scope_id: id, limit_micro_usd: 1_000_000 }),
  },
  getBudget: { ...onBudget, may: may.auditOrganization },
  updateBudget: { ...onBudget, may: may.administerOrganization, body: { limit_micro_usd: 2_000_000 } },
  deleteBudget: { ...onBudget, may: may.administerOrganization },
  listOwnBudgets: { may: may.signedIn },
} as const satisfies Record<string, RouteCase>;
