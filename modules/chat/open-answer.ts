import type { ChatRequest, Session } from "@eai/contract";
import { recordAudit } from "@eai/modules/governance";
import {
  type Context,
  createOnce,
  isUniqueViolation,
  madeBefore,
  newId,
  notFound,
  ProblemError,
  type Transaction,
} from "@eai/modules/kernel";
import { and, eq, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import {
  type ConversationRow,
  conversationColumns,
  holdConversation,
  presentConversation,
} from "./conversation-access.ts";
import { type ChatDependencies, requirePerson } from "./dependencies.ts";
import { recoverAnswers } from "./recover-answers.ts";
import { searchable, storableText } from "./storable-text.ts";
import { conversations, messages } from "./tables.ts";
import { fallbackTitle } from "./titles.ts";

/** An answer past its lease was left by a process that died. Renewed with each checkpoint, about once a second. */
export const leaseExpiry = sql`now() + interval '15 seconds'`;

const questions = alias(messages, "questions");

export interface OpenedAnswer {
  conversation: Session;
  titleSource: ConversationRow["titleSource"];
  questionId: string;
  question: string;
  answerId: string;
  /** The answer that the question follows. */
  parentId: string | null;
  ordinal: number;
  /** False when the same `Idempotency-Key` had opened it before: somebody writes it, or has written it. */
  isNew: boolean;
}

/**
 * Saves the question and an empty answer in one short transaction; a request without a session opens one.
 * @param model name of the model that will answer
 * @throws ProblemError `not_found` for a session that is not this person's or a parent that is not in it,
 * `validation_failed` for a parent that is no answer, `answer_in_progress`, `idempotency_key_reused`
 */
export async function openAnswer(
  dependencies: ChatDependencies,
  context: Context,
  asked: ChatRequest,
  model: string,
): Promise<OpenedAnswer> {
  const request = storableRequest(asked);
  let opened: OpenedAnswer | undefined;
  const open = () =>
    createOnce(dependencies.database, context, onceFor(request), async (transaction) => {
      opened = await insertMessages(transaction, dependencies, context, request, model);
      return opened.answerId;
    });
  const made = await open().catch(async (error: unknown) => {
    if (!isUniqueViolation(error) || request.session_id === undefined) throw error;
    // The open answer may be one that a dead process left.
    const recovered = await recoverAnswers(dependencies, { conversationId: request.session_id });
    return recovered > 0 ? open().catch(refuseSecondAnswer) : refuseSecondAnswer(error);
  });
  return opened && !made.replayed ? opened : readEarlier(dependencies, context, made.resourceId);
}

/**
 * The answer that an earlier request with the same `Idempotency-Key` opened.
 * @returns undefined without a key, and for a new one
 * @throws ProblemError `idempotency_key_reused`
 */
export async function reopenAnswer(
  dependencies: ChatDependencies,
  context: Context,
  asked: ChatRequest,
): Promise<OpenedAnswer | undefined> {
  const answerId = await madeBefore(dependencies.database, context, onceFor(storableRequest(asked)));
  return answerId === undefined ? undefined : readEarlier(dependencies, context, answerId);
}

function storableRequest(asked: ChatRequest): ChatRequest {
  return { ...asked, message: storableText(asked.message) };
}

/** What makes two requests with one key the same. */
function onceFor(request: ChatRequest): Record<string, unknown> {
  return { route: "chat", ...request };
}

function refuseSecondAnswer(error: unknown): never {
  if (!isUniqueViolation(error)) throw error;
  throw new ProblemError(
    "answer_in_progress",
    "An answer is still being written in this session. Wait for it, or stop it first.",
  );
}

async function insertMessages(
  transaction: Transaction,
  dependencies: ChatDependencies,
  context: Context,
  request: ChatRequest,
  model: string,
): Promise<OpenedAnswer> {
  const now = new Date(dependencies.clock());
  const before =
    request.session_id === undefined
      ? undefined
      : await holdConversation(transaction, context, request.session_id, request.parent_message_id);
  const parentId = before?.parentId ?? null;
  const conversation = before ? continued(before, request, model, now) : begun(context, request, model, now);
  const ordinal = (before?.lastOrdinal ?? -1) + 1;
  const [questionId, answerId] = [newId("msg"), newId("msg")];
  const common = { conversationId: conversation.id, createdAt: now };
  // The person waits for the model, and the model for this: conversation and messages are written by one statement.
  await transaction
    .with(savedConversation(transaction, conversation, before !== undefined))
    .insert(messages)
    .values([
      {
        ...common,
        id: questionId,
        documentIds: conversation.documentIds,
        filters: request.filters ?? null,
        parentId,
        ordinal,
        role: "user",
        text: request.message,
        searchText: searchable(request.message),
        state: "complete",
        settledAt: now,
      },
      {
        ...common,
        id: answerId,
        parentId: questionId,
        ordinal: ordinal + 1,
        role: "assistant",
        text: "",
        state: "pending",
        model,
        leaseExpiresAt: leaseExpiry,
      },
    ]);
  if (!before) {
    await recordAudit(transaction, context, {
      action: "session.create",
      resourceKind: "session",
      resourceId: conversation.id,
      changes: { knowledge_base_ids: conversation.knowledgeBaseIds, document_ids: conversation.documentIds },
    });
  }
  return {
    conversation: presentConversation({ ...conversation, answering: true, shared: before?.row.shared ?? false }),
    titleSource: conversation.titleSource,
    questionId,
    question: request.message,
    answerId,
    parentId,
    ordinal: ordinal + 1,
    isNew: true,
  };
}

/** A conversation with what the request says of it. */
function continued(
  { row: before, lastOrdinal }: { row: ConversationRow; lastOrdinal: number },
  request: ChatRequest,
  model: string,
  now: Date,
): ConversationRow {
  const isUntitled = lastOrdinal === -1 && before.titleSource === "fallback";
  return {
    ...before,
    model,
    updatedAt: now,
    title: isUntitled ? fallbackTitle(request.message) : before.title,
    knowledgeBaseIds: request.knowledge_base_ids ?? before.knowledgeBaseIds,
    documentIds: request.document_ids ?? before.documentIds,
  };
}

/** A new one. Those that are too many by it are removed when its answer is settled. */
function begun(context: Context, request: ChatRequest, model: string, now: Date): ConversationRow {
  return {
    id: newId("ses"),
    tenantId: context.tenantId,
    personId: requirePerson(context).personId,
    title: fallbackTitle(request.message),
    titleSource: "fallback",
    pinned: false,
    model,
    knowledgeBaseIds: request.knowledge_base_ids ?? [],
    documentIds: request.document_ids ?? [],
    folderId: null,
    createdAt: now,
    updatedAt: now,
  };
}

function savedConversation(transaction: Transaction, row: ConversationRow, exists: boolean) {
  const { id, model, updatedAt, title, knowledgeBaseIds, documentIds } = row;
  const returned = { id: conversations.id };
  return transaction
    .$with("saved_conversation")
    .as(
      exists
        ? transaction
            .update(conversations)
            .set({ model, updatedAt, title, knowledgeBaseIds, documentIds })
            .where(eq(conversations.id, id))
            .returning(returned)
        : transaction.insert(conversations).values(row).returning(returned),
    );
}

/** What an earlier request with the same key had opened. */
async function readEarlier({ database }: ChatDependencies, context: Context, answerId: string): Promise<OpenedAnswer> {
  const [found] = await database
    .select({
      conversation: conversationColumns,
      ordinal: messages.ordinal,
      question: { id: questions.id, text: questions.text, parentId: questions.parentId },
    })
    .from(messages)
    .innerJoin(conversations, eq(conversations.id, messages.conversationId))
    .innerJoin(questions, eq(questions.id, messages.parentId))
    .where(and(eq(messages.id, answerId), eq(conversations.personId, requirePerson(context).personId)));
  if (!found) throw notFound("message");
  const { conversation, question, ordinal } = found;
  return {
    conversation: presentConversation(conversation),
    titleSource: conversation.titleSource,
    questionId: question.id,
    question: question.text,
    answerId,
    parentId: question.parentId,
    ordinal,
    isNew: false,
  };
}
