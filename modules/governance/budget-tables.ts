import type { BudgetScope } from "@eai/contract";
import { instant } from "@eai/modules/kernel";
import { bigint, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";

/** What may be spent in a month by a tenant with all below it, a group, a person or an API key. */
export const budgets = pgTable(
  "budgets",
  {
    id: text("id").primaryKey(),
    /** Whose administrators see and change it: the tenant itself, or the one its group, person or key belongs to. */
    tenantId: text("tenant_id").notNull(),
    scope: text("scope").$type<BudgetScope>().notNull(),
    scopeId: text("scope_id").notNull(),
    limitMicroUsd: bigint("limit_micro_usd", { mode: "number" }).notNull(),
    /** Of the limit: from here on people are told. */
    alertPercent: integer("alert_percent").notNull(),
    /** What may be spent beyond the limit before calls are refused, in percent of it. */
    gracePercent: integer("grace_percent").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [uniqueIndex("budgets_scope").on(table.scope, table.scopeId), index("budgets_tenant").on(table.tenantId)],
);

/** One budget in one month of its tenant's time zone. */
export const budgetPeriods = pgTable(
  "budget_periods",
  {
    budgetId: text("budget_id")
      .notNull()
      .references(() => budgets.id, { onDelete: "cascade" }),
    startsAt: instant("starts_at").notNull(),
    endsAt: instant("ends_at").notNull(),
    /** Of finished calls: what their usage records say. */
    spentMicroUsd: bigint("spent_micro_usd", { mode: "number" }).notNull().default(0),
    /** Of running calls: what they may come to. */
    heldMicroUsd: bigint("held_micro_usd", { mode: "number" }).notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.budgetId, table.startsAt] })],
);

/** Money held for a call that runs. Past its lease it was left by a process that died, and is given back. */
export const budgetHolds = pgTable(
  "budget_holds",
  {
    id: text("id").primaryKey(),
    amountMicroUsd: bigint("amount_micro_usd", { mode: "number" }).notNull(),
    periods: jsonb("periods").$type<{ budgetId: string; startsAt: string }[]>().notNull(),
    leaseExpiresAt: instant("lease_expires_at").notNull(),
  },
  (table) => [index("budget_holds_lease").on(table.leaseExpiresAt)],
);

/** What is to be told about a budget, once a period and kind; stays until it was delivered. */
export const budgetAlerts = pgTable(
  "budget_alerts",
  {
    budgetId: text("budget_id")
      .notNull()
      .references(() => budgets.id, { onDelete: "cascade" }),
    startsAt: instant("starts_at").notNull(),
    kind: text("kind").$type<"alert" | "limit" | "stop">().notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    attempts: integer("attempts").notNull().default(0),
    nextAttemptAt: instant("next_attempt_at").notNull().defaultNow(),
    deliveredAt: instant("delivered_at"),
  },
  (table) => [primaryKey({ columns: [table.budgetId, table.startsAt, table.kind] })],
);
