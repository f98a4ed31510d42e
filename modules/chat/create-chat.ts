import { type Context, systemClock } from "@eai/modules/kernel";
import { type AnswerVerbs, answerVerbs } from "./answer.ts";
import type { AnswerPart } from "./answer-parts.ts";
import { type CompletionModelVerbs, completionModelVerbs } from "./completions/completion-models.ts";
import { type OpenCompletionVerbs, openCompletionVerbs } from "./completions/open-completion.ts";
import { type ConversationVerbs, conversationVerbs } from "./conversations.ts";
import type { ChatDependencies } from "./dependencies.ts";
import { type FeedbackVerbs, feedbackVerbs } from "./feedback.ts";
import { type FolderVerbs, folderVerbs } from "./folders.ts";
import { follow } from "./follow-answer.ts";
import { type KeptConversationVerbs, keptConversationVerbs } from "./kept-conversations.ts";
import { type MessageVerbs, messageVerbs } from "./messages.ts";
import { type RecoverInput, recoverAnswers } from "./recover-answers.ts";
import { createRunningAnswers } from "./running-answers.ts";
import { type SharedConversationVerbs, sharedConversationVerbs } from "./shared-conversations.ts";
import { type ShareVerbs, shareVerbs } from "./shares.ts";
import { stop } from "./stop-answer.ts";

export interface Chat
  extends AnswerVerbs,
    ConversationVerbs,
    FolderVerbs,
    ShareVerbs,
    SharedConversationVerbs,
    KeptConversationVerbs,
    MessageVerbs,
    FeedbackVerbs,
    OpenCompletionVerbs,
    CompletionModelVerbs {
  /**
   * The answer being written in a conversation, from its beginning; null when none is.
   * @throws ProblemError `not_found`
   */
  follow(context: Context, conversationId: string): Promise<AsyncIterable<AnswerPart> | null>;
  /**
   * Stops the answer being written, in whichever process, and waits until it is settled. What is there is kept.
   * @throws ProblemError `not_found`
   */
  stop(context: Context, conversationId: string): Promise<void>;
  /**
   * Settles the answers of processes that died. To be called at the start, there with `includingLeased` when no other
   * process uses the database, and every few seconds after.
   * @returns how many
   */
  recover(input?: RecoverInput): Promise<number>;
  /** Takes no more questions, waits so long for answers being written, and interrupts the rest. For a graceful stop. */
  drain(graceSeconds: number): Promise<void>;
}

type Defaulted = "clock" | "rewriting" | "conversationLimit" | "answerTokenLimit" | "entailmentModel";
export type CreateChatInput = Omit<ChatDependencies, "running" | Defaulted> &
  Partial<Pick<ChatDependencies, Defaulted>>;

export function createChat(input: CreateChatInput): Chat {
  const {
    clock = systemClock,
    conversationLimit = 50,
    answerTokenLimit = 4096,
    entailmentModel = null,
    rewriting = "auto",
    ...rest
  } = input;
  const running = createRunningAnswers();
  const settings = { clock, conversationLimit, answerTokenLimit, entailmentModel, rewriting };
  const dependencies: ChatDependencies = { ...rest, ...settings, running };
  rest.relay.onStop((answerId) => running.interrupt(answerId, "stopped"));
  return {
    ...answerVerbs(dependencies),
    ...conversationVerbs(dependencies),
    ...messageVerbs(dependencies),
    ...feedbackVerbs(dependencies),
    ...folderVerbs(dependencies),
    ...shareVerbs(dependencies),
    ...sharedConversationVerbs(dependencies),
    ...keptConversationVerbs(dependencies),
    ...openCompletionVerbs(dependencies),
    ...completionModelVerbs(dependencies),
    follow: (context, conversationId) => follow(dependencies, context, conversationId),
    stop: (context, conversationId) => stop(dependencies, context, conversationId),
    recover: (input) => recoverAnswers(dependencies, input),
    drain: (graceSeconds) => running.drain(graceSeconds),
  };
}
