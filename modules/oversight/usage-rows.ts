import { Permission, type UsageRecord, type usageFilterSchema } from "@eai/contract";
import { type usageDays, usageRecords } from "@eai/modules/governance";
import { people, tenants } from "@eai/modules/identity";
import { type Context, type Database, textArray } from "@eai/modules/kernel";
import { and, eq, getTableColumns, gte, lt, type SQL, sql } from "drizzle-orm";
import { auditedTenantsOf } from "./audit-rows.ts";

export type UsageFilter = Pick<
  Partial<Record<keyof typeof usageFilterSchema.shape, string | undefined>>,
  keyof typeof usageFilterSchema.shape
>;

/** Whose usage is looked at. `tenantIds` null: that of every tenant there is, and of those that are gone. */
export interface UsageScope {
  tenantIds: readonly string[] | null;
  filter: UsageFilter;
}

/**
 * The tenants whose usage this actor may read, or the one of them that was asked for.
 * @throws ProblemError `not_found` for a tenant they do not administer
 */
export async function usageScopeOf(database: Database, context: Context, filter: UsageFilter): Promise<UsageScope> {
  const { actor } = context;
  const isEverywhere = actor.kind === "person" && actor.permissions.has(Permission.PlatformManage);
  if (isEverywhere && filter.tenant_id === undefined) return { tenantIds: null, filter };
  const reached = await auditedTenantsOf(database, context, filter.tenant_id);
  return { tenantIds: reached.map(({ id }) => id), filter };
}

/** The condition over records, or over their sums by day, but for the time. */
export function inScope(table: typeof usageRecords | typeof usageDays, { tenantIds, filter }: UsageScope) {
  const { person_id, api_key_id, model, channel, purpose, outcome } = filter;
  return and(
    tenantIds === null ? undefined : sql`${table.tenantId} = any(${textArray(tenantIds)})`,
    person_id === undefined ? undefined : eq(sql`${table.actorId}`, person_id),
    api_key_id === undefined ? undefined : eq(sql`${table.apiKeyId}`, api_key_id),
    model === undefined ? undefined : eq(sql`${table.model}`, model),
    channel === undefined ? undefined : eq(sql`${table.channel}`, channel),
    purpose === undefined ? undefined : eq(sql`${table.purpose}`, purpose),
    outcome === undefined ? undefined : eq(sql`${table.outcome}`, outcome),
  );
}

export function recordsInScope(scope: UsageScope): SQL | undefined {
  const { from, to } = scope.filter;
  return and(
    inScope(usageRecords, scope),
    from === undefined ? undefined : gte(usageRecords.createdAt, new Date(from)),
    to === undefined ? undefined : lt(usageRecords.createdAt, new Date(to)),
  );
}

/** The place of a record in a list by time. */
export function placeOf({ record }: UsageRow): [string, string] {
  return [record.createdAt.toISOString(), record.id];
}

export interface UsageRow {
  record: typeof usageRecords.$inferSelect;
  actorName: string | null;
  tenantName: string | null;
  /** The root tenant above; null when the tenant is gone. */
  organizationId: string | null;
}

/** Usage records with the names that their people and tenants have now; who was erased has none. */
export function selectUsageRows(
  database: Database,
  condition: SQL | undefined,
  order: readonly SQL[],
  limit: number,
): Promise<UsageRow[]> {
  return database
    .select({
      record: getTableColumns(usageRecords),
      actorName: sql<string | null>`case when ${people.erasedAt} is null then ${people.name} end`,
      tenantName: tenants.name,
      organizationId: sql<string | null>`${tenants.path}[1]`,
    })
    .from(usageRecords)
    .leftJoin(people, and(eq(people.id, usageRecords.actorId), eq(usageRecords.actorKind, "person")))
    .leftJoin(tenants, eq(tenants.id, usageRecords.tenantId))
    .where(condition)
    .orderBy(...order)
    .limit(limit);
}

export function presentUsageRow({ record, actorName }: UsageRow): UsageRecord {
  const { price } = record;
  return asUsageRecord({
    id: record.id,
    tenant_id: record.tenantId,
    actor: { kind: record.actorKind, id: record.actorId, name: actorName },
    api_key_id: record.apiKeyId,
    channel: record.channel,
    request_id: record.requestId,
    purpose: record.purpose,
    provider: record.provider,
    deployment_id: record.deploymentId,
    region: record.region,
    model: record.model,
    prompt_tokens: record.promptTokens,
    cached_tokens: record.cachedTokens,
    completion_tokens: record.completionTokens,
    reasoning_tokens: record.reasoningTokens,
    cost_micro_usd: record.costMicroUsd,
    price: {
      input_micro_usd_per_million_tokens: price.inputMicroUsdPerMillionTokens,
      cached_input_micro_usd_per_million_tokens: price.cachedInputMicroUsdPerMillionTokens,
      output_micro_usd_per_million_tokens: price.outputMicroUsdPerMillionTokens,
    },
    estimated: record.estimated,
    latency_ms: record.latencyMs,
    first_token_ms: record.firstTokenMs,
    outcome: record.outcome,
    answer_id: record.answerId,
    created_at: record.createdAt.toISOString(),
  });
}

/** Written by the ledger and by chat alone, whose words are those of the contract. */
function asUsageRecord(row: Record<keyof UsageRecord, unknown>): UsageRecord {
  return row as UsageRecord;
}
