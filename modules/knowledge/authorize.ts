import { type Context, type Database, notFound, ProblemError, type Transaction } from "@eai/modules/kernel";
import { and, eq, type SQL, sql } from "drizzle-orm";
import {
  any,
  entersKnowledgeBase,
  managesKnowledgeBase,
  type Right,
  readsDocument,
  writesKnowledgeBase,
} from "./access.ts";
import type { DocumentReference } from "./documents.ts";
import { documents, knowledgeBases } from "./tables.ts";

/** Whether this actor may change a knowledge base, as a column of a query that reads `knowledge_bases`. */
export function mayWriteColumn(context: Context): SQL<boolean> {
  return sql<boolean>`coalesce(${writesKnowledgeBase(context)}, false)`;
}

/** Whether this actor may decide who else uses a knowledge base, as a column of such a query. */
export function mayManageColumn(context: Context): SQL<boolean> {
  return sql<boolean>`coalesce(${managesKnowledgeBase(context)}, false)`;
}

/** Whether anyone is named by a grant or denial, of the whole or of a document. */
export const hasGrantsColumn = sql<boolean>`exists (
  select from knowledge_grants g where g.knowledge_base_id = knowledge_bases.id)`;

const refusals = {
  write: "You may read this knowledge base but not change it. Ask its owner or an administrator.",
  manage: "You may use this knowledge base but not decide who else may. Ask its owner or an administrator.",
} as const;

/**
 * Finds a knowledge base this actor may use so. `read` is enough for a look at it: which of its documents they may
 * read is decided document by document.
 * @param lock inside a transaction: held against deletion (`key share`), also other changes (`no key update`), or anything (`update`)
 * until it ends. Always the first lock: then document, versions, index, so that no two wait for each other
 * @throws ProblemError `not_found` when the actor may not see it, `permission_denied` when they may see it but not do this
 */
export async function authorizeKnowledgeBase(
  database: Database | Transaction,
  context: Context,
  knowledgeBaseId: string,
  right: Right,
  lock?: "key share" | "no key update" | "update",
): Promise<typeof knowledgeBases.$inferSelect> {
  const query = database
    .select({ knowledgeBase: knowledgeBases, write: mayWriteColumn(context), manage: mayManageColumn(context) })
    .from(knowledgeBases)
    .where(and(eq(knowledgeBases.id, knowledgeBaseId), isKnown(context, right, entersKnowledgeBase(context))));
  const [row] = await (lock === undefined ? query : query.for(lock, { of: knowledgeBases }));
  if (!row) throw notFound("knowledge base");
  if (right !== "read" && !row[right]) throw new ProblemError("permission_denied", refusals[right]);
  return row.knowledgeBase;
}

/**
 * Finds a document whose access list this actor may change.
 * @param lock inside a transaction: holds its knowledge base against other changes until it ends
 * @throws ProblemError `not_found` when the actor may not see the document, `permission_denied` when they may only read it
 */
export async function authorizeDocumentManager(
  database: Database | Transaction,
  context: Context,
  { knowledgeBaseId, documentId }: DocumentReference,
  lock?: "no key update",
): Promise<{ document: typeof documents.$inferSelect; knowledgeBase: typeof knowledgeBases.$inferSelect }> {
  const query = database
    .select({ document: documents, knowledgeBase: knowledgeBases, manage: mayManageColumn(context) })
    .from(documents)
    .innerJoin(knowledgeBases, eq(knowledgeBases.id, documents.knowledgeBaseId))
    .where(
      and(
        eq(documents.id, documentId),
        eq(documents.knowledgeBaseId, knowledgeBaseId),
        isKnown(context, "manage", readsDocument(context)),
      ),
    );
  const [row] = await (lock === undefined ? query : query.for(lock, { of: knowledgeBases }));
  if (!row) throw notFound("document");
  if (!row.manage) throw new ProblemError("permission_denied", refusals.manage);
  return row;
}

/**
 * Whether a thing exists for this actor at all. Who administers it need not be able to read it to decide who may: an
 * administrator of the organisation finds the access list of a team's knowledge base, and nothing that is in it.
 */
function isKnown(context: Context, right: Right, sees: SQL): SQL {
  return right === "manage" ? any(sees, managesKnowledgeBase(context)) : sees;
}
