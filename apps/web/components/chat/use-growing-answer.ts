"use client";
import { useSyncExternalStore } from "react";
import { subscribeToNothing } from "@/data/subscribe-to-nothing.ts";
import type { ChatMessage } from "./chat-message.ts";
import type { ConversationState } from "./conversation-state.ts";

/**
 * An answer with the words that are there by now.
 * @param answer as it was when something else happened in the conversation
 * @param writing it is being written
 */
export function useGrowingAnswer(
  state: ConversationState,
  answer: ChatMessage | undefined,
  writing: boolean,
): ChatMessage | undefined {
  const newest = () => (writing ? newestOf(state, answer) : answer);
  return useSyncExternalStore(writing ? state.subscribe : subscribeToNothing, newest, newest);
}

/** The same answer as it is now. */
export function newestOf(state: ConversationState, answer: ChatMessage | undefined): ChatMessage | undefined {
  return answer && (state.messages.findLast(({ id }) => id === answer.id) ?? answer);
}
