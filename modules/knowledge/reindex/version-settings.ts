import type { Transaction } from "@eai/modules/kernel";
import { eq } from "drizzle-orm";
import { type IndexSettings, knowledgeBases, reindexes } from "../tables.ts";
import type { VersionRow } from "../versions.ts";

/**
 * What a version is to be prepared with: a candidate with the settings of its re-index, every other with those in use.
 * @returns undefined for a candidate whose re-index is over: nobody waits for it
 */
export async function settingsOfVersion(
  transaction: Transaction,
  version: Pick<VersionRow, "knowledgeBaseId" | "reindexId">,
): Promise<IndexSettings | undefined> {
  if (version.reindexId !== null) {
    const [reindex] = await transaction
      .select({ settings: reindexes.settings, state: reindexes.state })
      .from(reindexes)
      .where(eq(reindexes.id, version.reindexId));
    return reindex?.state === "building" ? reindex.settings : undefined;
  }
  const [inUse] = await transaction
    .select({ chunking: knowledgeBases.chunking, embeddingModel: knowledgeBases.embeddingModel })
    .from(knowledgeBases)
    .where(eq(knowledgeBases.id, version.knowledgeBaseId));
  return inUse;
}
