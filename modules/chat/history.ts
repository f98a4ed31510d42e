import type { Context, Database } from "@eai/modules/kernel";
import { and, desc, eq, lt, sql } from "drizzle-orm";
import type { ChatDependencies } from "./dependencies.ts";
import type { OpenedAnswer } from "./open-answer.ts";
import type { Turn } from "./prompt.ts";
import { messages } from "./tables.ts";

/** More never fits a prompt usefully, and reading a very long conversation should not cost ever more. */
const mostMessages = 400;

/**
 * Bytes of the text that `readHistory` would read at most, of a conversation in the query around it. A length of bytes
 * is known without reading the text.
 */
export const historyBytes = sql<number>`(
  select coalesce(sum(octet_length(recent.text)), 0)::int from (
    select m.text from messages m where m.conversation_id = conversations.id order by m.ordinal desc limit ${mostMessages}
  ) recent)`;

/** What stands in the prompt for an answer whose sources this person may no longer read. */
export const withheldAnswer =
  "[This answer was left out: it rested on documents that are gone or that the person may no longer read.]";

/** A turn with the documents its answer can come from; none of a withheld answer. */
export interface SourcedTurn extends Turn {
  sourceDocumentIds: readonly string[];
}

export interface History {
  /** Oldest first. */
  turns: SourcedTurn[];
  /** The conversation is longer than what is read of it. */
  hasOlder: boolean;
  /** An answer was left out. */
  withheld: boolean;
}

/**
 * The questions before this one that were answered, oldest first; an answer that broke off counts with what it has.
 * The documents behind each answer are checked again: what the person may not read now does not go to a model again by
 * way of an old answer. The person's own questions stay.
 */
export async function readHistory(
  { database, knowledge }: { database: Database; knowledge: Pick<ChatDependencies["knowledge"], "visibleDocuments"> },
  context: Context,
  { conversation, ordinal }: OpenedAnswer,
): Promise<History> {
  const questionOrdinal = ordinal - 1;
  if (questionOrdinal === 0) return { turns: [], hasOlder: false, withheld: false };
  const rows = await database
    .select({
      ordinal: messages.ordinal,
      role: messages.role,
      text: messages.text,
      citations: messages.citations,
      sourceDocumentIds: messages.sourceDocumentIds,
    })
    .from(messages)
    .where(and(eq(messages.conversationId, conversation.id), lt(messages.ordinal, questionOrdinal)))
    .orderBy(desc(messages.ordinal))
    .limit(mostMessages);
  const turns: SourcedTurn[] = [];
  for (const [index, row] of rows.toReversed().entries()) {
    const before = rows[rows.length - index];
    if (row.role !== "assistant" || row.text === "" || before?.role !== "user") continue;
    const { ordinal, text: question } = before;
    turns.push({ ordinal, question, answer: row.text, sourceDocumentIds: sourcesOfRow(row) });
  }
  const sources = [...new Set(turns.flatMap((turn) => turn.sourceDocumentIds))];
  const visible = await knowledge.visibleDocuments(context, sources);
  const checked = turns.map((turn) => {
    if (turn.sourceDocumentIds.every((id) => visible.has(id))) return turn;
    return { ...turn, answer: withheldAnswer, sourceDocumentIds: [] };
  });
  const withheld = checked.some((turn) => turn.answer === withheldAnswer);
  return { turns: checked, hasOlder: (rows.at(-1)?.ordinal ?? 0) > 0, withheld };
}

/** Answers from before sources were kept have their citations. */
function sourcesOfRow({
  citations,
  sourceDocumentIds,
}: Pick<typeof messages.$inferSelect, "citations" | "sourceDocumentIds">): string[] {
  return [...new Set([...sourceDocumentIds, ...citations.map((citation) => citation.document_id)])];
}
