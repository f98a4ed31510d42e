"use client";
import dynamic from "next/dynamic";
import { ChatFrame } from "./chat-frame.tsx";
import { loadMessageList } from "./load-message-list.tsx";

/** The chat's script is the largest part of the page: what needs none of it is there before. */
const ConversationPage = dynamic(loadConversationPage, { ssr: false, loading: ChatFrame });

async function loadConversationPage() {
  if (window.location.pathname !== "/chat") loadMessageList().catch(() => {});
  return (await import("./conversation-page.tsx")).ConversationPage;
}

/** `/chat` and `/chat/{id}`. */
export function ChatPage() {
  return <ConversationPage />;
}
