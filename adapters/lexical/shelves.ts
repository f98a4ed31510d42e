import { textArray } from "@eai/modules/kernel";
import { type SQL, sql } from "drizzle-orm";

// What a re-index prepares is counted apart, under the id of the re-index in place of that of the knowledge base: what is in
// use is ranked as before while it is built, and the switch moves no counts. The column keeps its name.

/** Under which id a version of `row` (an alias with `version_id` and `knowledge_base_id`) is counted: SQL text. */
export function shelfOf(row: SQL): SQL {
  return sql`coalesce((select v.reindex_id from document_versions v where v.id = ${row}.version_id), ${row}.knowledge_base_id)`;
}

/** All ids that count for these knowledge bases at the moment, an array. */
export function shelvesInUse(knowledgeBaseIds: readonly string[]): SQL {
  const ids = textArray(knowledgeBaseIds);
  return sql`array(select unnest(${ids}) union all select r.id from reindexes r
    where r.knowledge_base_id = any(${ids}) and r.state in ('active', 'replaced'))`;
}
