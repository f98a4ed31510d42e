import type { DocumentFailure } from "@eai/contract";
import { tenants } from "@eai/modules/identity";
import { type Database, rowsOf, type TenantPlace, type Transaction } from "@eai/modules/kernel";
import { and, asc, eq, type SQL, sql } from "drizzle-orm";
import { settingsOfVersion } from "../reindex/version-settings.ts";
import { documents, documentVersions, type IndexSettings, type IngestionActivity, knowledgeBases } from "../tables.ts";
import { isFinished, type VersionRow } from "../versions.ts";
import { leaseUntil } from "./attempt.ts";
import type { Turns, WaitingKnowledgeBase } from "./fair-choice.ts";

/** A version that this worker holds, with what its preparation needs to know. */
export interface ClaimedVersion {
  version: VersionRow;
  documentName: string;
  /** Those in use, or those of the re-index it is made for. */
  settings: IndexSettings;
  tenant: TenantPlace;
  /** What it waited for when it was put off; null when it was not. */
  before: IngestionActivity | null;
}

export type Claim =
  | { kind: "claimed"; claimed: ClaimedVersion }
  /** Deleted, replaced by a later one, made for a re-index that is over, or done. */
  | { kind: "nothing_to_do" }
  /** Another worker holds it; worth another look after so long, should that one die. */
  | { kind: "held"; leftSeconds: number }
  /** It ended its worker too often, or failed too often for unknown reasons. */
  | { kind: "given_up"; version: VersionRow; code: DocumentFailure };

/** How often a version is tried before it fails. */
export const triesLimit = 3;

/**
 * A version nobody holds and whose time has come, of the row `v`. A dead worker's comes back when its lease is over; nobody
 * waits for a candidate of a re-index that is over, and `take` would refuse it for ever.
 */
const isWaiting = sql`v.state not in ('ready', 'failed') and (v.lease_expires_at is null or v.lease_expires_at < now())
  and coalesce((v.activity ->> 'until')::timestamptz <= now(), true)
  and (v.reindex_id is null or exists (select from reindexes r where r.id = v.reindex_id and r.state = 'building'))`;

/** Takes a version for this worker, in one short transaction; of two that ask at once one gets it. */
export function claimVersion(database: Database, versionId: string, leaseSeconds: number): Promise<Claim> {
  return database.transaction((transaction) =>
    take(transaction, eq(documentVersions.id, versionId), leaseSeconds, "wait"),
  );
}

/**
 * Takes the version whose turn it is: of the organisation, then the knowledge base, that is served least; there what
 * people uploaded before what a re-index makes again, and the oldest first.
 */
export async function claimNext(database: Database, turns: Turns, leaseSeconds: number): Promise<Claim> {
  // Again when another worker took the only one of a knowledge base between the two statements.
  for (let look = 0; look < 5; look += 1) {
    const next = turns.choose(await waitingKnowledgeBases(database));
    if (next === undefined) return { kind: "nothing_to_do" };
    const oldest = sql`${documentVersions.id} = (
      select v.id from document_versions v
      where v.knowledge_base_id = ${next.knowledgeBaseId} and ${isWaiting}
      order by v.reindex_id is not null, v.id limit 1 for update skip locked)`;
    const claim = await database.transaction((transaction) => take(transaction, oldest, leaseSeconds, "skip"));
    if (claim.kind === "claimed" || claim.kind === "given_up") return claim;
  }
  return { kind: "held", leftSeconds: 1 };
}

function waitingKnowledgeBases(database: Database): Promise<WaitingKnowledgeBase[]> {
  return rowsOf<WaitingKnowledgeBase>(
    database,
    sql`
      with busy as (
        select v.knowledge_base_id as id, coalesce(t.path[1], t.id) as organization, count(*)::int as running
        from document_versions v
        join knowledge_bases k on k.id = v.knowledge_base_id join tenants t on t.id = k.tenant_id
        where v.state not in ('ready', 'failed') and v.lease_expires_at > now() group by 1, 2)
      select k.id as "knowledgeBaseId", coalesce(t.path[1], t.id) as "organizationId",
        coalesce((select b.running from busy b where b.id = k.id), 0)::int as running,
        coalesce((select sum(b.running) from busy b where b.organization = coalesce(t.path[1], t.id)), 0)::int as "runningInOrganization"
      from knowledge_bases k join tenants t on t.id = k.tenant_id
      where exists (select from document_versions v where v.knowledge_base_id = k.id and ${isWaiting})
      order by k.id`,
  );
}

/** Whether versions of other organisations wait for a worker. */
export async function othersWait(database: Database, organizationId: string): Promise<boolean> {
  const waiting = await waitingKnowledgeBases(database);
  return waiting.some((knowledgeBase) => knowledgeBase.organizationId !== organizationId);
}

async function take(
  transaction: Transaction,
  condition: SQL,
  leaseSeconds: number,
  locked: "wait" | "skip",
): Promise<Claim> {
  const [row] = await transaction
    .select({
      version: documentVersions,
      documentName: documents.name,
      tenant: { id: tenants.id, path: tenants.path },
      leftSeconds: sql<number>`coalesce(ceil(extract(epoch from ${documentVersions.leaseExpiresAt} - now()))::int, 0)`,
    })
    .from(documentVersions)
    .innerJoin(documents, eq(documents.id, documentVersions.documentId))
    .innerJoin(knowledgeBases, eq(knowledgeBases.id, documents.knowledgeBaseId))
    .innerJoin(tenants, eq(tenants.id, knowledgeBases.tenantId))
    .where(and(condition))
    .orderBy(asc(documentVersions.id))
    .limit(1)
    .for("update", { of: documentVersions, ...(locked === "skip" ? { skipLocked: true } : {}) });
  if (row === undefined || isFinished(row.version.state)) return { kind: "nothing_to_do" };
  if (row.leftSeconds > 0) return { kind: "held", leftSeconds: row.leftSeconds };
  // Read behind the lock: a switch to other settings waits for it, or has committed.
  const settings = await settingsOfVersion(transaction, row.version);
  if (settings === undefined) return { kind: "nothing_to_do" };
  const { documentName, tenant } = row;
  const [version] = await transaction
    .update(documentVersions)
    .set({
      attempt: row.version.attempt + 1,
      tries: row.version.tries + 1,
      state: "extracting",
      progress: 0,
      activity: null,
      startedAt: sql`now()`,
      leaseExpiresAt: leaseUntil(leaseSeconds),
      updatedAt: new Date(),
    })
    .where(eq(documentVersions.id, row.version.id))
    .returning();
  if (version === undefined) return { kind: "nothing_to_do" };
  if (version.tries > triesLimit) {
    // Where the last worker died says what killed it: of all stages, reading the file is the dangerous one.
    const code = row.version.state === "extracting" ? "extraction_failed" : "internal_error";
    return { kind: "given_up", version: { ...version, state: row.version.state }, code };
  }
  const before = row.version.activity;
  return { kind: "claimed", claimed: { version, documentName, settings, tenant, before } };
}
