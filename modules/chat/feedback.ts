import { type MessageFeedback, Permission } from "@eai/contract";
import { requirePermission } from "@eai/modules/identity";
import { type Context, type Database, notFound } from "@eai/modules/kernel";
import { and, eq } from "drizzle-orm";
import { findConversation } from "./conversation-access.ts";
import { storableText } from "./storable-text.ts";
import { messages } from "./tables.ts";

export interface MessageReference {
  conversationId: string;
  messageId: string;
}

export interface FeedbackVerbs {
  /**
   * Keeps what a person says of an answer they got; the last word counts.
   * @throws ProblemError `not_found` for what is no answer in a conversation of theirs
   */
  setMessageFeedback(context: Context, reference: MessageReference, feedback: MessageFeedback): Promise<void>;
}

export function feedbackVerbs({ database }: { database: Database }): FeedbackVerbs {
  return {
    async setMessageFeedback(context, { conversationId, messageId }, { rating, reason }) {
      requirePermission(context, Permission.ChatUse);
      await database.transaction(async (transaction) => {
        await findConversation(transaction, context, conversationId, "update");
        const changed = await transaction
          .update(messages)
          .set({
            feedback: rating,
            feedbackReason: rating === null || !reason ? null : storableText(reason),
            feedbackAt: rating === null ? null : new Date(),
          })
          .where(
            and(
              eq(messages.id, messageId),
              eq(messages.conversationId, conversationId),
              eq(messages.role, "assistant"),
            ),
          )
          .returning({ id: messages.id });
        if (changed.length === 0) throw notFound("message");
      });
    },
  };
}
