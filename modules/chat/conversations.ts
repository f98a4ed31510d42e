import type { createSessionSchema, ListedSession, Session, updateSessionSchema } from "@eai/contract";
import { Permission } from "@eai/contract";
import { recordAudit } from "@eai/modules/governance";
import { requirePermission } from "@eai/modules/identity";
import {
  type Context,
  createOnce,
  decodeCursor,
  encodeCursor,
  newId,
  notFound,
  type Page,
  type PageInput,
  toPage,
} from "@eai/modules/kernel";
import { and, eq, type SQL, sql } from "drizzle-orm";
import type { z } from "zod";
import {
  type ConversationRow,
  conversationColumns,
  findConversation,
  presentConversation,
} from "./conversation-access.ts";
import { lockConversationsOf, removeSurplusConversations, requireRoomForPin } from "./conversation-limit.ts";
import { type ChatDependencies, requirePerson } from "./dependencies.ts";
import { findConversations, latestFirst, presentFound } from "./find-conversations.ts";
import { findFolder } from "./folders.ts";
import { stopAnswers } from "./stop-answer.ts";
import { isStorable, storableText } from "./storable-text.ts";
import { conversations } from "./tables.ts";
import { emptyTitle } from "./titles.ts";

export type CreateConversationInput = z.output<typeof createSessionSchema>;
export type UpdateConversationInput = z.output<typeof updateSessionSchema>;

export interface ConversationVerbs {
  /**
   * A person's own: pinned first, then the latest.
   * @param input.query only those that say this, in the title or a message, each with the place; a page may then have
   * fewer than its limit, or none, and others behind it
   */
  listConversations(context: Context, input: PageInput & { query?: string | undefined }): Promise<Page<ListedSession>>;
  /** @throws ProblemError `not_found` for a knowledge base this person may not see, `idempotency_key_reused` */
  createConversation(context: Context, input: CreateConversationInput): Promise<Session>;
  /** @throws ProblemError `not_found` */
  getConversation(context: Context, id: string): Promise<Session>;
  /** @throws ProblemError `not_found`, also of a folder; `validation_failed` when no more can be pinned */
  updateConversation(context: Context, id: string, changes: UpdateConversationInput): Promise<Session>;
  /** Removes it with its messages; an answer being written is stopped first. @throws ProblemError `not_found` */
  removeConversation(context: Context, id: string): Promise<void>;
}

