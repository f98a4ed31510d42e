import type { Context, Database } from "@eai/modules/kernel";
import { and, desc, eq, getTableColumns, type SQL, sql } from "drizzle-orm";
import { branchFrom } from "./branch.ts";
import type { ChatDependencies } from "./dependencies.ts";
import type { OpenedAnswer } from "./open-answer.ts";
import type { Turn } from "./prompt.ts";
import { messages } from "./tables.ts";

/** More never fits a prompt usefully, and reading a very long conversation should not cost ever more. */
const mostMessages = 400;

/**
 * Bytes of the text that `readHistory` would read at most. A length of bytes is known without reading the text.
 * @param end the answer that the question follows
 */
export function historyBytes(end: SQL): SQL<number> {
  return sql`(select coalesce(sum(told.bytes), 0)::int from ${branchFrom(end, mostMessages)} told)`;
}

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
  /** The branch is longer than what is read of it. */
  hasOlder: boolean;
  /** An answer was left out. */
  withheld: boolean;
}

/**
 * The questions before this one on its branch that were answered, oldest first; an answer that broke off counts with
 * what it has. What was asked and answered on other branches is not among them.
 * The documents behind each answer are checked again: what the person may not read now does not go to a model again by
 * way of an old answer. The person's own questions stay.
 */
export async function readHistory(
  { database, knowledge }: { database: Database; knowledge: Pick<ChatDependencies["knowledge"], "visibleDocuments"> },
  context: Context,
  { conversation, parentId }: Pick<OpenedAnswer, "conversation" | "parentId">,
): Promise<History> {
  if (parentId === null) return { turns: [], hasOlder: false, withheld: false };
  const rows = await readBranch(database, conversation.id, parentId);
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
  return { turns: checked, hasOlder: (rows.at(-1)?.parentId ?? null) !== null, withheld };
}

type HistoryRow = Pick<
  typeof messages.$inferSelect,
  "id" | "parentId" | "ordinal" | "role" | "text" | "citations" | "sourceDocumentIds"
>;

/**
 * The end of a branch, latest first. Most conversations have one branch, and most branches leave another near their end: what
 * was written up to the end, in order, has most of it. Only what lies further back is looked up step by step.
 */
async function readBranch(database: Database, conversationId: string, end: string): Promise<HistoryRow[]> {
  const { id, parentId, ordinal, role, text, citations, sourceDocumentIds } = getTableColumns(messages);
  const rows = () =>
    database.select({ id, parentId, ordinal, role, text, citations, sourceDocumentIds }).from(messages).$dynamic();
  const isBefore = sql`${messages.ordinal} <= (select m.ordinal from messages m where m.id = ${end})`;
  const recent = await rows()
    .where(and(eq(messages.conversationId, conversationId), isBefore))
    .orderBy(desc(messages.ordinal))
    .limit(mostMessages);
  const branch: HistoryRow[] = [];
  let next: string | null = end;
  for (const row of recent) {
    if (row.id !== next) continue;
    branch.push(row);
    next = row.parentId;
  }
  const left = mostMessages - branch.length;
  if (next === null || left === 0) return branch;
  const older = await rows()
    .where(sql`${messages.id} in (select told.id from ${branchFrom(sql`${next}`, left)} told)`)
    .orderBy(desc(messages.ordinal));
  return [...branch, ...older];
}

/** Every document that an answer can come from. Answers from before sources were kept have their citations. */
export function sourcesOfRow({
  citations,
  sourceDocumentIds,
}: Pick<typeof messages.$inferSelect, "citations" | "sourceDocumentIds">): string[] {
  return [...new Set([...sourceDocumentIds, ...citations.map((citation) => citation.document_id)])];
}
