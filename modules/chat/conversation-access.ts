import type { Session } from "@eai/contract";
import { type Context, type Database, notFound, type Transaction } from "@eai/modules/kernel";
import { and, eq, getTableColumns, sql } from "drizzle-orm";
import { requirePerson } from "./dependencies.ts";
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
  if (!isStorable(id)) throw notFound("session");
  const query = database
    .select(conversationColumns)
    .from(conversations)
    .where(and(eq(conversations.id, id), eq(conversations.personId, requirePerson(context).personId)));
  const [row] = await (lock === undefined ? query : query.for(lock));
  if (!row) throw notFound("session");
  return row;
}

export function presentConversation(row: ConversationRow & { answering: boolean }): Session {
  return {
    id: row.id,
    title: row.title,
    pinned: row.pinned,
    model: row.model,
    knowledge_base_ids: row.knowledgeBaseIds,
    answering: row.answering,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}
