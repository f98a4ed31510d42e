import type { Context, Transaction } from "@eai/modules/kernel";
import { and, eq, sql } from "drizzle-orm";
import type { StorageDependencies } from "../dependencies.ts";
import { documentVersions, type knowledgeBases, reindexes } from "../tables.ts";
import { restartUnfinished } from "./candidates.ts";
import { auditReindex, type ReindexRow, useSettings } from "./reindex-row.ts";

type Place = Pick<typeof knowledgeBases.$inferSelect, "id" | "revision">;

/**
 * Puts a re-index in use, in the caller's transaction, which holds the knowledge base against everything: every
 * document goes over to its candidate at once, and what it had is retired for the way back. A document without a complete
 * candidate keeps what it has. What is being prepared from uploads begins again with the new settings.
 */
export async function switchTo(
  dependencies: Pick<StorageDependencies, "queue">,
  transaction: Transaction,
  context: Context,
  knowledgeBase: Place,
  reindex: ReindexRow,
): Promise<void> {
  await transaction.execute(sql`
    with pairs as (
      select d.id as document_id, c.id as old_id, k.id as new_id
      from documents d
        join document_versions c on c.id = d.current_version_id
        join document_versions k on k.document_id = d.id and k.reindex_id = ${reindex.id}
          and k.state = 'ready' and k.content_hash = c.content_hash
      where d.knowledge_base_id = ${knowledgeBase.id}
    ), retired as (
      update document_versions v set retired_by = ${reindex.id} from pairs where v.id = pairs.old_id
    )
    update documents d set current_version_id = pairs.new_id,
      latest_version_id = case when d.latest_version_id = pairs.old_id then pairs.new_id else d.latest_version_id end
    from pairs where d.id = pairs.document_id`);
  await transaction
    .delete(documentVersions)
    .where(and(eq(documentVersions.reindexId, reindex.id), eq(documentVersions.state, "failed")));
  await useSettings(transaction, knowledgeBase, reindex.settings);
  await transaction
    .update(reindexes)
    .set({ state: "active", switchedAt: new Date() })
    .where(eq(reindexes.id, reindex.id));
  await restartUnfinished(dependencies, transaction, knowledgeBase.id);
  await auditReindex(transaction, context, "switch", reindex);
}
