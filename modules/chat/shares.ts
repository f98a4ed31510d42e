import { Permission, type putShareSchema, type Share } from "@eai/contract";
import { recordAudit } from "@eai/modules/governance";
import { requirePermission, withinOrganization } from "@eai/modules/identity";
import {
  type Context,
  type Database,
  newId,
  notFound,
  ownOrganization,
  ProblemError,
  rowsOf,
  type Transaction,
} from "@eai/modules/kernel";
import { and, desc, eq, getTableColumns, sql } from "drizzle-orm";
import type { z } from "zod";
import { branchFrom, requireAnswer, storableMessageId } from "./branch.ts";
import { type ConversationRow, findConversation } from "./conversation-access.ts";
import { isOpen, isSettled } from "./messages.ts";
import { conversationShares, conversations, messages } from "./tables.ts";
import { fallbackTitle } from "./titles.ts";

type ShareRow = typeof conversationShares.$inferSelect;
type PutShare = z.output<typeof putShareSchema>;

export interface ShareVerbs {
  /** @throws ProblemError `not_found` for a conversation that is not this person's, or not shared */
  getShare(context: Context, conversationId: string): Promise<Share>;
  /**
   * Shares a branch of a conversation inside the organisation, or renews what is shown of it.
   * @throws ProblemError `not_found`; `conflict` where there is no answer to show, and for a conversation of another
   * organisation; `validation_failed` for what is no answer, `answer_in_progress` for one that is being written
   */
  putShare(context: Context, conversationId: string, input: PutShare): Promise<Share>;
  /** Its link never works again. @throws ProblemError as `getShare` */
  removeShare(context: Context, conversationId: string): Promise<void>;
}

export function shareVerbs({ database }: { database: Database }): ShareVerbs {
  return {
    async getShare(context, conversationId) {
      requirePermission(context, Permission.ChatUse);
      await findConversation(database, context, conversationId);
      const [row] = await database.select().from(conversationShares).where(isOf(conversationId));
      if (!row) throw notFound("share");
      return presentShare(row);
    },

    async putShare(context, conversationId, { message_id: wanted }) {
      requirePermission(context, Permission.ChatUse);
      return database.transaction(async (transaction) => {
        const conversation = await findConversation(transaction, context, conversationId, "update");
        const organizationId = ownOrganization(context);
        await requireOwnOrganization(transaction, conversationId, organizationId);
        const messageId = await lastShown(transaction, conversationId, wanted);
        const title = await readersTitle(transaction, conversation, messageId);
        const [before] = await transaction.select().from(conversationShares).where(isOf(conversationId));
        const now = new Date();
        const shown = { organizationId, messageId, title, updatedAt: now };
        const [row] = await transaction
          .insert(conversationShares)
          .values({ id: newId("shr"), conversationId, createdAt: now, ...shown })
          .onConflictDoUpdate({ target: conversationShares.conversationId, set: shown })
          .returning();
        if (!row) throw new Error("The share was not written.");
        await recordAudit(transaction, context, {
          action: before ? "share.update" : "share.create",
          resourceKind: "share",
          resourceId: row.id,
          changes: { session_id: conversationId, message_id: [before?.messageId ?? null, messageId] },
        });
        return presentShare(row);
      });
    },

    async removeShare(context, conversationId) {
      requirePermission(context, Permission.ChatUse);
      await database.transaction(async (transaction) => {
        await findConversation(transaction, context, conversationId, "update");
        const [removed] = await transaction
          .delete(conversationShares)
          .where(isOf(conversationId))
          .returning({ id: conversationShares.id });
        if (!removed) throw notFound("share");
        await recordAudit(transaction, context, {
          action: "share.delete",
          resourceKind: "share",
          resourceId: removed.id,
          changes: { session_id: conversationId },
        });
      });
    },
  };
}

export function presentShare(row: ShareRow): Share {
  return {
    id: row.id,
    session_id: row.conversationId,
    title: row.title,
    message_id: row.messageId,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
    link: `/shared/${row.id}`,
  };
}

function isOf(conversationId: string) {
  return eq(conversationShares.conversationId, conversationId);
}

/** Whoever was moved to another organisation does not bring what was said in the one before. @throws ProblemError `conflict` */
async function requireOwnOrganization(
  transaction: Transaction,
  conversationId: string,
  organizationId: string,
): Promise<void> {
  const [row] = await transaction
    .select({ id: conversations.id })
    .from(conversations)
    .where(and(eq(conversations.id, conversationId), withinOrganization(sql`conversations.tenant_id`, organizationId)));
  if (row) return;
  throw new ProblemError(
    "conflict",
    "This conversation belongs to the organisation you were in before. It cannot be shared in this one.",
  );
}

/** @throws ProblemError as `putShare` */
async function lastShown(
  transaction: Transaction,
  conversationId: string,
  wanted: string | undefined,
): Promise<string> {
  const { id, role, state } = getTableColumns(messages);
  const query = transaction.select({ id, role, state }).from(messages);
  if (wanted === undefined) {
    const [latest] = await query
      .where(and(eq(messages.conversationId, conversationId), eq(messages.role, "assistant"), sql`not (${isOpen})`))
      .orderBy(desc(messages.ordinal))
      .limit(1);
    if (latest) return latest.id;
    throw new ProblemError("conflict", "There is no answer in this conversation yet. Ask something first.");
  }
  const [found] = await query.where(
    and(eq(messages.id, storableMessageId(wanted)), eq(messages.conversationId, conversationId)),
  );
  requireAnswer(found?.role ?? null, "body.message_id");
  if (found && isSettled(found)) return found.id;
  throw new ProblemError("answer_in_progress", "This answer is still being written. Share it when it is complete.");
}

/**
 * The title for readers. One that a model wrote comes from an answer, and with it from documents that a reader may not see:
 * the words of the first question stand in its place.
 */
async function readersTitle(
  transaction: Transaction,
  { title, titleSource }: ConversationRow,
  messageId: string,
): Promise<string> {
  if (titleSource === "person") return title;
  const [first] = await rowsOf<{ text: string }>(
    transaction,
    sql`select messages.text from ${branchFrom(sql`${messageId}`, longestBranch)} shown
      join messages on messages.id = shown.id where shown.parent_id is null and messages.role = 'user'`,
  );
  return fallbackTitle(first?.text ?? "");
}

/** More than a conversation can have. */
export const longestBranch = 1_000_000;
