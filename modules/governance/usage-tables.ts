import { instant } from "@eai/modules/kernel";
import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { PriceRow, UsageEntry } from "./usage.ts";

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
    index("usage_records_actor_created_at").on(table.actorId, table.createdAt),
    index("usage_records_created_at").on(table.createdAt),
    uniqueIndex("usage_records_answer").on(table.answerId).where(sql`purpose = 'chat'`),
  ],
);

/**
 * Calls that run now, other than answers, which are recovered from their messages. Past its lease a row was left by a
 * process that died, and becomes a usage record.
 */
export const openModelCalls = pgTable(
  "open_model_calls",
  {
    /** The id its usage record will have, so that it is recorded once whoever does it. */
    id: text("id").primaryKey(),
    /** The record as far as it is known: prompt tokens as estimated, nothing written. */
    entry: jsonb("entry").$type<UsageEntry>().notNull(),
    leaseExpiresAt: instant("lease_expires_at").notNull(),
  },
  (table) => [index("open_model_calls_lease").on(table.leaseExpiresAt)],
);

/** Sums of the usage records of a day (UTC) that is over. */
export const usageDays = pgTable(
  "usage_days",
  {
    day: date("day", { mode: "string" }).notNull(),
    tenantId: text("tenant_id").notNull(),
    actorKind: text("actor_kind").notNull(),
    actorId: text("actor_id").notNull(),
    /** Empty where no key was used: null could not stand in the key of the table. */
    apiKeyId: text("api_key_id").notNull(),
    channel: text("channel").notNull(),
    purpose: text("purpose").notNull(),
    provider: text("provider").notNull(),
    deploymentId: text("deployment_id").notNull(),
    /** Empty where it is not known. */
    region: text("region").notNull(),
    model: text("model").notNull(),
    outcome: text("outcome").notNull(),
    calls: integer("calls").notNull(),
    estimatedCalls: integer("estimated_calls").notNull(),
    promptTokens: bigint("prompt_tokens", { mode: "number" }).notNull(),
    cachedTokens: bigint("cached_tokens", { mode: "number" }).notNull(),
    completionTokens: bigint("completion_tokens", { mode: "number" }).notNull(),
    reasoningTokens: bigint("reasoning_tokens", { mode: "number" }).notNull(),
    costMicroUsd: bigint("cost_micro_usd", { mode: "number" }).notNull(),
  },
  (table) => [
    primaryKey({
      name: "usage_days_key",
      columns: [
        table.day,
        table.tenantId,
        table.actorKind,
        table.actorId,
        table.apiKeyId,
        table.channel,
        table.purpose,
        table.provider,
        table.deploymentId,
        table.region,
        table.model,
        table.outcome,
      ],
    }),
  ],
);
