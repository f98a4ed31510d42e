import { instant } from "@eai/modules/kernel";
import { sql } from "drizzle-orm";
import { bigint, boolean, index, integer, jsonb, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
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
    previousHash: text("previous_hash").notNull(),
    hash: text("hash").notNull(),
  },
  (table) => [uniqueIndex("audit_events_tenant_sequence").on(table.tenantId, table.sequence)],
);

/** One row for each call that reached an upstream model; stays when the chat is deleted. */
export const usageRecords = pgTable(
  "usage_records",
  {
    id: text("id").primaryKey(),
    tenantId: text("tenant_id").notNull(),
    actorKind: text("actor_kind").notNull(),
    actorId: text("actor_id").notNull(),
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
