import { instant } from "@eai/modules/kernel";
import { bigint, index, jsonb, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";

/** Append-only; each row carries the hash of the row before it in its tenant. Never content. */
export const auditEvents = pgTable(
  "audit_events",
  {
    id: text("id").primaryKey(),
    tenantId: text("tenant_id").notNull(),
    sequence: bigint("sequence", { mode: "number" }).notNull(),
    at: instant("at").notNull(),
    actorKind: text("actor_kind").notNull(),
    actorId: text("actor_id").notNull(),
    action: text("action").notNull(),
    resourceKind: text("resource_kind").notNull(),
    resourceId: text("resource_id").notNull(),
    decision: text("decision").notNull(),
    reason: text("reason"),
    requestId: text("request_id").notNull(),
    changes: jsonb("changes").$type<Record<string, unknown>>(),
    /** The key the actor came with; null for every other way in. */
    apiKeyId: text("api_key_id"),
    previousHash: text("previous_hash").notNull(),
    hash: text("hash").notNull(),
  },
  (table) => [
    uniqueIndex("audit_events_tenant_sequence").on(table.tenantId, table.sequence),
    index("audit_events_actor").on(table.tenantId, table.actorId, table.sequence),
    index("audit_events_resource").on(table.tenantId, table.resourceId, table.sequence),
  ],
);

/** The last row of each tenant's chain: without it nobody could tell that the newest rows were cut off. */
export const auditHeads = pgTable("audit_heads", {
  tenantId: text("tenant_id").primaryKey(),
  sequence: bigint("sequence", { mode: "number" }).notNull(),
  hash: text("hash").notNull(),
});

/**
 * Heads of the chains from time to time, sealed with a key that is not in the database: who rewrites a chain from some
 * row on, with all hashes behind it, cannot make the seals fit.
 */
export const auditSeals = pgTable(
  "audit_seals",
  {
    tenantId: text("tenant_id").notNull(),
    sequence: bigint("sequence", { mode: "number" }).notNull(),
    hash: text("hash").notNull(),
    seal: text("seal").notNull(),
    sealedAt: instant("sealed_at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.sequence] })],
);

export { budgetAlerts, budgetHolds, budgetPeriods, budgets } from "./budget-tables.ts";
export { openModelCalls, usageDays, usageRecords } from "./usage-tables.ts";
