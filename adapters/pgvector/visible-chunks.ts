import { mayAccess } from "@eai/modules/identity";
import { type Context, textArray } from "@eai/modules/kernel";
import { documents, knowledgeBases } from "@eai/modules/knowledge";
import { type SQL, sql } from "drizzle-orm";

/**
 * The joins and conditions every search goes through, so that a ranking never meets a chunk the actor may not read or
 * one of a version that is not current. Access is decided on the rows of the knowledge base and the document
 * themselves; the copies of their ids in the index only find them.
 */
export function visibleChunks(context: Context, knowledgeBaseIds: readonly string[]): { joins: SQL; conditions: SQL } {
  return {
    joins: sql`chunk_index c
      join ${documents} on ${documents.id} = c.document_id and ${documents.currentVersionId} = c.version_id
      join ${knowledgeBases} on ${knowledgeBases.id} = ${documents.knowledgeBaseId}`,
    conditions: sql`c.knowledge_base_id = any(${textArray(knowledgeBaseIds)})
      and ${knowledgeBases.id} = any(${textArray(knowledgeBaseIds)})
      and ${mayAccess(context, "read", knowledgeBases)}`,
  };
}
