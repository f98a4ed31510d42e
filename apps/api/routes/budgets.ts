import type { Administration } from "@eai/modules/identity";
import type { RegisterRoute } from "../register-route.ts";

export function registerBudgetRoutes(register: RegisterRoute, administration: Administration): void {
  register("listBudgets", ({ context, query }) => administration.listBudgets(context, query));
  register("createBudget", ({ context, body }) => administration.createBudget(context, body));
  register("getBudget", ({ context, params }) => administration.getBudget(context, params.id));
  register("updateBudget", ({ context, params, body }) => administration.updateBudget(context, params.id, body));
  register("deleteBudget", ({ context, params }) => administration.deleteBudget(context, params.id));
  register("listOwnBudgets", async ({ context }) => ({ data: await administration.listOwnBudgets(context) }));
}
