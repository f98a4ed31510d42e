import type { Transaction } from "@eai/modules/kernel";
import { sql } from "drizzle-orm";

/**
 * Gives a knowledge base that was made before there was an embedding model the default one, with its first document: nothing
 * has to be prepared again for it. Where somebody chose words only, by a re-index, it stays so.
 */
export async function adoptModel(
  transaction: Transaction,
  knowledgeBaseId: string,
  embeddingModel: string | undefined,
): Promise<void> {
  if (embeddingModel === undefined) return;
  await transaction.execute(sql`update knowledge_bases k set embedding_model = ${embeddingModel}
    where k.id = ${knowledgeBaseId} and k.embedding_model is null
      and (select count(*) from documents d where d.knowledge_base_id = k.id) <= 1
      and not exists (select from document_versions v where v.knowledge_base_id = k.id and v.state = 'ready')
      and not exists (select from reindexes r where r.knowledge_base_id = k.id)`);
}
