import type { Session } from "@eai/contract";
import { type Context, type Database, notFound, type Transaction } from "@eai/modules/kernel";
import { and, eq, getTableColumns, type SQL, sql } from "drizzle-orm";
import { requirePerson } from "./dependencies.ts";
import { historyBytes } from "./history.ts";
import { isStorable } from "./storable-text.ts";
import { conversations } from "./tables.ts";

export type ConversationRow = typeof conversations.$inferSelect;

/** An answer is being written by a living process. The names are spelled out: in one-table queries Drizzle drops the table's. */
export const answering = sql<boolean>`exists (
  select 1 from messages m where m.conversation_id = conversations.id
    and m.state in ('pending', 'streaming') and m.lease_expires_at > now())`;

export const conversationColumns = { ...getTableColumns(conversations), answering };

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
): Promise<ConversationRow & { answering: boolean }> {
  const query = database.select(conversationColumns).from(conversations).where(ownConversation(context, id));
  const [row] = await (lock === undefined ? query : query.for(lock));
  if (!row) throw notFound("session");
  return row;
}

/**
 * Where a conversation of this person searches, and how much of it goes into a prompt at most.
 * @throws ProblemError `not_found`
 */
export async function measureConversation(
  database: Database,
  context: Context,
  id: string,
): Promise<{ knowledgeBaseIds: string[]; documentIds: string[]; historyBytes: number }> {
  const [row] = await database
    .select({
      knowledgeBaseIds: conversations.knowledgeBaseIds,
      documentIds: conversations.documentIds,
      historyBytes,
    })
    .from(conversations)
    .where(ownConversation(context, id));
  if (!row) throw notFound("session");
  return row;
}

/**
 * Holds a conversation of this person until the transaction ends, and tells the ordinal of its last message. Of two who
 * wait for it the later may read an ordinal that is taken by then, and fails at the index.
 * @throws ProblemError `not_found`
 */
export async function holdConversation(
  transaction: Transaction,
  context: Context,
  id: string,
): Promise<ConversationRow & { lastOrdinal: number }> {
  const lastOrdinal = sql<number>`coalesce(
    (select max(m.ordinal) from messages m where m.conversation_id = conversations.id), -1)::int`;
  const [row] = await transaction
    .select({ ...getTableColumns(conversations), lastOrdinal })
    .from(conversations)
    .where(ownConversation(context, id))
    .for("update");
  if (!row) throw notFound("session");
  return row;
}

/** @throws ProblemError `not_found` for an id that no conversation can have */
function ownConversation(context: Context, id: string): SQL | undefined {
  if (!isStorable(id)) throw notFound("session");
  return and(eq(conversations.id, id), eq(conversations.personId, requirePerson(context).personId));
}

export function presentConversation(row: ConversationRow & { answering: boolean }): Session {
  return {
    id: row.id,
    title: row.title,
    pinned: row.pinned,
    model: row.model,
    knowledge_base_ids: row.knowledgeBaseIds,
    document_ids: row.documentIds,
    answering: row.answering,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}
