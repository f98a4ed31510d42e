"use client";
import { useChat } from "@ai-sdk/react";
import { useCallback, useEffect, useReducer, useState } from "react";
import type { Conversation } from "./conversation.ts";

/** How often a streamed answer is drawn again. */
const throttleMilliseconds = 100;

/** Loads a conversation when it is shown and follows what happens in it. */
export function useConversation(conversation: Conversation) {
  const { messages, status, error } = useChat({ chat: conversation.chat, throttle: throttleMilliseconds });
  const [loading, setLoading] = useState(!conversation.loaded);
  const [loadError, setLoadError] = useState<unknown>();

  const [, redraw] = useReducer((count: number) => count + 1, 0);

  useEffect(() => conversation.listen(redraw), [conversation]);

  const load = useCallback(
    (signal?: AbortSignal) => {
      setLoadError(undefined);
      setLoading(!conversation.loaded);
      conversation
        .load(signal)
        .catch((reason: unknown) => {
          if (!signal?.aborted) setLoadError(reason);
        })
        .finally(() => {
          if (!signal?.aborted) setLoading(false);
        });
    },
    [conversation],
  );

  useEffect(() => {
    const controller = new AbortController();
    load(controller.signal);
    return () => controller.abort();
  }, [load]);

  const answering = status === "submitted" || status === "streaming";
  // Following an answer lasts as long as the answer: what is there is shown at once.
  const waiting = loading && !conversation.loaded && messages.length === 0;
  return { messages, status, error, answering, loading: waiting, loadError, reload: load };
}
