import type { DocumentFailure } from "@eai/contract";
import { tenants } from "@eai/modules/identity";
import type { Database, TenantPlace } from "@eai/modules/kernel";
import { eq, sql } from "drizzle-orm";
import { settingsOfVersion } from "../reindex/version-settings.ts";
import { documents, documentVersions, type IndexSettings, knowledgeBases } from "../tables.ts";
import { isFinished, type VersionRow } from "../versions.ts";
import { leaseUntil } from "./attempt.ts";

/** A version that this worker holds, with what its preparation needs to know. */
export interface ClaimedVersion {
  version: VersionRow;
  documentName: string;
  /** Those in use, or those of the re-index it is made for. */
  settings: IndexSettings;
  tenant: TenantPlace;
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
export const triesLimit = 4;

/** Takes a version for this worker, in one short transaction; of two that ask at once one gets it. */
export function claimVersion(database: Database, versionId: string, leaseSeconds: number): Promise<Claim> {
  return database.transaction(async (transaction): Promise<Claim> => {
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
      .where(eq(documentVersions.id, versionId))
      .for("update", { of: documentVersions });
    if (row === undefined || isFinished(row.version.state)) return { kind: "nothing_to_do" };
    if (row.leftSeconds > 0) return { kind: "held", leftSeconds: row.leftSeconds };
    // Read behind the lock: a switch to other settings waits for it, or has committed.
    const settings = await settingsOfVersion(transaction, row.version);
    if (settings === undefined) return { kind: "nothing_to_do" };
    const [version] = await transaction
      .update(documentVersions)
      .set({
        attempt: row.version.attempt + 1,
        tries: row.version.tries + 1,
        state: "extracting",
        progress: 0,
        leaseExpiresAt: leaseUntil(leaseSeconds),
        updatedAt: new Date(),
      })
      .where(eq(documentVersions.id, versionId))
      .returning();
    if (version === undefined) return { kind: "nothing_to_do" };
    if (version.tries > triesLimit) {
      // Where the last worker died says what killed it: of all stages, reading the file is the dangerous one.
      const code = row.version.state === "extracting" ? "extraction_failed" : "internal_error";
      return { kind: "given_up", version: { ...version, state: row.version.state }, code };
    }
    const { documentName, tenant } = row;
    return { kind: "claimed", claimed: { version, documentName, settings, tenant } };
  });
}
