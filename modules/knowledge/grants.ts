import { type AccessList, type Grant, type GrantSubjectKind, Permission, type PutGrant } from "@eai/contract";
import { recordAudit } from "@eai/modules/governance";
import { requirePermission } from "@eai/modules/identity";
import {
  actorId,
  type Context,
  createOnce,
  type Database,
  newId,
  notFound,
  ProblemError,
  rowsOf,
  type Transaction,
} from "@eai/modules/kernel";
import { and, eq, isNull, type SQL, sql } from "drizzle-orm";
import { type AccessTarget, readAccessList, readGrants } from "./access-list.ts";
import { authorizeDocumentManager, authorizeKnowledgeBase } from "./authorize.ts";
import { requireNoPurpose } from "./chat-files.ts";
import type { DocumentReference } from "./documents.ts";
import { countRevision } from "./revision.ts";
import { documents, type knowledgeBases, knowledgeGrants } from "./tables.ts";

export interface GrantVerbs {
  /**
   * Who may use a knowledge base or a document: the rules, and the people they come to.
   * @throws ProblemError `not_found` for what the actor may not see, `permission_denied` for what they do not manage
   */
  getAccess(context: Context, target: AccessTarget): Promise<AccessList>;
  /**
   * Gives or denies one subject of the same organisation a knowledge base or a document, in place of what was said of
   * them before. Holds at the next request.
   * @throws ProblemError as `getAccess`; `validation_failed`, `idempotency_key_reused`; `conflict` for files of chats
   */
  putGrant(context: Context, target: AccessTarget, input: PutGrant): Promise<Grant>;
  /** Takes a grant or denial back. @throws ProblemError as `getAccess`; `not_found` for a grant that is not of this */
  deleteGrant(context: Context, target: AccessTarget, grantId: string): Promise<void>;
  /**
   * Closes a document to all but the owner and those whom its own grants name, or opens it again to everyone who may
   * read the knowledge base.
   * @throws ProblemError as `getAccess`
   */
  restrictDocument(context: Context, reference: DocumentReference, restricted: boolean): Promise<AccessList>;
}

interface Managed {
  knowledgeBase: typeof knowledgeBases.$inferSelect;
  document?: typeof documents.$inferSelect;
}

export function grantVerbs({ database }: { database: Database }): GrantVerbs {
  return {
    async getAccess(context, target) {
      const { knowledgeBase, document } = await authorize(database, context, target);
      return readAccessList(database, knowledgeBase, document);
    },

    async putGrant(context, target, input) {
      requirePermission(context, Permission.KnowledgeShare);
      await authorize(database, context, target);
      const request = { route: "putGrant", ...target, ...input };
      const made = await createOnce(database, context, request, (transaction) =>
        put(transaction, context, target, input),
      );
      const [grant] = await readGrants(database, sql`g.id = ${made.resourceId}`);
      if (!grant) throw notFound("grant");
      return grant;
    },

    async deleteGrant(context, target, grantId) {
      requirePermission(context, Permission.KnowledgeShare);
      await database.transaction(async (transaction) => {
        await authorize(transaction, context, target, "no key update");
        const [gone] = await transaction
          .delete(knowledgeGrants)
          .where(and(eq(knowledgeGrants.id, grantId), isOf(target)))
          .returning();
        if (!gone) throw notFound("grant");
        await countRevision(transaction, target.knowledgeBaseId);
        await recordAudit(transaction, context, {
          action: "access.revoke",
          ...resourceOf(target),
          changes: { grant_id: gone.id, ...subjectOf(gone), before: ruleOf(gone), after: null },
        });
      });
    },

    async restrictDocument(context, reference, restricted) {
      requirePermission(context, Permission.KnowledgeShare);
      return database.transaction(async (transaction) => {
        const found = await authorizeDocumentManager(transaction, context, reference, "no key update");
        const { document, knowledgeBase } = found;
        if (document.restricted !== restricted) {
          await transaction.update(documents).set({ restricted }).where(eq(documents.id, document.id));
          await countRevision(transaction, knowledgeBase.id);
          await recordAudit(transaction, context, {
            action: "access.restrict",
            ...resourceOf(reference),
            changes: { restricted: [document.restricted, restricted] },
          });
        }
        return readAccessList(transaction, knowledgeBase, { id: document.id, restricted });
      });
    },
  };
}

