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
import { and, desc, eq, getTableColumns, lt, sql } from "drizzle-orm";
import {
  type ConversationRow,
  conversationColumns,
  findConversation,
  presentConversation,
} from "./conversation-access.ts";
import { makeRoomForConversation } from "./conversation-limit.ts";
import { type ChatDependencies, requirePerson } from "./dependencies.ts";
import { recoverAnswers } from "./recover-answers.ts";
import { storableText } from "./storable-text.ts";
import { conversations, messages } from "./tables.ts";
import { fallbackTitle } from "./titles.ts";

/** An answer past its lease was left by a process that died. Renewed with each checkpoint, about once a second. */
export const leaseExpiry = sql`now() + interval '15 seconds'`;

export interface OpenedAnswer {
  conversation: Session;
  titleSource: ConversationRow["titleSource"];
  questionId: string;
  question: string;
  answerId: string;
  ordinal: number;
  /** False when the same `Idempotency-Key` had opened it before: somebody writes it, or has written it. */
  isNew: boolean;
}

/**
 * Saves the question and an empty answer in one short transaction; a request without a session opens one.
 * @param model name of the model that will answer
 * @throws ProblemError `not_found` for a session that is not this person's, `answer_in_progress`,
 * `idempotency_key_reused`
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
  const { conversation, ordinal } =
    request.session_id === undefined
      ? { conversation: await insertConversation(transaction, dependencies, context, request, model), ordinal: 0 }
      : await continueConversation(transaction, context, request.session_id, { request, model, now });
  const [questionId, answerId] = [newId("msg"), newId("msg")];
  const common = { conversationId: conversation.id, createdAt: now };
  await transaction.insert(messages).values([
    { ...common, id: questionId, ordinal, role: "user", text: request.message, state: "complete", settledAt: now },
    {
      ...common,
      id: answerId,
      ordinal: ordinal + 1,
      role: "assistant",
      text: "",
      state: "pending",
      model,
      leaseExpiresAt: leaseExpiry,
    },
  ]);
  return {
    conversation: presentConversation({ ...conversation, answering: true }),
    titleSource: conversation.titleSource,
    questionId,
    question: request.message,
    answerId,
    ordinal: ordinal + 1,
    isNew: true,
  };
}

/** Holds the conversation, notes what the request says of it, and gives the ordinal of the next message. */
async function continueConversation(
  transaction: Transaction,
  context: Context,
  id: string,
  { request, model, now }: { request: ChatRequest; model: string; now: Date },
): Promise<{ conversation: ConversationRow; ordinal: number }> {
  const before = await findConversation(transaction, context, id, "update");
  const [last] = await transaction
    .select({ ordinal: messages.ordinal })
    .from(messages)
    .where(eq(messages.conversationId, id))
    .orderBy(desc(messages.ordinal))
    .limit(1);
  const isUntitled = last === undefined && before.titleSource === "fallback";
  const changes = {
    model,
    updatedAt: now,
    title: isUntitled ? fallbackTitle(request.message) : before.title,
    knowledgeBaseIds: request.knowledge_base_ids ?? before.knowledgeBaseIds,
  };
  await transaction.update(conversations).set(changes).where(eq(conversations.id, id));
  return { conversation: { ...before, ...changes }, ordinal: (last?.ordinal ?? -1) + 1 };
}

async function insertConversation(
  transaction: Transaction,
  { clock, conversationLimit }: ChatDependencies,
  context: Context,
  request: ChatRequest,
  model: string,
): Promise<ConversationRow> {
  await makeRoomForConversation(transaction, context, conversationLimit);
  const now = new Date(clock());
  const row: ConversationRow = {
    id: newId("ses"),
    tenantId: context.tenantId,
    personId: requirePerson(context).personId,
    title: fallbackTitle(request.message),
    titleSource: "fallback",
    pinned: false,
    model,
    knowledgeBaseIds: request.knowledge_base_ids ?? [],
    createdAt: now,
    updatedAt: now,
  };
  await transaction.insert(conversations).values(row);
  await recordAudit(transaction, context, {
    action: "session.create",
    resourceKind: "session",
    resourceId: row.id,
    changes: { knowledge_base_ids: row.knowledgeBaseIds },
  });
  return row;
}

/** What an earlier request with the same key had opened. */
async function readEarlier({ database }: ChatDependencies, context: Context, answerId: string): Promise<OpenedAnswer> {
  const [found] = await database
    .select({ conversation: conversationColumns, answer: getTableColumns(messages) })
    .from(messages)
    .innerJoin(conversations, eq(conversations.id, messages.conversationId))
    .where(and(eq(messages.id, answerId), eq(conversations.personId, requirePerson(context).personId)));
  if (!found) throw notFound("message");
  const { conversation, answer } = found;
  const [question] = await database
    .select({ id: messages.id, text: messages.text })
    .from(messages)
    .where(and(eq(messages.conversationId, conversation.id), lt(messages.ordinal, answer.ordinal)))
    .orderBy(desc(messages.ordinal))
    .limit(1);
  if (!question) throw notFound("message");
  return {
    conversation: presentConversation(conversation),
    titleSource: conversation.titleSource,
    questionId: question.id,
    question: question.text,
    answerId,
    ordinal: answer.ordinal,
    isNew: false,
  };
}
