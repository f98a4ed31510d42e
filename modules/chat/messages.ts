import type { AskedDocument, Message, Usage } from "@eai/contract";
import type { UsageDraft } from "@eai/modules/governance";
import { behindOrdinal, type Context, type Page, type PageInput, pageOf } from "@eai/modules/kernel";
import type { CitedPassage, VisibleDocument } from "@eai/modules/knowledge";
import { and, asc, eq, getTableColumns, sql } from "drizzle-orm";
import { findConversation } from "./conversation-access.ts";
import type { ChatDependencies } from "./dependencies.ts";
import { createMarkerScanner } from "./marker-scanner.ts";
import { presentCitation, toReference } from "./present-citation.ts";
import { messages, type StoredCitation, type TextSpan } from "./tables.ts";

/** All but what is only looked through. */
const { searchText: _, ...shownColumns } = getTableColumns(messages);
export const messageColumns = shownColumns;
export type MessageRow = Omit<typeof messages.$inferSelect, "searchText">;

export interface MessageVerbs {
  /**
   * The messages of a conversation, oldest first. Citations are checked again: the passage of a chunk that this person
   * may no longer see is withheld.
   * @throws ProblemError `not_found` for a conversation that is not this person's
   */
  listMessages(context: Context, conversationId: string, input: PageInput): Promise<Page<Message>>;
}

export function messageVerbs(dependencies: Pick<ChatDependencies, "database" | "knowledge">): MessageVerbs {
  return {
    async listMessages(context, conversationId, { limit, cursor }) {
      await findConversation(dependencies.database, context, conversationId);
      const rows = await dependencies.database
        .select(messageColumns)
        .from(messages)
        .where(and(eq(messages.conversationId, conversationId), behindOrdinal(cursor, messages.ordinal)))
        .orderBy(asc(messages.ordinal))
        .limit(limit + 1);
      const page = pageOf(rows, limit, (row) => [row.ordinal]);
      return { data: await presentMessages(dependencies, context, page.data), next_cursor: page.next_cursor };
    },
  };
}

/** Stored messages as this person may see them now. */
export async function presentMessages(
  { knowledge }: Pick<ChatDependencies, "knowledge">,
  context: Context,
  rows: readonly MessageRow[],
): Promise<Message[]> {
  const visible = await knowledge.citedPassages(
    context,
    rows.flatMap((row) => row.citations.map(toReference)),
  );
  const named = await knowledge.visibleDocuments(context, [...new Set(rows.flatMap((row) => row.documentIds))]);
  return rows.map((row) => presentMessage(row, visible, named));
}

function presentMessage(
  row: MessageRow,
  visible: ReadonlyMap<string, CitedPassage>,
  named: ReadonlyMap<string, VisibleDocument>,
): Message {
  return {
    id: row.id,
    session_id: row.conversationId,
    parent_id: row.parentId,
    role: row.role,
    text: row.text,
    state: row.state,
    error: row.errorCode === null ? null : { code: row.errorCode, detail: row.errorDetail ?? "" },
    documents: row.documentIds.map((id) => presentDocument(id, named.get(id))),
    filters: row.filters,
    citations: shownCitations(row).map((citation) => presentCitation(citation, visible)),
    unsupported: row.unsupported.map(toTextSpan),
    notices: row.notices,
    model: row.model,
    served_by: row.servedBy,
    usage: row.usage,
    feedback: row.feedback === null ? null : { rating: row.feedback, reason: row.feedbackReason },
    created_at: row.createdAt.toISOString(),
  };
}

/** What may not be seen any more keeps its place and loses its name. */
function presentDocument(id: string, named: VisibleDocument | undefined): AskedDocument {
  const { name = null, knowledgeBaseId = null } = named ?? {};
  return { id, knowledge_base_id: knowledgeBaseId, name, available: named !== undefined };
}

export function toTextSpan({ start, end }: TextSpan): Message["unsupported"][number] {
  return { start_char: start, end_char: end };
}

/** While an answer is written its row holds all passages the model was given; only those it cites so far are shown. */
function shownCitations(row: MessageRow): StoredCitation[] {
  if (isSettled(row)) return row.citations;
  const scanner = createMarkerScanner();
  const pieces = [...scanner.push(row.text), ...scanner.end()];
  const cited = new Set(pieces.flatMap((piece) => (piece.kind === "marker" ? piece.numbers : [])));
  return row.citations.filter((citation) => cited.has(citation.number));
}

export function isSettled(row: Pick<MessageRow, "state">): boolean {
  return row.state !== "pending" && row.state !== "streaming";
}

/** The answer is still to be settled: the condition of every write to it, so that it is settled once. */
export const isOpen = sql`${messages.state} in ('pending', 'streaming')`;

export function presentUsage(draft: UsageDraft): Usage {
  return {
    prompt_tokens: draft.promptTokens,
    cached_tokens: draft.cachedTokens,
    completion_tokens: draft.completionTokens,
    reasoning_tokens: draft.reasoningTokens,
    cost_micro_usd: draft.costMicroUsd,
    estimated: draft.estimated,
  };
}
