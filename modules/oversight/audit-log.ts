import {
  type AuditChainVerification,
  type AuditEvent,
  type auditExportQuerySchema,
  type auditQuerySchema,
  Permission,
} from "@eai/contract";
import {
  type AuditSealer,
  auditEvents,
  auditedTenants,
  auditHeads,
  recordAudit,
  verifyAuditChain,
} from "@eai/modules/governance";
import { requirePermission } from "@eai/modules/identity";
import { behind, type Context, type Database, type Page, ProblemError, toPage } from "@eai/modules/kernel";
import { and, asc, desc, gt, inArray, lt, lte } from "drizzle-orm";
import type { z } from "zod";
import { type AuditFilter, auditedTenantsOf, matches, presentAuditRow, selectAuditRows } from "./audit-rows.ts";
import { csvLine } from "./csv.ts";

export interface AuditLogVerbs {
  /** Newest first. @throws ProblemError `not_found` for a tenant the actor does not administer, `permission_denied` */
  listAudit(context: Context, input: z.output<typeof auditQuerySchema>): Promise<Page<AuditEvent>>;
  /**
   * Pieces of the file, tenant by tenant, oldest first, up to the newest row of this moment. Recorded before the first.
   * @throws ProblemError as `listAudit`
   */
  exportAudit(context: Context, input: z.output<typeof auditExportQuerySchema>): Promise<AsyncIterable<string>>;
  /** Reads every chain the actor administers. @throws ProblemError `too_many_requests` while another one runs */
  verifyAudit(context: Context): Promise<AuditChainVerification[]>;
}

export interface AuditLogDependencies {
  database: Database;
  sealer: AuditSealer;
}

export function auditLogVerbs({ database, sealer }: AuditLogDependencies): AuditLogVerbs {
  let verifying = false;

  return {
    async listAudit(context, { limit, cursor, ...filter }) {
      requirePermission(context, Permission.AuditRead);
      const tenants = await auditedTenantsOf(database, context, filter.tenant_id);
      const ids = tenants.map(({ id }) => id);
      // Ids sort by time, also across tenants.
      const condition = and(matches(ids, filter), behind(cursor, lt, auditEvents.id));
      const rows = await selectAuditRows(database, condition, [desc(auditEvents.id)], limit + 1);
      return toPage(rows, limit, presentAuditRow, ({ event }) => [event.id]);
    },

    async exportAudit(context, { format, ...filter }) {
      requirePermission(context, Permission.AuditRead);
      const tenants = await auditedTenantsOf(database, context, filter.tenant_id);
      const ends = await database
        .select({ tenantId: auditHeads.tenantId, sequence: auditHeads.sequence })
        .from(auditHeads)
        .where(
          inArray(
            auditHeads.tenantId,
            tenants.map(({ id }) => id),
          ),
        )
        .orderBy(asc(auditHeads.tenantId));
      await database.transaction((transaction) =>
        recordAudit(transaction, context, {
          action: "audit.export",
          resourceKind: "audit",
          resourceId: filter.tenant_id ?? context.tenantId,
          changes: { format, filters: filter },
        }),
      );
      return format === "csv" ? toCsv(readAll(database, ends, filter)) : toJsonLines(readAll(database, ends, filter));
    },

    async verifyAudit(context) {
      requirePermission(context, Permission.AuditRead);
      if (verifying) {
        const detail = "Another verification is running. Wait until it has ended.";
        throw new ProblemError("too_many_requests", detail, { retryAfterSeconds: 10 });
      }
      verifying = true;
      try {
        const results: AuditChainVerification[] = [];
        for (const tenant of await chainsOf(context)) {
          context.signal.throwIfAborted();
          const { rows, broken } = await verifyAuditChain(database, sealer, tenant.id);
          results.push({ tenant, ok: broken === null, rows, broken });
        }
        return results;
      } finally {
        verifying = false;
      }
    },
  };

  /** Of who administers the whole platform also what is left of tenants that are gone. */
  async function chainsOf(context: Context): Promise<AuditChainVerification["tenant"][]> {
    const known = await auditedTenantsOf(database, context);
    const { actor } = context;
    if (actor.kind === "person" && !actor.permissions.has(Permission.PlatformManage)) return known;
    const others = await auditedTenants(database);
    return [
      ...known,
      ...others.filter((id) => known.every((tenant) => tenant.id !== id)).map((id) => ({ id, name: null })),
    ];
  }
}

const batchSize = 500;

async function* readAll(
  database: Database,
  ends: readonly { tenantId: string; sequence: number }[],
  filter: AuditFilter,
): AsyncGenerator<AuditEvent[]> {
  for (const { tenantId, sequence: end } of ends) {
    for (let last = 0; ; ) {
      const condition = and(
        matches([tenantId], filter),
        gt(auditEvents.sequence, last),
        lte(auditEvents.sequence, end),
      );
      const rows = await selectAuditRows(database, condition, [asc(auditEvents.sequence)], batchSize);
      if (rows.length > 0) yield rows.map(presentAuditRow);
      last = rows.at(-1)?.event.sequence ?? last;
      if (rows.length < batchSize) break;
    }
  }
}

const columns = [
  "tenant_id",
  "sequence",
  "at",
  "actor_kind",
  "actor_id",
  "actor_name",
  "api_key_id",
  "action",
  "resource_kind",
  "resource_id",
  "decision",
  "reason",
  "request_id",
  "changes",
  "hash",
] as const;

async function* toCsv(batches: AsyncIterable<AuditEvent[]>): AsyncGenerator<string> {
  yield csvLine(columns);
  for await (const batch of batches) yield batch.map(toCsvLine).join("");
}

function toCsvLine(event: AuditEvent): string {
  const { actor, resource } = event;
  return csvLine([
    event.tenant_id,
    event.sequence,
    event.at,
    actor.kind,
    actor.id,
    actor.name,
    actor.api_key_id,
    event.action,
    resource.kind,
    resource.id,
    event.decision,
    event.reason,
    event.request_id,
    event.changes === null ? null : JSON.stringify(event.changes),
    event.hash,
  ]);
}

async function* toJsonLines(batches: AsyncIterable<AuditEvent[]>): AsyncGenerator<string> {
  for await (const batch of batches) yield batch.map((event) => `${JSON.stringify(event)}\n`).join("");
}
