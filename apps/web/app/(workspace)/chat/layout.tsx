import { HydrationBoundary } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ChatPage } from "@/components/chat/chat-page.tsx";
import { titled } from "@/messages/request-messages.ts";
import { knowledgeBasesOnServer } from "@/server-reads.ts";

export const generateMetadata = titled((t) => t.chat.title);

/** The chat lives in the layout, so that a new conversation may get its address while its answer is being streamed. */
export default async function ChatLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <HydrationBoundary state={await knowledgeBasesOnServer()}>
        <ChatPage />
      </HydrationBoundary>
      {children}
    </>
  );
}
