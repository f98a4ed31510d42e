import { type Database, type Log, rowsOf } from "@eai/modules/kernel";
import { eq, inArray, sql } from "drizzle-orm";
import type { FileStore } from "../file-store.ts";
import { keysOf, removeUnusedFiles } from "../stored-files.ts";
import { documentVersions, knowledgeBases } from "../tables.ts";
import type { VectorIndex } from "../vector-index.ts";

export interface LeftoverDependencies {
  database: Database;
  index: VectorIndex;
  files: FileStore;
  log: Log;
  /** How long the way back is kept. */
  reindexKeepDays: number;
}

const batchSize = 50;

/**
 * What nobody goes back to: retired versions whose re-index was reverted, replaced by another or lost its way back, and
 * candidates of one that is over. Never what is in use.
 */
const isLeftover = sql`(
  (v.retired_by is not null
    and not exists (select from reindexes r where r.id = v.retired_by and r.state = 'active' and r.ended_at is null))
  or (v.reindex_id is not null and v.retired_by is null
    and not exists (select from reindexes r where r.id = v.reindex_id and r.state = 'building')))
  and not exists (select from documents d where d.id = v.document_id
    and (d.current_version_id = v.id or d.latest_version_id = v.id))`;

/**
 * Ends the way back of re-indexes that have been in use for long enough, and removes what is left over of all, with
 * passages, index entries and files. Safe in every worker at any time. @returns how many versions
 */
export async function removeLeftovers(dependencies: LeftoverDependencies, signal: AbortSignal): Promise<number> {
  const { database, index, log, reindexKeepDays } = dependencies;
  await database.execute(sql`update reindexes set ended_at = now() where state = 'active' and ended_at is null
    and switched_at < now() - make_interval(days => ${reindexKeepDays}::int)`);
  let removed = 0;
  for (;;) {
    signal.throwIfAborted();
    const versions = await database.transaction(async (transaction) => {
      const [first] = await rowsOf<{ knowledgeBaseId: string }>(
        transaction,
        sql`select v.knowledge_base_id as "knowledgeBaseId" from document_versions v
          where (v.retired_by is not null or v.reindex_id is not null) and ${isLeftover} limit 1`,
      );
      if (first === undefined) return [];
      // As always the first lock; the condition is asked again behind it.
      await transaction
        .select({ id: knowledgeBases.id })
        .from(knowledgeBases)
        .where(eq(knowledgeBases.id, first.knowledgeBaseId))
        .for("no key update");
      const found = await rowsOf<{ id: string; fileKey: string; textFileKey: string | null }>(
        transaction,
        sql`select v.id, v.file_key as "fileKey", v.text_file_key as "textFileKey" from document_versions v
          where v.knowledge_base_id = ${first.knowledgeBaseId} and ${isLeftover}
          order by v.id limit ${batchSize} for update`,
      );
      const ids = found.map(({ id }) => id);
      await index.remove(transaction, ids);
      if (ids.length > 0) await transaction.delete(documentVersions).where(inArray(documentVersions.id, ids));
      return found;
    });
    if (versions.length === 0) break;
    removed += versions.length;
    await removeUnusedFiles(dependencies, keysOf(versions));
  }
  if (removed > 0) log.info({ versions: removed }, "what re-indexes left over was removed");
  return removed;
}
