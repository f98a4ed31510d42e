import { type Context, textArray } from "@eai/modules/kernel";
import { matchesFilters, readableDocuments } from "@eai/modules/knowledge";
import { type SQL, sql } from "drizzle-orm";
import type { Look } from "./looks.ts";

export interface NearestParts {
  look: Look;
  /** Over `c`, the lower the nearer. */
  distance: SQL;
  conditions: SQL;
  limit: number;
  /** For an index that gives rows in order: of what is open as a whole it is asked for the first so many by this. */
  ordered?: { by: SQL; limit: number };
}

/**
 * The ids of the best chunks this actor may read, best first. What may not be read is out before anything is ranked, and
 * chunks of versions that are not current are passed over, so neither takes a place from another. Where an actor may
 * read single documents only, these are looked up by their ids, and the rest of the knowledge base is not looked at.
 *
 * The shape is deliberate: ranking reads the index table alone, and only ranked chunks are looked up among the
 * documents, one by one until there are enough. A plain join looks up every candidate first (measured 4 times slower).
 * The ids asked stand beside the open ones because of those alone the planner knows how many chunks they have.
 * `offset 0` keeps the planner from turning it round. That none is open is asked once, before the scan and not for
 * each of its rows; closed documents are an anti-join, since `not in` looks through them row by row once they are many.
 */
export function nearestChunks(context: Context, parts: NearestParts): SQL {
  const { knowledgeBaseIds } = parts.look;
  const { openKnowledgeBases, closedDocuments, singleDocuments } = readableDocuments(context, knowledgeBaseIds);
  const ranked = sql`select c.chunk_id as id, c.document_id, c.version_id, ${parts.distance} as distance
    from chunk_index c where ${parts.conditions} ${isAmongFiltered(parts.look)}`;
  const open = sql`(select ids from open_knowledge_bases)::text[]`;
  return sql`
    with open_knowledge_bases as materialized (select array(${openKnowledgeBases}) as ids)
    select ranked.id, ranked.distance from (
      (${ranked} and cardinality(${open}) > 0 and c.knowledge_base_id = any(${open})
        and c.knowledge_base_id = any(${textArray(knowledgeBaseIds)})
        and not exists (select from (${closedDocuments}) closed where closed.id = c.document_id)
        ${parts.ordered ? sql`order by ${parts.ordered.by} limit ${parts.ordered.limit}::int` : sql``})
      union all
      ${ranked} and c.document_id = any(array(${singleDocuments}))
      order by distance, id offset 0
    ) ranked
    cross join lateral (
      select from documents
      where documents.id = ranked.document_id and documents.current_version_id = ranked.version_id offset 0
    ) current
    order by ranked.distance, ranked.id limit ${parts.limit}::int`;
}

/** What filters leave out is out before anything is ranked, as what may not be read is. */
function isAmongFiltered({ knowledgeBaseIds, filters }: Look): SQL {
  if (filters === undefined) return sql``;
  return sql`and c.document_id in (select documents.id from documents
    join document_versions on document_versions.id = documents.current_version_id
    where documents.knowledge_base_id = any(${textArray(knowledgeBaseIds)}) and ${matchesFilters(filters)})`;
}
