import { mayAccess } from "@eai/modules/identity";
import { type Context, textArray } from "@eai/modules/kernel";
import { documents, knowledgeBases } from "@eai/modules/knowledge";
import { type SQL, sql } from "drizzle-orm";

/**
 * The ids of the best chunks this actor may read, best first. Knowledge bases that may not be read are out before
 * anything is ranked; chunks of versions that are not current are passed over, so neither takes a place from another.
 *
 * The shape is deliberate: ranking reads the index table alone, and only ranked chunks are looked up among the
 * documents, one by one until there are enough. A plain join looks up every candidate first (measured 4 times slower).
 * `offset 0` keeps the planner from turning it round.
 * @param distance over `c`, the lower the nearer
 */
export function nearestChunks(
  context: Context,
  parts: { knowledgeBaseIds: readonly string[]; distance: SQL; conditions: SQL; limit: number },
): SQL {
  const asked = textArray(parts.knowledgeBaseIds);
  return sql`
    select ranked.id, ranked.distance from (
      select c.chunk_id as id, c.document_id, c.version_id, ${parts.distance} as distance
      from chunk_index c
      where c.knowledge_base_id = any(array(
          select ${knowledgeBases.id} from ${knowledgeBases}
          where ${knowledgeBases.id} = any(${asked}) and ${mayAccess(context, "read", knowledgeBases)}))
        and ${parts.conditions}
      order by distance, c.chunk_id offset 0
    ) ranked
    cross join lateral (
      select from ${documents}
      where ${documents.id} = ranked.document_id and ${documents.currentVersionId} = ranked.version_id offset 0
    ) current
    order by ranked.distance, ranked.id limit ${parts.limit}::int`;
}
