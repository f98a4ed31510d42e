import type { Reindex } from "@eai/contract";
import { type Database, textArray } from "@eai/modules/kernel";
import { and, eq, sql } from "drizzle-orm";
import { reindexes } from "../tables.ts";
import { countCandidates } from "./candidates.ts";
import { presentReindex } from "./reindex-row.ts";

/** The re-indexes that are being built in these knowledge bases, by knowledge base. */
export async function runningReindexes(
  database: Database,
  knowledgeBaseIds: readonly string[],
  keepDays: number,
): Promise<Map<string, Reindex>> {
  const rows = await database
    .select()
    .from(reindexes)
    .where(
      and(sql`${reindexes.knowledgeBaseId} = any(${textArray(knowledgeBaseIds)})`, eq(reindexes.state, "building")),
    );
  const running = new Map<string, Reindex>();
  for (const row of rows) {
    running.set(row.knowledgeBaseId, presentReindex(row, await countCandidates(database, row), keepDays));
  }
  return running;
}
