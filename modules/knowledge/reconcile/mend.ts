import { recordAudit } from "@eai/modules/governance";
import { tenants } from "@eai/modules/identity";
import { rowsOf, systemContext, type Transaction, textArray } from "@eai/modules/kernel";
import { eq, sql } from "drizzle-orm";
import type { StorageDependencies } from "../dependencies.ts";
import { removeUnusedFiles } from "../stored-files.ts";
import { documents, documentVersions, knowledgeBases } from "../tables.ts";
import { addVersion, isFinished, latestVersion } from "../versions.ts";
import type { Damage } from "./find-damage.ts";

/** How many of each were put right, or are being prepared again. */
export type Mended = Record<Exclude<keyof Damage, "checked">, number>;

export type MendDependencies = Pick<StorageDependencies, "database" | "files" | "index" | "queue" | "log">;

/** Takes out what nothing refers to, and has prepared again what is incomplete. Removes nothing that could be wanted. */
export async function mend(dependencies: MendDependencies, damage: Damage): Promise<Mended> {
  const { database } = dependencies;
  const lacking = new Set(damage.versionsWithoutFile);
  const again = async (versionIds: readonly string[]) => {
    let count = 0;
    for (const id of versionIds) if (!lacking.has(id) && (await prepareAgain(dependencies, id))) count += 1;
    return count;
  };
  const latest = await rowsOf<{ id: string }>(
    database,
    sql`select latest_version_id as id from documents where id = any(${textArray(damage.misledDocuments)})`,
  );
  return {
    strayIndexVersions: await removeStrays(dependencies, damage.strayIndexVersions),
    incompleteVersions: await again(damage.incompleteVersions),
    misledDocuments: await again(latest.map(({ id }) => id)),
    versionsWithoutText: await again(damage.versionsWithoutText),
    versionsWithoutFile: 0,
    unusedFiles: await removeUnusedFiles(dependencies, damage.unusedFiles),
  };
}

async function removeStrays({ database, index }: MendDependencies, versionIds: readonly string[]): Promise<number> {
  if (versionIds.length === 0) return 0;
  return database.transaction(async (transaction) => {
    // A failed version may be tried again at this moment, and is then none of ours.
    const wanted = await rowsOf<{ id: string }>(
      transaction,
      sql`select id from document_versions where id = any(${textArray(versionIds)}) and state <> 'failed'
        order by id for update`,
    );
    const strays = [...new Set(versionIds).difference(new Set(wanted.map(({ id }) => id)))];
    await index.remove(transaction, strays);
    return strays.length;
  });
}

/**
 * Prepares a document again beside what is there, as if somebody had asked for it.
 * @returns true when it is in the queue now, or was already
 */
async function prepareAgain({ database, queue }: MendDependencies, versionId: string): Promise<boolean> {
  return database.transaction(async (transaction) => {
    const document = await lockDocumentOf(transaction, versionId);
    if (document === undefined) return true;
    const before = await latestVersion(transaction, document.id);
    if (before === undefined) return true;
    if (!isFinished(before.state)) return true;
    // An old version that is kept for the way back of a re-index is not rebuilt by preparing the newest.
    if (before.id !== versionId) return false;
    await addVersion({ queue }, transaction, document, before, before);
    await recordAudit(transaction, systemContext("reconcile", document.tenant), {
      action: "document.reingest",
      resourceKind: "document",
      resourceId: document.id,
    });
    return true;
  });
}

async function lockDocumentOf(transaction: Transaction, versionId: string) {
  const [found] = await transaction
    .select({
      id: documents.id,
      knowledgeBaseId: documents.knowledgeBaseId,
      tenant: { id: tenants.id, path: tenants.path },
    })
    .from(documentVersions)
    .innerJoin(documents, eq(documents.id, documentVersions.documentId))
    .innerJoin(knowledgeBases, eq(knowledgeBases.id, documents.knowledgeBaseId))
    .innerJoin(tenants, eq(tenants.id, knowledgeBases.tenantId))
    .where(eq(documentVersions.id, versionId))
    .for("update", { of: documents });
  return found;
}
