"use client";
import { type ComponentType, startTransition, useEffect, useState } from "react";
import { ChatFrame } from "./chat-frame.tsx";
import { loadMessageList } from "./load-message-list.tsx";

const load = () => import("./conversation-page.tsx");

if (typeof window !== "undefined") {
  // Asked for before the frame is alive. Who needs it and does not get it says so.
  load().catch(() => {});
  if (window.location.pathname !== "/chat") loadMessageList().catch(() => {});
}

/** Set when the page is alive: it begins as the server drew it. */
let loaded: ComponentType | undefined;

/**
 * `/chat` and `/chat/{id}`. The chat's script is the largest part of the page: what needs none of it is there before. It
 * is drawn as a transition, which makes way for whoever types or scrolls meanwhile.
 */
export function ChatPage() {
  const [Page, setPage] = useState(() => loaded);
  const [failure, setFailure] = useState<unknown>();
  useEffect(() => {
    if (Page) return;
    load().then((module) => {
      loaded = module.ConversationPage;
      startTransition(() => setPage(() => loaded));
    }, setFailure);
  }, [Page]);
  if (failure) throw failure;
  return Page ? <Page /> : <ChatFrame />;
}
