"use client";
import dynamic from "next/dynamic";
import { ChatFrame } from "./chat-frame.tsx";

/** The chat's script is the largest part of the page: what needs none of it is there before. */
const ConversationPage = dynamic(() => import("./conversation-page.tsx").then((module) => module.ConversationPage), {
  ssr: false,
  loading: ChatFrame,
});

/** `/chat` and `/chat/{id}`. */
export function ChatPage() {
  return <ConversationPage />;
}
