import type { Transaction } from "@eai/modules/kernel";
import { eq, sql } from "drizzle-orm";
import { knowledgeBases } from "./tables.ts";

/** Notes that what can be found in a knowledge base, or who may find it, changes with this transaction. */
export async function countRevision(transaction: Transaction, knowledgeBaseId: string): Promise<void> {
  await transaction
    .update(knowledgeBases)
    .set({ revision: sql`${knowledgeBases.revision} + 1` })
    .where(eq(knowledgeBases.id, knowledgeBaseId));
}
