import { setTimeout as delay } from "node:timers/promises";
import { Permission } from "@eai/contract";
import { requirePermission } from "@eai/modules/identity";
import type { Context } from "@eai/modules/kernel";
import { and, eq } from "drizzle-orm";
import { findConversation } from "./conversation-access.ts";
import type { ChatDependencies } from "./dependencies.ts";
import { isOpen } from "./messages.ts";
import { recoverAnswers } from "./recover-answers.ts";
import { messages } from "./tables.ts";

const longestWaitMs = 5000;
const pollMs = 50;

/**
 * Stops the answer being written, in whichever process, and waits until it is settled. What is there is kept.
 * Nothing happens when none is being written.
 * @throws ProblemError `not_found`
 */
export async function stop(dependencies: ChatDependencies, context: Context, conversationId: string): Promise<void> {
  requirePermission(context, Permission.ChatUse);
  await findConversation(dependencies.database, context, conversationId);
  await stopAnswers(dependencies, conversationId);
}

/** Stops without asking who wants it. The wish is stored too: a relay may lose it, the next checkpoint reads it. */
export async function stopAnswers(dependencies: ChatDependencies, conversationId: string): Promise<void> {
  const { database, clock, relay, running } = dependencies;
  await recoverAnswers(dependencies, { conversationId });
  const [open] = await database
    .update(messages)
    .set({ stopRequestedAt: new Date(clock()) })
    .where(and(eq(messages.conversationId, conversationId), isOpen))
    .returning({ id: messages.id });
  if (!open) return;
  running.interrupt(open.id, "stopped");
  relay.requestStop(open.id);
  await running.whenSettled(open.id);
  for (let waited = 0; waited < longestWaitMs; waited += pollMs) {
    const left = await database
      .select({ id: messages.id })
      .from(messages)
      .where(and(eq(messages.id, open.id), isOpen));
    if (left.length === 0) return;
    await delay(pollMs);
  }
}
