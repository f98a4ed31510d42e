import { z } from "zod";
import { idSchema, pageQuerySchema, pageSchema, timeSchema } from "./pagination.ts";
import { tenantReferenceSchema } from "./tenants.ts";

const budgetScopeSchema = z
  .enum(["tenant", "group", "person", "api_key"])
  .describe("`tenant`: with all below it; `group`: of everyone in it together; `api_key`: what is asked with it")
  .meta({ id: "BudgetScope" });
/** Whose spending a budget limits. */
export type BudgetScope = z.infer<typeof budgetScopeSchema>;

const budgetStateSchema = z
  .enum(["ok", "alert", "grace", "stopped"])
  .describe("By what was spent: below the alert, from the alert on, from the limit on, all used up")
  .meta({ id: "BudgetState" });
export type BudgetState = z.infer<typeof budgetStateSchema>;

const microUsd = z.int().describe("Millionths of a US dollar");
const periodSchema = z
  .object({ starts_at: timeSchema, ends_at: timeSchema, time_zone: z.string() })
  .describe("The calendar month in the time zone of the tenant")
  .meta({ id: "BudgetPeriod" });

export const budgetSchema = z
  .object({
    id: idSchema("bud"),
    tenant: tenantReferenceSchema.describe(
      "Whose administrators see it: of a group, person or key the one it belongs to",
    ),
    scope: budgetScopeSchema,
    scope_id: z.string().describe("Id of the tenant, group, person or API key"),
    scope_name: z.string().nullable().describe("What that is called now; null for an erased person"),
    limit_micro_usd: microUsd,
    alert_percent: z.int().describe("Of the limit: from here on people are told"),
    grace_percent: z.int().describe("Of the limit: what may be spent beyond it before calls are refused"),
    spent_micro_usd: microUsd.describe("Of finished calls this month, as their usage records have it"),
    held_micro_usd: microUsd.describe("What the calls that run may come to"),
    remaining_micro_usd: microUsd.describe("What further calls may use this month, the grace included"),
    state: budgetStateSchema,
    period: periodSchema,
    created_at: timeSchema,
    updated_at: timeSchema,
  })
  .meta({ id: "Budget" });
export type Budget = z.infer<typeof budgetSchema>;
export const budgetPageSchema = pageSchema("BudgetPage", budgetSchema);

export const budgetQuerySchema = pageQuerySchema.extend({
  tenant_id: idSchema("ten").optional().describe("Only those of this tenant and all below it"),
  scope: budgetScopeSchema.optional(),
  scope_id: z.string().max(64).optional(),
});

/** A billion dollars. */
const mostMicroUsd = 1_000_000_000_000_000;
const limit = z.int().min(0).max(mostMicroUsd);
const alertPercent = z.int().min(1).max(100);
const gracePercent = z.int().min(0).max(100);

export const createBudgetSchema = z
  .strictObject({
    scope: budgetScopeSchema,
    scope_id: z.string().min(1).max(64),
    limit_micro_usd: limit.describe("For one month"),
    alert_percent: alertPercent.default(80),
    grace_percent: gracePercent.default(0),
  })
  .meta({
    id: "CreateBudget",
    example: { scope: "tenant", scope_id: "ten_01980f5e", limit_micro_usd: 500_000_000, alert_percent: 80 },
  });

export const updateBudgetSchema = z
  .strictObject({ limit_micro_usd: limit, alert_percent: alertPercent, grace_percent: gracePercent })
  .partial()
  .refine((value) => Object.keys(value).length > 0, { message: "Give at least one field to change" })
  .meta({ id: "UpdateBudget" });

/** What a person is told of a budget that holds for them. */
export const ownBudgetSchema = z
  .object({
    scope: budgetScopeSchema,
    name: z.string().nullable().describe("Of the tenant, group or key; null: your own"),
    remaining_micro_usd: microUsd.describe("What further calls may use this month, the grace included"),
    remaining_percent: z.int().describe("That, in percent of all that may be used, rounded down"),
    state: budgetStateSchema,
    ends_at: timeSchema,
    time_zone: z.string(),
  })
  .meta({ id: "OwnBudget" });
export type OwnBudget = z.infer<typeof ownBudgetSchema>;
export const ownBudgetListSchema = z
  .object({ data: z.array(ownBudgetSchema).describe("The one with the least left first") })
  .meta({ id: "OwnBudgetList" });
