import { setTimeout as delay } from "node:timers/promises";
import { Permission } from "@eai/contract";
import { requirePermission } from "@eai/modules/identity";
import type { Context } from "@eai/modules/kernel";
import { and, eq, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { type AnswerPart, dataPart, isLastPart, textPartId } from "./answer-parts.ts";
import { type ConversationRow, findConversation } from "./conversation-access.ts";
import type { ChatDependencies } from "./dependencies.ts";
import { isOpen, isSettled, type MessageRow, messageColumns, presentMessages } from "./messages.ts";
import { presentCitation, toReference } from "./present-citation.ts";
import { conversations, messages } from "./tables.ts";

type FollowDependencies = Pick<ChatDependencies, "database" | "knowledge" | "relay">;

/**
 * The answer being written in a conversation, from its beginning.
 * @returns null when none is
 * @throws ProblemError `not_found`
 */
export async function follow(
  dependencies: FollowDependencies,
  context: Context,
  conversationId: string,
): Promise<AsyncIterable<AnswerPart> | null> {
  requirePermission(context, Permission.ChatUse);
  await findConversation(dependencies.database, context, conversationId);
  const [open] = await dependencies.database
    .select({ id: messages.id })
    .from(messages)
    .where(and(eq(messages.conversationId, conversationId), isOpen, sql`${messages.leaseExpiresAt} > now()`));
  return open ? followAnswer(dependencies, context, open.id, "checked again") : null;
}

const pollMs = 250;

/**
 * The parts of an answer from its beginning to its end, whatever becomes of the relay: where that has nothing (more),
 * the rest comes from the database. Ends when the reader goes away; the answer does not.
 * @param citations whether a passage is looked at again before it is shown: access may have changed since it was found
 */
export async function* followAnswer(
  dependencies: FollowDependencies,
  context: Context,
  answerId: string,
  citations: "as it was" | "checked again",
): AsyncGenerator<AnswerPart, void> {
  let seen = 0;
  let textOpen = false;
  while (!context.signal.aborted) {
    for await (const part of dependencies.relay.follow(answerId, seen, context.signal)) {
      seen += 1;
      if (part.type === "text-start") textOpen = true;
      if (part.type === "text-end") textOpen = false;
      yield citations === "checked again" ? await recheck(dependencies, context, part) : part;
      if (isLastPart(part)) return;
    }
    const stored = await readStored(dependencies, answerId);
    if (!stored) return;
    if (isSettled(stored.answer)) {
      if (textOpen) yield { type: "text-end", id: textPartId };
      yield* storedParts(dependencies, context, stored, seen > 0);
      return;
    }
    await delay(pollMs, undefined, { signal: context.signal }).catch(() => {});
  }
}

/** A passage this person may no longer see is withheld, also when that cannot be found out. */
async function recheck({ knowledge }: FollowDependencies, context: Context, part: AnswerPart): Promise<AnswerPart> {
  if (part.type !== "data-citation") return part;
  const visible = await knowledge
    .citedPassages(context, [toReference(part.data)])
    .catch(() => new Map<string, never>());
  return { ...part, data: presentCitation(part.data, visible) };
}

interface StoredAnswer {
  answer: MessageRow;
  conversation: ConversationRow;
  question: { id: string; parentId: string | null } | null;
}

const questions = alias(messages, "questions");

async function readStored({ database }: FollowDependencies, answerId: string): Promise<StoredAnswer | undefined> {
  const [found] = await database
    .select({
      answer: messageColumns,
      conversation: conversations,
      question: { id: questions.id, parentId: questions.parentId },
    })
    .from(messages)
    .innerJoin(conversations, eq(conversations.id, messages.conversationId))
    .leftJoin(questions, eq(questions.id, messages.parentId))
    .where(eq(messages.id, answerId));
  return found;
}

/** @param begun the reader has the beginning: then only what settles the answer is said again */
async function* storedParts(
  dependencies: FollowDependencies,
  context: Context,
  { answer, conversation, question }: StoredAnswer,
  begun: boolean,
): AsyncGenerator<AnswerPart, void> {
  const [message] = await presentMessages(dependencies, context, [answer]);
  if (!message) return;
  if (!begun) {
    yield { type: "start", messageId: answer.id };
    const session = {
      session_id: conversation.id,
      title: conversation.title,
      question_id: question?.id ?? "",
      answer_id: answer.id,
      parent_id: question?.parentId ?? null,
    };
    yield dataPart("session", session, "session");
    if (message.text !== "") {
      yield { type: "text-start", id: textPartId };
      yield { type: "text-delta", id: textPartId, delta: message.text };
      yield { type: "text-end", id: textPartId };
    }
  }
  for (const citation of message.citations) yield dataPart("citation", citation, `citation-${citation.number}`);
  for (const notice of message.notices) yield dataPart("notice", { notice }, notice);
  if (message.usage) {
    yield dataPart("usage", { ...message.usage, model: message.model ?? "", served_by: message.served_by });
  }
  const { state, text, unsupported } = message;
  yield dataPart("settled", { state, text, unsupported });
  if (message.state === "complete") yield { type: "finish", finishReason: "stop" };
  else if (message.state === "stopped" || answer.errorCode === null) yield { type: "abort" };
  else yield { type: "error", code: answer.errorCode, errorText: answer.errorDetail ?? "" };
}
