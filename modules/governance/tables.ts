import { instant } from "@eai/modules/kernel";
import { sql } from "drizzle-orm";
import { bigint, boolean, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { PriceRow } from "./usage.ts";

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

/** One row for each call that reached an upstream model; stays when the chat is deleted. */
export const usageRecords = pgTable(
  "usage_records",
  {
    id: text("id").primaryKey(),
    tenantId: text("tenant_id").notNull(),
    actorKind: text("actor_kind").notNull(),
    actorId: text("actor_id").notNull(),
    apiKeyId: text("api_key_id"),
    channel: text("channel").notNull(),
    requestId: text("request_id").notNull(),
    purpose: text("purpose").notNull(),
    provider: text("provider").notNull(),
    deploymentId: text("deployment_id").notNull(),
    region: text("region"),
    model: text("model").notNull(),
    promptTokens: integer("prompt_tokens").notNull(),
    cachedTokens: integer("cached_tokens").notNull(),
    completionTokens: integer("completion_tokens").notNull(),
    reasoningTokens: integer("reasoning_tokens").notNull(),
    costMicroUsd: bigint("cost_micro_usd", { mode: "number" }).notNull(),
    price: jsonb("price").$type<PriceRow>().notNull(),
    estimated: boolean("estimated").notNull(),
    latencyMs: integer("latency_ms").notNull(),
    firstTokenMs: integer("first_token_ms"),
    outcome: text("outcome").notNull(),
    /** The answer it belongs to: at most one chat record for each, whatever happens at settlement. */
    answerId: text("answer_id"),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [
    index("usage_records_tenant_created_at").on(table.tenantId, table.createdAt),
    uniqueIndex("usage_records_answer").on(table.answerId).where(sql`purpose = 'chat'`),
  ],
);
