import type { Database } from "@eai/modules/kernel";
import { and, desc, eq, lt } from "drizzle-orm";
import type { OpenedAnswer } from "./open-answer.ts";
import type { Turn } from "./prompt.ts";
import { messages } from "./tables.ts";

/** More never fits a prompt usefully, and reading a very long conversation should not cost ever more. */
const mostMessages = 400;

/** The questions before this one that were answered, oldest first; an answer that broke off counts with what it has. */
export async function readHistory(
  { database }: { database: Database },
  { conversation, ordinal }: OpenedAnswer,
): Promise<Turn[]> {
  const questionOrdinal = ordinal - 1;
  if (questionOrdinal === 0) return [];
  const rows = await database
    .select({ role: messages.role, text: messages.text })
    .from(messages)
    .where(and(eq(messages.conversationId, conversation.id), lt(messages.ordinal, questionOrdinal)))
    .orderBy(desc(messages.ordinal))
    .limit(mostMessages);
  const turns: Turn[] = [];
  for (const [index, { role, text }] of rows.toReversed().entries()) {
    const before = rows[rows.length - index];
    if (role === "assistant" && text !== "" && before?.role === "user")
      turns.push({ question: before.text, answer: text });
  }
  return turns;
}
