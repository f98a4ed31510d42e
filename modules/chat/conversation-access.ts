import type { Session } from "@eai/contract";
import { type Context, type Database, notFound, type Transaction } from "@eai/modules/kernel";
import { and, eq, getTableColumns, type SQL, sql } from "drizzle-orm";
import { latestAnswer, requireAnswer, roleOf, storableMessageId } from "./branch.ts";
import { requirePerson } from "./dependencies.ts";
import { historyBytes } from "./history.ts";
import { isStorable } from "./storable-text.ts";
import { conversations } from "./tables.ts";

export type ConversationRow = typeof conversations.$inferSelect;

/** An answer is being written by a living process. The names are spelled out: in one-table queries Drizzle drops the table's. */
export const answering = sql<boolean>`exists (
  select 1 from messages m where m.conversation_id = conversations.id
    and m.state in ('pending', 'streaming') and m.lease_expires_at > now())`;

/** Others may read a part of it. */
export const shared = sql<boolean>`exists (
  select from conversation_shares s where s.conversation_id = conversations.id)`;

export interface ConversationState {
  answering: boolean;
  shared: boolean;
}

export const conversationColumns = { ...getTableColumns(conversations), answering, shared };

/** The answer that a question follows; null: it begins the conversation anew; undefined: the latest. */
export type WantedParent = string | null | undefined;

/**
 * A conversation of this person; administrators see no other's either.
 * @param lock holds it until the transaction ends
 * @throws ProblemError `not_found`
 */
export async function findConversation(
  database: Database | Transaction,
  context: Context,
  id: string,
  lock?: "update",
): Promise<ConversationRow & ConversationState> {
  const query = database.select(conversationColumns).from(conversations).where(ownConversation(context, id));
  const [row] = await (lock === undefined ? query : query.for(lock));
  if (!row) throw notFound("session");
  return row;
}

/**
 * Where a conversation of this person searches, and how much of a branch of it goes into a prompt at most.
 * @throws ProblemError `not_found`, also for a parent that is not in it; `validation_failed` for one that is no answer
 */
export async function measureConversation(
  database: Database,
  context: Context,
  id: string,
  wanted: WantedParent,
): Promise<{ knowledgeBaseIds: string[]; documentIds: string[]; historyBytes: number }> {
  const [row] = await database
    .select({
      knowledgeBaseIds: conversations.knowledgeBaseIds,
      documentIds: conversations.documentIds,
      historyBytes: wanted === null ? sql<number>`0` : historyBytes(endOf(wanted)),
      parentRole: parentRole(wanted),
    })
    .from(conversations)
    .where(ownConversation(context, id));
  if (!row) throw notFound("session");
  if (typeof wanted === "string") requireAnswer(row.parentRole);
  return row;
}

function endOf(wanted: string | undefined): SQL {
  return wanted === undefined ? latestAnswer : sql`${storableMessageId(wanted)}`;
}

function parentRole(wanted: WantedParent): SQL<"user" | "assistant" | null> {
  return typeof wanted === "string" ? roleOf(storableMessageId(wanted)) : sql`null::text`;
}

/**
 * Holds a conversation of this person until the transaction ends, and tells the ordinal of its last message and the
 * answer that a question follows. Of two who wait for it the later may read an ordinal that is taken by then, and fails
 * at the index.
 * @throws ProblemError as `measureConversation`
 */
export async function holdConversation(
  transaction: Transaction,
  context: Context,
  id: string,
  wanted: WantedParent,
): Promise<{ row: ConversationRow & { shared: boolean }; lastOrdinal: number; parentId: string | null }> {
  const lastOrdinal = sql<number>`coalesce(
    (select max(m.ordinal) from messages m where m.conversation_id = conversations.id), -1)::int`;
  const [found] = await transaction
    .select({
      row: { ...getTableColumns(conversations), shared },
      lastOrdinal,
      latest: latestAnswer,
      parentRole: parentRole(wanted),
    })
    .from(conversations)
    .where(ownConversation(context, id))
    .for("update");
  if (!found) throw notFound("session");
  const { row, latest } = found;
  if (typeof wanted === "string") requireAnswer(found.parentRole);
  return { row, lastOrdinal: found.lastOrdinal, parentId: wanted === undefined ? latest : wanted };
}

/** @throws ProblemError `not_found` for an id that no conversation can have */
function ownConversation(context: Context, id: string): SQL | undefined {
  if (!isStorable(id)) throw notFound("session");
  return and(eq(conversations.id, id), eq(conversations.personId, requirePerson(context).personId));
}

export function presentConversation(row: ConversationRow & ConversationState): Session {
  return {
    id: row.id,
    title: row.title,
    pinned: row.pinned,
    model: row.model,
    knowledge_base_ids: row.knowledgeBaseIds,
    document_ids: row.documentIds,
    folder_id: row.folderId,
    shared: row.shared,
    answering: row.answering,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}
