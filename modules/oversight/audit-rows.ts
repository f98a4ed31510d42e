import type { AuditEvent, auditFilterSchema } from "@eai/contract";
import { auditEvents } from "@eai/modules/governance";
import { administersTenant, people, tenants } from "@eai/modules/identity";
import { type Context, type Database, notFound } from "@eai/modules/kernel";
import { and, asc, eq, getTableColumns, gte, inArray, lt, type SQL, sql } from "drizzle-orm";
import type { z } from "zod";

export type AuditFilter = z.output<typeof auditFilterSchema>;

interface AuditRow {
  event: typeof auditEvents.$inferSelect;
  actorName: string | null;
}

/**
 * The tenants whose log this actor may read, or the one of them that was asked for.
 * @throws ProblemError `not_found` for a tenant they do not administer
 */
export async function auditedTenantsOf(
  database: Database,
  context: Context,
  tenantId?: string,
): Promise<{ id: string; name: string }[]> {
  const rows = await database
    .select({ id: tenants.id, name: tenants.name })
    .from(tenants)
    .where(and(administersTenant(context), tenantId === undefined ? undefined : eq(tenants.id, tenantId)))
    .orderBy(asc(tenants.id));
  if (tenantId !== undefined && rows.length === 0) throw notFound("tenant");
  return rows;
}

export function matches(tenantIds: readonly string[], filter: AuditFilter): SQL | undefined {
  return and(
    inArray(auditEvents.tenantId, [...tenantIds]),
    filter.actor_id === undefined ? undefined : eq(auditEvents.actorId, filter.actor_id),
    filter.action === undefined ? undefined : eq(auditEvents.action, filter.action),
    filter.resource_id === undefined ? undefined : eq(auditEvents.resourceId, filter.resource_id),
    filter.decision === undefined ? undefined : eq(auditEvents.decision, filter.decision),
    filter.request_id === undefined ? undefined : eq(auditEvents.requestId, filter.request_id),
    filter.from === undefined ? undefined : gte(auditEvents.at, new Date(filter.from)),
    filter.to === undefined ? undefined : lt(auditEvents.at, new Date(filter.to)),
  );
}

/** Audit rows with the name their actor has now; who was erased has none. */
export function selectAuditRows(
  database: Database,
  condition: SQL | undefined,
  order: readonly SQL[],
  limit: number,
): Promise<AuditRow[]> {
  return database
    .select({
      event: getTableColumns(auditEvents),
      actorName: sql<string | null>`case when ${people.erasedAt} is null then ${people.name} end`,
    })
    .from(auditEvents)
    .leftJoin(people, and(eq(people.id, auditEvents.actorId), eq(auditEvents.actorKind, "person")))
    .where(condition)
    .orderBy(...order)
    .limit(limit);
}

export function presentAuditRow({ event, actorName }: AuditRow): AuditEvent {
  const row = {
    id: event.id,
    tenant_id: event.tenantId,
    sequence: event.sequence,
    at: event.at.toISOString(),
    actor: { kind: event.actorKind, id: event.actorId, name: actorName, api_key_id: event.apiKeyId },
    action: event.action,
    resource: { kind: event.resourceKind, id: event.resourceId },
    decision: event.decision,
    reason: event.reason,
    request_id: event.requestId,
    changes: event.changes,
    hash: event.hash,
  };
  return asAuditEvent(row);
}

/** Written by `recordAudit` alone, whose words are those of the contract. */
function asAuditEvent(row: Record<keyof AuditEvent, unknown>): AuditEvent {
  return row as AuditEvent;
}
