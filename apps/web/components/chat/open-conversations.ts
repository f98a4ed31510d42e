import { Conversation } from "./conversation.ts";

const opened = new Map<string, Conversation>();
let fresh: Conversation | undefined;

/** The conversation of this id, or (null) the one that has not been begun yet. */
export function conversationFor(sessionId: string | null): Conversation {
  if (fresh?.sessionId) {
    opened.set(fresh.sessionId, fresh);
    fresh = undefined;
  }
  if (sessionId === null) {
    fresh ??= new Conversation(null);
    return fresh;
  }
  const known = opened.get(sessionId);
  if (known) return known;
  const conversation = new Conversation(sessionId);
  opened.set(sessionId, conversation);
  return conversation;
}

/** Lets go of a conversation nobody looks at, unless its answer is still being written or its question was not taken. */
export function leaveConversation(conversation: Conversation): void {
  if (!conversation.sessionId || conversation.answering || conversation.refusal()) return;
  if (opened.get(conversation.sessionId) === conversation) opened.delete(conversation.sessionId);
}
