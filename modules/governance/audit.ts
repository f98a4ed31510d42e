import { createHash } from "node:crypto";
import type { AuditAction, AuditResourceKind } from "@eai/contract";
import { actorId, type Context, type Database, newId, type Transaction } from "@eai/modules/kernel";
import { and, eq, gte, sql } from "drizzle-orm";
import { auditEvents, auditHeads } from "./tables.ts";

export interface AuditEntry {
  action: AuditAction;
  resourceKind: AuditResourceKind;
  resourceId: string;
  decision?: "allowed" | "refused";
  reason?: string;
  /** Before and after of settings; never content. */
  changes?: Record<string, unknown>;
  /** Where the thing is, when an administrator from elsewhere acts on it: whose chain the row is in. Default: the actor's. */
  tenantId?: string;
}

/** What the first row of a chain follows. */
export const genesisHash = "0".repeat(64);

/** An audit row without its own hash. */
export type UnhashedAuditRow = Omit<typeof auditEvents.$inferSelect, "hash">;

/** The hash of an audit row: over its fields in this order and the hash of the row before it. */
export function auditHash(row: UnhashedAuditRow): string {
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
 * transaction ends, so rows of one tenant come one after the other. It is part of every answer, so it takes two
 * statements: one that reads and holds the head, one that writes row and head.
 */
export async function recordAudit(transaction: Transaction, context: Context, entry: AuditEntry): Promise<void> {
  const { actor } = context;
  const tenantId = entry.tenantId ?? context.tenantId;
  const head = (await lockHead(transaction, tenantId)) ?? (await makeHead(transaction, tenantId));
  const row: UnhashedAuditRow = {
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
    apiKeyId: apiKeyIdOf(context),
    previousHash: head.hash,
  };
  const hash = auditHash(row);
  await transaction
    .with(movedHead(transaction, row, hash))
    .insert(auditEvents)
    .values({ ...row, hash });
}

function apiKeyIdOf({ actor }: Context): string | null {
  return actor.kind === "person" ? (actor.apiKeyId ?? null) : null;
}

/** Whether the same was done, in the same way, by whoever acts and recorded since then. */
export async function wasRecorded(
  database: Database,
  context: Context,
  { action, resourceId, tenantId = context.tenantId }: Pick<AuditEntry, "action" | "resourceId" | "tenantId">,
  since: Date,
): Promise<boolean> {
  const [row] = await database
    .select({ id: auditEvents.id })
    .from(auditEvents)
    .where(
      and(
        eq(auditEvents.tenantId, tenantId),
        eq(auditEvents.resourceId, resourceId),
        eq(auditEvents.action, action),
        eq(auditEvents.actorId, actorId(context.actor)),
        sql`${auditEvents.apiKeyId} is not distinct from ${apiKeyIdOf(context)}::text`,
        gte(auditEvents.at, since),
      ),
    )
    .limit(1);
  return row !== undefined;
}

interface Head {
  sequence: number;
  hash: string;
}

async function lockHead(transaction: Transaction, tenantId: string): Promise<Head | undefined> {
  const [head] = await transaction
    .select({ sequence: auditHeads.sequence, hash: auditHeads.hash })
    .from(auditHeads)
    .where(eq(auditHeads.tenantId, tenantId))
    .for("update");
  return head;
}

/** Once in the life of a tenant. Who makes it at the same moment waits here for the other's transaction. */
async function makeHead(transaction: Transaction, tenantId: string): Promise<Head> {
  await transaction.insert(auditHeads).values({ tenantId, sequence: 0, hash: genesisHash }).onConflictDoNothing();
  const head = await lockHead(transaction, tenantId);
  if (!head) throw new Error("The head of the audit chain is missing although it was just made.");
  return head;
}

function movedHead(transaction: Transaction, { tenantId, sequence }: UnhashedAuditRow, hash: string) {
  return transaction
    .$with("moved_head")
    .as(
      transaction
        .update(auditHeads)
        .set({ sequence, hash })
        .where(eq(auditHeads.tenantId, tenantId))
        .returning({ tenantId: auditHeads.tenantId }),
    );
}