export function conversationVerbs(dependencies: ChatDependencies): ConversationVerbs {
  const { database, clock, conversationLimit } = dependencies;

  async function getConversation(context: Context, id: string): Promise<Session> {
    requirePermission(context, Permission.ChatUse);
    return presentConversation(await findConversation(database, context, id));
  }

  return {
    getConversation,

    async listConversations(context, { limit, cursor, query }) {
      requirePermission(context, Permission.ChatUse);
      const own = and(eq(conversations.personId, requirePerson(context).personId), cursor ? after(cursor) : undefined);
      if (query !== undefined) {
        const { found, lookedUntil } = await findConversations(database, own, query, limit + 1);
        const page = toPage(found, limit, presentFound, placeOf);
        return page.next_cursor === null && lookedUntil
          ? { ...page, next_cursor: encodeCursor(placeOf(lookedUntil)) }
          : page;
      }
      const rows = await database
        .select(conversationColumns)
        .from(conversations)
        .where(own)
        .orderBy(...latestFirst)
        .limit(limit + 1);
      return toPage(rows, limit, (row) => ({ ...presentConversation(row), match: null }), placeOf);
    },

    async createConversation(context, input) {
      requirePermission(context, Permission.ChatUse);
      const { personId } = requirePerson(context);
      await requireVisibleKnowledgeBases(dependencies, context, input.knowledge_base_ids);
      const now = new Date(clock());
      const row: ConversationRow = {
        id: newId("ses"),
        tenantId: context.tenantId,
        personId,
        title: storableText(input.title ?? emptyTitle),
        titleSource: input.title === undefined ? "fallback" : "person",
        pinned: false,
        model: null,
        knowledgeBaseIds: input.knowledge_base_ids,
        documentIds: [],
        folderId: null,
        createdAt: now,
        updatedAt: now,
      };
      const made = await createOnce(database, context, { route: "createSession", ...input }, async (transaction) => {
        await removeSurplusConversations(transaction, context, conversationLimit - 1);
        await transaction.insert(conversations).values(row);
        await recordAudit(transaction, context, {
          action: "session.create",
          resourceKind: "session",
          resourceId: row.id,
          changes: { knowledge_base_ids: row.knowledgeBaseIds },
        });
        return row.id;
      });
      return made.replayed
        ? getConversation(context, made.resourceId)
        : presentConversation({ ...row, answering: false, shared: false });
    },

    async updateConversation(context, id, changes) {
      requirePermission(context, Permission.ChatUse);
      const { knowledgeBaseIds: chosen, documentIds: named } = await findConversation(database, context, id);
      await requireVisibleKnowledgeBases(dependencies, context, changes.knowledge_base_ids ?? [], chosen);
      await requireVisibleDocuments(dependencies, context, changes.document_ids ?? [], named);
      await database.transaction(async (transaction) => {
        // Before the row is held: making room for a conversation takes its locks in this order too.
        if (changes.pinned) await lockConversationsOf(transaction, requirePerson(context).personId);
        const before = await findConversation(transaction, context, id, "update");
        const pinned = changes.pinned ?? before.pinned;
        if (pinned && !before.pinned) await requireRoomForPin(transaction, context, conversationLimit);
        const knowledgeBaseIds = changes.knowledge_base_ids ?? before.knowledgeBaseIds;
        const documentIds = changes.document_ids ?? before.documentIds;
        const { folder_id: folderId = before.folderId } = changes;
        if (folderId !== null && folderId !== before.folderId) {
          await findFolder(transaction, context, folderId, "key share");
        }
        // The time of the last change stays: it orders the list by what was said last.
        await transaction
          .update(conversations)
          .set({
            pinned,
            knowledgeBaseIds,
            documentIds,
            folderId,
            ...(changes.title === undefined
              ? {}
              : { title: storableText(changes.title), titleSource: "person" as const }),
          })
          .where(eq(conversations.id, id));
        await recordAudit(transaction, context, {
          action: "session.update",
          resourceKind: "session",
          resourceId: id,
          changes: {
            fields: Object.keys(changes),
            pinned: [before.pinned, pinned],
            knowledge_base_ids: [before.knowledgeBaseIds, knowledgeBaseIds],
            document_ids: [before.documentIds, documentIds],
            ...(changes.folder_id === undefined ? {} : { folder_id: [before.folderId, folderId] }),
          },
        });
      });
      return getConversation(context, id);
    },

    async removeConversation(context, id) {
      requirePermission(context, Permission.ChatUse);
      await findConversation(database, context, id);
      await stopAnswers(dependencies, id);
      await database.transaction(async (transaction) => {
        await findConversation(transaction, context, id, "update");
        await transaction.delete(conversations).where(eq(conversations.id, id));
        await recordAudit(transaction, context, { action: "session.delete", resourceKind: "session", resourceId: id });
      });
    },
  };
}

/**
 * @param chosen what the conversation has already: one of these may have gone since, and is left out at each search
 * @throws ProblemError `not_found`: a knowledge base that may not be seen does not exist; `permission_denied` for an
 * API key that may chat but not read
 */
export async function requireVisibleKnowledgeBases(
  { knowledge }: Pick<ChatDependencies, "knowledge">,
  context: Context,
  ids: readonly string[],
  chosen: readonly string[] = [],
): Promise<void> {
  const added = ids.filter((id) => !chosen.includes(id));
  if (ids.length > 0) requirePermission(context, Permission.KnowledgeRead);
  if (added.length === 0) return;
  if (!added.every(isStorable)) throw notFound("knowledge base");
  const visible = await knowledge.visibleKnowledgeBases(context, added);
  if (added.some((id) => !visible.has(id))) throw notFound("knowledge base");
}

/** The same for single documents. @throws ProblemError `not_found`, `permission_denied` */
export async function requireVisibleDocuments(
  { knowledge }: Pick<ChatDependencies, "knowledge">,
  context: Context,
  ids: readonly string[],
  named: readonly string[] = [],
): Promise<void> {
  const added = ids.filter((id) => !named.includes(id));
  if (ids.length > 0) requirePermission(context, Permission.KnowledgeRead);
  if (added.length === 0) return;
  if (!added.every(isStorable)) throw notFound("document");
  const visible = await knowledge.visibleDocuments(context, added);
  if (added.some((id) => !visible.has(id))) throw notFound("document");
}

function placeOf(row: Pick<ConversationRow, "pinned" | "updatedAt" | "id">): [boolean, number, string] {
  return [row.pinned, row.updatedAt.getTime(), row.id];
}

/** The end of the year 9999: years of more digits PostgreSQL writes in another way, and a cursor comes from the client. */
const latestTimeMs = Date.UTC(9999, 11, 31);

function after(cursor: string): SQL {
  const [pinned, updatedAt, id] = decodeCursor(cursor, 3);
  const at = new Date(Math.min(Math.max(Number(updatedAt) || 0, 0), latestTimeMs));
  return sql`(${conversations.pinned}, ${conversations.updatedAt}, ${conversations.id})
    < (${pinned === true}::boolean, ${at.toISOString()}::timestamptz, ${storableText(String(id))}::text)`;
}
