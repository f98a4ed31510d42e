"use client";
import { useCallback, useEffect } from "react";
import type { Conversation } from "./conversation.ts";

const messageHash = /^#(msg_[\w-]+)$/;
/** How long what was jumped to is marked. */
const markedMilliseconds = 2_000;
/** What comes near is drawn and changes its size: the place is looked for again, so often at most. */
const mostCorrections = 12;

/** Scrolls to a message and holds it there while what is around it is drawn. */
function scrollToMessage(id: string): void {
  const element = document.getElementById(id);
  if (!element) return;
  let corrections = 0;
  let before = Number.NaN;
  const correct = () => {
    const { top } = element.getBoundingClientRect();
    if (top !== before) element.scrollIntoView({ block: "start" });
    before = element.getBoundingClientRect().top;
    corrections += 1;
    if (corrections < mostCorrections) requestAnimationFrame(correct);
  };
  correct();
  element.tabIndex = -1;
  element.focus({ preventScroll: true });
  element.dataset.found = "";
  setTimeout(() => delete element.dataset.found, markedMilliseconds);
}

/**
 * Follows `#msg_…` in the address, also to another branch.
 * @returns to go to a message
 */
export function useMessageLink(conversation: Conversation, ready: boolean): (messageId: string) => void {
  const goTo = useCallback(
    (messageId: string) => {
      // Another branch is drawn first.
      if (conversation.reveal(messageId)) requestAnimationFrame(() => scrollToMessage(messageId));
    },
    [conversation],
  );
  useEffect(() => {
    if (!ready) return;
    let followed = "";
    const follow = () => {
      const { hash } = window.location;
      if (hash === followed) return;
      followed = hash;
      const [, id] = messageHash.exec(hash) ?? [];
      if (id) goTo(id);
    };
    follow();
    // A link of the router changes the address without a `hashchange`.
    const { navigation } = window as { navigation?: EventTarget };
    window.addEventListener("hashchange", follow);
    navigation?.addEventListener("currententrychange", follow);
    return () => {
      window.removeEventListener("hashchange", follow);
      navigation?.removeEventListener("currententrychange", follow);
    };
  }, [goTo, ready]);
  return goTo;
}