async function authorize(
  database: Database | Transaction,
  context: Context,
  { knowledgeBaseId, documentId }: AccessTarget,
  lock?: "no key update",
): Promise<Managed> {
  if (documentId !== undefined) {
    return authorizeDocumentManager(database, context, { knowledgeBaseId, documentId }, lock);
  }
  return { knowledgeBase: await authorizeKnowledgeBase(database, context, knowledgeBaseId, "manage", lock) };
}

/** The knowledge base is held, so that two grants for the same subject come one after the other. */
async function put(transaction: Transaction, context: Context, target: AccessTarget, input: PutGrant): Promise<string> {
  const { knowledgeBase } = await authorize(transaction, context, target, "no key update");
  requireNoPurpose(knowledgeBase);
  await requireSensible(transaction, knowledgeBase, target, input);
  // A denial takes everything, whatever right it is written with.
  const rule = { effect: input.effect, right: input.effect === "deny" ? ("read" as const) : input.right };
  const [before] = await transaction
    .select()
    .from(knowledgeGrants)
    .where(and(isOf(target), eq(knowledgeGrants.subjectId, input.subject_id)));
  const id = before?.id ?? newId("grn");
  if (before && before.effect === rule.effect && before.right === rule.right) return id;
  if (before) await transaction.update(knowledgeGrants).set(rule).where(eq(knowledgeGrants.id, id));
  else {
    await transaction.insert(knowledgeGrants).values({
      id,
      knowledgeBaseId: target.knowledgeBaseId,
      documentId: target.documentId ?? null,
      subjectKind: input.subject_kind,
      subjectId: input.subject_id,
      ...rule,
      createdBy: actorId(context.actor),
    });
  }
  await countRevision(transaction, target.knowledgeBaseId);
  await recordAudit(transaction, context, {
    action: "access.grant",
    ...resourceOf(target),
    changes: {
      grant_id: id,
      subject_kind: input.subject_kind,
      subject_id: input.subject_id,
      before: before ? ruleOf(before) : null,
      after: rule,
    },
  });
  return id;
}

/** @throws ProblemError `validation_failed`; of whom it does not find it says the same, wherever they are */
async function requireSensible(
  transaction: Transaction,
  knowledgeBase: Managed["knowledgeBase"],
  target: AccessTarget,
  { subject_kind: kind, subject_id: subjectId, effect, right }: PutGrant,
): Promise<void> {
  if (target.documentId !== undefined && right === "write") {
    throw invalid("body.right", "A single document can only be read. Give `write` on its knowledge base instead.");
  }
  if (effect === "deny" && subjectId === knowledgeBase.ownerId) {
    throw invalid("body.subject_id", "The owner keeps access to what is theirs. Deny it to someone else.");
  }
  const [found] = await rowsOf(transaction, subjectQuery(kind, subjectId, knowledgeBase.tenantId));
  if (!found) throw invalid("body.subject_id", `There is no such ${kind} in your organisation. Search for one first.`);
}

function subjectQuery(kind: GrantSubjectKind, id: string, tenantId: string): SQL {
  const organization = sql`(select path[1] from tenants where id = ${tenantId})`;
  switch (kind) {
    case "person":
      return sql`select p.id from people p join memberships m on m.person_id = p.id join tenants t on t.id = m.tenant_id
        where p.id = ${id} and p.erased_at is null and t.path[1] = ${organization}`;
    case "group":
      return sql`select id from groups where id = ${id} and organization_id = ${organization}`;
    case "tenant":
      return sql`select id from tenants where id = ${id} and path[1] = ${organization}`;
    default:
      return kind satisfies never;
  }
}

function invalid(field: string, message: string): ProblemError {
  return new ProblemError("validation_failed", `${field}: ${message}`, { errors: [{ field, message }] });
}

function isOf({ knowledgeBaseId, documentId }: AccessTarget): SQL | undefined {
  return and(
    eq(knowledgeGrants.knowledgeBaseId, knowledgeBaseId),
    documentId === undefined ? isNull(knowledgeGrants.documentId) : eq(knowledgeGrants.documentId, documentId),
  );
}

type GrantRow = typeof knowledgeGrants.$inferSelect;

function ruleOf({ effect, right }: GrantRow): Pick<GrantRow, "effect" | "right"> {
  return { effect, right };
}

function subjectOf({ subjectKind, subjectId }: GrantRow): Record<string, string> {
  return { subject_kind: subjectKind, subject_id: subjectId };
}

function resourceOf({ knowledgeBaseId, documentId }: AccessTarget) {
  return documentId === undefined
    ? { resourceKind: "knowledge_base" as const, resourceId: knowledgeBaseId }
    : { resourceKind: "document" as const, resourceId: documentId };
}
