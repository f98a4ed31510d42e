import type { Context, Transaction } from "@eai/modules/kernel";
import { and, asc, eq, gte, isNull, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { StorageDependencies } from "../dependencies.ts";
import { documents, documentVersions, type knowledgeBases, reindexes } from "../tables.ts";
import { addVersion, isFinished } from "../versions.ts";
import { restartUnfinished } from "./candidates.ts";
import { auditReindex, type ReindexRow, useSettings } from "./reindex-row.ts";

const current = alias(documentVersions, "current");
const latest = alias(documentVersions, "latest");

/**
 * The way back, in the caller's transaction, which holds the knowledge base against everything: every document has again
 * what was retired. What was uploaded since is prepared again with the old settings; until then it is found by words.
 */
export async function revertTo(
  dependencies: Pick<StorageDependencies, "queue">,
  transaction: Transaction,
  context: Context,
  knowledgeBase: Pick<typeof knowledgeBases.$inferSelect, "id" | "revision">,
  reindex: ReindexRow,
): Promise<void> {
  await transaction.execute(sql`
    with pairs as (
      select d.id as document_id, r.id as old_id, k.id as new_id
      from documents d
        join document_versions k on k.id = d.current_version_id and k.reindex_id = ${reindex.id}
        join document_versions r on r.document_id = d.id and r.retired_by = ${reindex.id}
      where d.knowledge_base_id = ${knowledgeBase.id}
    ), turned as (
      update document_versions v set retired_by = case when v.id = pairs.new_id then ${reindex.id} end
      from pairs where v.id in (pairs.new_id, pairs.old_id)
    )
    update documents d set current_version_id = pairs.old_id,
      latest_version_id = case when d.latest_version_id = pairs.new_id then pairs.old_id else d.latest_version_id end
    from pairs where d.id = pairs.document_id`);
  await useSettings(transaction, knowledgeBase, reindex.before);
  await transaction
    .update(reindexes)
    .set({ state: "reverted", endedAt: new Date() })
    .where(eq(reindexes.id, reindex.id));
  await restartUnfinished(dependencies, transaction, knowledgeBase.id);
  const again = await prepareAgain(dependencies, transaction, reindex);
  await auditReindex(transaction, context, "revert", reindex, { prepared_again: again });
}

/** Documents whose current version was prepared from an upload since the switch. @returns how many */
async function prepareAgain(
  dependencies: Pick<StorageDependencies, "queue">,
  transaction: Transaction,
  { knowledgeBaseId, switchedAt }: ReindexRow,
): Promise<number> {
  if (switchedAt === null) return 0;
  const since = await transaction
    .select({ document: documents, current, latest })
    .from(documents)
    .innerJoin(current, eq(current.id, documents.currentVersionId))
    .innerJoin(latest, eq(latest.id, documents.latestVersionId))
    .where(
      and(eq(documents.knowledgeBaseId, knowledgeBaseId), isNull(current.reindexId), gte(current.readyAt, switchedAt)),
    )
    .orderBy(asc(documents.id));
  for (const { document, current: from, latest: last } of since) {
    // A later upload is on its way already.
    if (!isFinished(last.state)) continue;
    // The bytes stay in use, so no file can become unused here but that of a failed upload, which the sweep finds.
    await addVersion(dependencies, transaction, document, from, last);
  }
  return since.length;
}
