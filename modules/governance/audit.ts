import { createHash } from "node:crypto";
import type { AuditAction, AuditResourceKind } from "@eai/contract";
import { actorId, type Context, newId, type Transaction } from "@eai/modules/kernel";
import { eq } from "drizzle-orm";
import { auditEvents, auditHeads } from "./tables.ts";

export interface AuditEntry {
  action: AuditAction;
  resourceKind: AuditResourceKind;
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
    // Only where there is one: rows from before there were keys keep their hash.
    ...(row.apiKeyId === null ? [] : [row.apiKeyId]),
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

/**
 * Appends to the tenant's chain, in the transaction of what it records. The head of the chain is held until that
 * transaction ends, so rows of one tenant come one after the other.
 */
export async function recordAudit(transaction: Transaction, context: Context, entry: AuditEntry): Promise<void> {
  const { actor, tenantId } = context;
  await transaction.insert(auditHeads).values({ tenantId, sequence: 0, hash: genesis }).onConflictDoNothing();
  const [head] = await transaction.select().from(auditHeads).where(eq(auditHeads.tenantId, tenantId)).for("update");
  if (!head) throw new Error("The head of the audit chain is missing although it was just made.");
  const row = {
    id: newId("aud"),
    tenantId,
    sequence: head.sequence + 1,
    at: new Date(),
    actorKind: actor.kind,
    actorId: actorId(actor),
    action: entry.action,
    resourceKind: entry.resourceKind,
    resourceId: entry.resourceId,
    decision: entry.decision ?? "allowed",
    reason: entry.reason ?? null,
    requestId: context.requestId,
    changes: entry.changes ?? null,
    apiKeyId: actor.kind === "person" ? (actor.apiKeyId ?? null) : null,
    previousHash: head.hash,
  };
  const hash = auditHash(row);
  await transaction.insert(auditEvents).values({ ...row, hash });
  await transaction.update(auditHeads).set({ sequence: row.sequence, hash }).where(eq(auditHeads.tenantId, tenantId));
}
