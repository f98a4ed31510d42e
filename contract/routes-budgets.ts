import { z } from "zod";
import {
  budgetPageSchema,
  budgetQuerySchema,
  budgetSchema,
  createBudgetSchema,
  ownBudgetListSchema,
  updateBudgetSchema,
} from "./budgets.ts";
import { Permission } from "./identity.ts";
import { idSchema } from "./pagination.ts";
import type { Route } from "./route.ts";

const params = z.object({ id: idSchema("bud") });

export const budgetRoutes = {
  listBudgets: {
    method: "GET",
    path: "/api/v1/budgets",
    tag: "oversight",
    summary: "Budgets of the tenants you administer or audit, with what is spent, held and left this month",
    access: Permission.UsageRead,
    query: budgetQuerySchema,
    status: 200,
    response: budgetPageSchema,
    errors: [],
  },
  createBudget: {
    method: "POST",
    path: "/api/v1/budgets",
    tag: "oversight",
    summary: "Limit what a tenant, group, person or API key may spend in a month",
    description: "It begins with what was spent this month already.",
    access: Permission.TenantManage,
    body: createBudgetSchema,
    status: 201,
    response: budgetSchema,
    errors: ["not_found", "conflict", "idempotency_key_reused"],
    idempotent: true,
  },
  getBudget: {
    method: "GET",
    path: "/api/v1/budgets/{id}",
    tag: "oversight",
    summary: "A budget",
    access: Permission.UsageRead,
    params,
    status: 200,
    response: budgetSchema,
    errors: [],
  },
  updateBudget: {
    method: "PATCH",
    path: "/api/v1/budgets/{id}",
    tag: "oversight",
    summary: "Change limit, alert or grace of a budget",
    description: "Holds for the next call. What was told and no longer holds is told again when it is reached again.",
    access: Permission.TenantManage,
    params,
    body: updateBudgetSchema,
    status: 200,
    response: budgetSchema,
    errors: [],
  },
  deleteBudget: {
    method: "DELETE",
    path: "/api/v1/budgets/{id}",
    tag: "oversight",
    summary: "Remove a budget",
    access: Permission.TenantManage,
    params,
    status: 204,
    errors: [],
  },
  listOwnBudgets: {
    method: "GET",
    path: "/api/v1/me/budgets",
    tag: "identity",
    summary: "What is left this month of the budgets that hold for you",
    description:
      "Yours, those of your groups and of your tenant with all above it; asked with an API key, the key's too.",
    access: "signed-in",
    status: 200,
    response: ownBudgetListSchema,
    errors: [],
  },
} as const satisfies Record<string, Route>;
