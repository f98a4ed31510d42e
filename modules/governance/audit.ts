import { createHash } from "node:crypto";
import { actorId, type Context, newId, type Transaction } from "@eai/modules/kernel";
import { desc, eq, sql } from "drizzle-orm";
import { auditEvents } from "./tables.ts";

/** The closed list of what is recorded. */
export type AuditAction =
  | "person.create"
  | "person.sign_in"
  | "person.sign_out"
  | "knowledge_base.create"
  | "knowledge_base.update"
  | "knowledge_base.delete"
  | "document.upload"
  | "document.reingest"
  | "document.delete"
  | "session.create"
  | "session.update"
  | "session.delete"
  | "answer.settle";

export interface AuditEntry {
  action: AuditAction;
  resourceKind: "person" | "knowledge_base" | "document" | "session" | "message";
  resourceId: string;
  decision?: "allowed" | "refused";
  reason?: string;
  /** Before and after of settings; never content. */
  changes?: Record<string, unknown>;
}

const genesis = "0".repeat(64);

/** The hash of an audit row: over its fields in this order and the hash of the row before it. */
export function auditHash(row: Omit<typeof auditEvents.$inferSelect, "hash">): string {
  const fields = [
    row.previousHash,
    row.id,
    row.tenantId,
    row.sequence,
    row.at.toISOString(),
    row.actorKind,
    row.actorId,
    row.action,
    row.resourceKind,
    row.resourceId,
    row.decision,
    row.reason,
    row.requestId,
    canonical(row.changes),
  ];
  return createHash("sha256").update(JSON.stringify(fields)).digest("hex");
}

/** jsonb does not keep the order of keys, so the hash is taken over sorted ones. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (value === null || typeof value !== "object") return value ?? null;
  return Object.entries(value)
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, entry]) => [key, canonical(entry)]);
}

/** Appends to the tenant's chain, in the transaction of what it records. */
export async function recordAudit(transaction: Transaction, context: Context, entry: AuditEntry): Promise<void> {
  await transaction.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`audit:${context.tenantId}`}, 0))`);
  const [last] = await transaction
    .select({ sequence: auditEvents.sequence, hash: auditEvents.hash })
    .from(auditEvents)
    .where(eq(auditEvents.tenantId, context.tenantId))
    .orderBy(desc(auditEvents.sequence))
    .limit(1);
  const row = {
    id: newId("aud"),
    tenantId: context.tenantId,
    sequence: (last?.sequence ?? 0) + 1,
    at: new Date(),
    actorKind: context.actor.kind,
    actorId: actorId(context.actor),
    action: entry.action,
    resourceKind: entry.resourceKind,
    resourceId: entry.resourceId,
    decision: entry.decision ?? "allowed",
    reason: entry.reason ?? null,
    requestId: context.requestId,
    changes: entry.changes ?? null,
    previousHash: last?.hash ?? genesis,
  };
  await transaction.insert(auditEvents).values({ ...row, hash: auditHash(row) });
}
