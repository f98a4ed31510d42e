import { tenants } from "@eai/modules/identity";
import { type Database, describeError, type JobQueue, type Log, systemContext } from "@eai/modules/kernel";
import { asc, eq } from "drizzle-orm";
import { knowledgeBases, reindexes } from "../tables.ts";
import { addCandidates, countCandidates, isBusy } from "./candidates.ts";
import { findReindex } from "./reindex-row.ts";
import { switchTo } from "./switch-reindex.ts";

export interface AdvanceDependencies {
  database: Database;
  queue: JobQueue;
  log: Log;
}

/**
 * Takes a re-index one step further: makes the next candidates, and switches when every document has a complete one. One
 * that failed holds it up, until somebody tries it again or switches all the same. May be called at any time, as often
 * as one likes; what goes wrong is logged and left to the next call.
 */
export async function advanceReindex(dependencies: AdvanceDependencies, reindexId: string): Promise<void> {
  try {
    await step(dependencies, reindexId);
  } catch (error) {
    dependencies.log.warn({ reindex_id: reindexId, ...describeError(error) }, "re-index not taken further yet");
  }
}

/** Every re-index that is being built: what a process that ended left undone is done by the next. */
export async function advanceReindexes(dependencies: AdvanceDependencies): Promise<void> {
  const building = await dependencies.database
    .select({ id: reindexes.id })
    .from(reindexes)
    .where(eq(reindexes.state, "building"))
    .orderBy(asc(reindexes.id));
  for (const { id } of building) await advanceReindex(dependencies, id);
}

async function step(dependencies: AdvanceDependencies, reindexId: string): Promise<void> {
  const { database, log } = dependencies;
  if (await isBusy(database, reindexId)) return;
  await database.transaction(async (transaction) => {
    const [found] = await transaction
      .select({ knowledgeBase: knowledgeBases, tenant: { id: tenants.id, path: tenants.path } })
      .from(reindexes)
      .innerJoin(knowledgeBases, eq(knowledgeBases.id, reindexes.knowledgeBaseId))
      .innerJoin(tenants, eq(tenants.id, knowledgeBases.tenantId))
      .where(eq(reindexes.id, reindexId))
      .for("update", { of: knowledgeBases });
    if (!found) return;
    const { knowledgeBase, tenant } = found;
    const reindex = await findReindex(transaction, { knowledgeBaseId: knowledgeBase.id, reindexId });
    if (reindex.state !== "building") return;
    if ((await addCandidates(dependencies, transaction, reindex)) > 0) return;
    const { total, done } = await countCandidates(transaction, reindex);
    if (done < total) return;
    await switchTo(dependencies, transaction, systemContext("reindex", tenant), knowledgeBase, reindex);
    log.info({ reindex_id: reindexId, documents: total }, "re-index complete and in use");
  });
}
