"use client";
import { useCallback, useEffect, useReducer, useState, useSyncExternalStore } from "react";
import type { Conversation } from "./conversation.ts";

/** Between two looks at what happened elsewhere. */
const calmMilliseconds = 1_000;

/** Loads a conversation when it is shown and follows what happens in it. */
export function useConversation(conversation: Conversation) {
  const { state } = conversation;
  const messages = useSyncExternalStore(state.subscribe, () => state.steadyMessages);
  const status = useSyncExternalStore(state.subscribe, () => state.status);
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

  // Somebody may have gone on in another tab or on another device.
  useEffect(() => {
    let last = Date.now();
    const lookAgain = () => {
      if (document.visibilityState !== "visible" || Date.now() - last < calmMilliseconds) return;
      last = Date.now();
      conversation.refresh().catch(() => {});
    };
    window.addEventListener("focus", lookAgain);
    document.addEventListener("visibilitychange", lookAgain);
    return () => {
      window.removeEventListener("focus", lookAgain);
      document.removeEventListener("visibilitychange", lookAgain);
    };
  }, [conversation]);

  const answering = status === "submitted" || status === "streaming";
  // Following an answer lasts as long as the answer: what is there is shown at once.
  const waiting = loading && !conversation.loaded && messages.length === 0;
  return { messages, answering, loading: waiting, loadError, reload: load };
}
