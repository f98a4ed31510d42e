import { Permission, type SharedMessage, type SharedSession } from "@eai/contract";
import { recordAudit, wasRecorded } from "@eai/modules/governance";
import { requirePermission } from "@eai/modules/identity";
import { type Context, ordinalOf, type Page, type PageInput, pageOf } from "@eai/modules/kernel";
import { and, asc, gt, sql } from "drizzle-orm";
import { branchFrom } from "./branch.ts";
import type { ChatDependencies } from "./dependencies.ts";
import { sourcesOfRow } from "./history.ts";
import { type MessageRow, messageColumns, presentMessages } from "./messages.ts";
import { findReadableShare } from "./share-access.ts";
import { longestBranch } from "./shares.ts";
import { messages } from "./tables.ts";

/** How long later pages belong to an opening. */
const openForMs = 86_400_000;

export interface SharedConversationVerbs {
  /** @throws ProblemError `not_found` */
  getSharedConversation(context: Context, shareId: string): Promise<SharedSession>;
  /**
   * What is shown of a shared conversation, oldest first. An answer is withheld whole when the reader may not read every
   * document it can come from, or one of them says something else since: its text says what stood in them, and who may
   * read a document now need not have been let read what it said before. Opening it, which is its first page, is recorded.
   * @throws ProblemError `not_found`
   */
  listSharedMessages(context: Context, shareId: string, input: PageInput): Promise<Page<SharedMessage>>;
}

export function sharedConversationVerbs(
  dependencies: Pick<ChatDependencies, "database" | "knowledge">,
): SharedConversationVerbs {
  const { database, knowledge } = dependencies;

  /** Passages first, then whether all documents are open: what is closed in between withholds the answer. */
  async function presentRows(context: Context, rows: readonly MessageRow[]): Promise<SharedMessage[]> {
    const presented = await presentMessages(dependencies, context, rows);
    const open = await knowledge.visibleDocuments(context, [...new Set(rows.flatMap(sourcesOfRow))]);
    const isUnchanged = (row: MessageRow, documentId: string) => {
      const uploadedAt = open.get(documentId)?.uploadedAt;
      return uploadedAt && uploadedAt <= row.createdAt;
    };
    const closed = new Set(
      rows.filter((row) => !sourcesOfRow(row).every((id) => isUnchanged(row, id))).map(({ id }) => id),
    );
    return presented.map((message) => {
      // How it was asked, what it cost and what its owner thought of it are the owner's.
      const documents = message.documents.filter(({ available }) => available);
      const shown = { ...message, documents, filters: null, usage: null, feedback: null };
      const isClosed = closed.has(message.id) || message.citations.some((cited) => !cited.available || cited.outdated);
      return isClosed ? { ...shown, ...nothing, withheld: true } : { ...shown, withheld: false };
    });
  }

  return {
    async getSharedConversation(context, shareId) {
      requirePermission(context, Permission.ChatUse);
      const { id, title, ownerName, updatedAt } = await findReadableShare(database, context, shareId);
      return { id, title, owner_name: ownerName, updated_at: updatedAt };
    },

    async listSharedMessages(context, shareId, { limit, cursor }) {
      requirePermission(context, Permission.ChatUse);
      const share = await findReadableShare(database, context, shareId);
      const after = ordinalOf(cursor);
      const isShown = sql`${messages.id} in (
        select shown.id from ${branchFrom(sql`${share.messageId}`, longestBranch, after)} shown)`;
      const rows = await database
        .select(messageColumns)
        .from(messages)
        .where(and(isShown, gt(messages.ordinal, after)))
        .orderBy(asc(messages.ordinal))
        .limit(limit + 1);
      const page = pageOf(rows, limit, (row) => [row.ordinal]);
      const data = await presentRows(context, page.data);
      const entry = { action: "share.read", resourceId: share.id, tenantId: share.ownerTenantId } as const;
      // A cursor can be made up: nobody reads the rest, or what was added to it, without having opened it.
      const since = new Date(Math.max(Date.now() - openForMs, Date.parse(share.updatedAt)));
      if (after < 0 || !(await wasRecorded(database, context, entry, since))) {
        const withheld = data.filter((message) => message.withheld).length;
        await database.transaction((transaction) =>
          recordAudit(transaction, context, {
            ...entry,
            resourceKind: "share",
            changes: { session_id: share.conversationId, withheld },
          }),
        );
      }
      return { data, next_cursor: page.next_cursor };
    },
  };
}

/** What is left of an answer that is withheld: that it is there. */
const nothing = {
  text: "",
  error: null,
  citations: [],
  unsupported: [],
  notices: [],
  model: null,
  served_by: null,
};
