import { mayAccess, type Right } from "@eai/modules/identity";
import { type Context, type Database, notFound, ProblemError, type Transaction } from "@eai/modules/kernel";
import { and, eq, type SQL, sql } from "drizzle-orm";
import { knowledgeBases } from "./tables.ts";

/** Whether this actor may change a knowledge base, as a column of a query that reads `knowledge_bases`. */
export function mayWriteColumn(context: Context): SQL<boolean> {
  return sql<boolean>`coalesce(${mayAccess(context, "write", knowledgeBases)}, false)`;
}

/**
 * Finds a knowledge base this actor may use so.
 * @param lock inside a transaction: held against deletion (`key share`), also other changes (`no key update`), or anything (`update`)
 * until it ends. Always the first lock: then document, versions, index, so that no two wait for each other
 * @throws ProblemError `not_found` when the actor may not see it, `permission_denied` when they may only read it
 */
export async function authorizeKnowledgeBase(
  database: Database | Transaction,
  context: Context,
  knowledgeBaseId: string,
  right: Right,
  lock?: "key share" | "no key update" | "update",
): Promise<typeof knowledgeBases.$inferSelect> {
  const query = database
    .select({ knowledgeBase: knowledgeBases, mayWrite: mayWriteColumn(context) })
    .from(knowledgeBases)
    .where(and(eq(knowledgeBases.id, knowledgeBaseId), mayAccess(context, "read", knowledgeBases)));
  const [row] = await (lock === undefined ? query : query.for(lock, { of: knowledgeBases }));
  if (!row) throw notFound("knowledge base");
  if (right === "write" && !row.mayWrite) {
    throw new ProblemError(
      "permission_denied",
      "You may read this knowledge base but not change it. Ask its owner or an administrator.",
    );
  }
  return row.knowledgeBase;
}
