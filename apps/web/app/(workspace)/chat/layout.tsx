import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Suspense } from "react";
import { ChatPage } from "@/components/chat/chat-page.tsx";
import { en } from "@/messages/en.ts";

export const metadata: Metadata = { title: en.chat.title };

/** The chat lives in the layout, so that a new conversation may get its address while its answer is being streamed. */
export default function ChatLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <Suspense>
        <ChatPage />
      </Suspense>
      {children}
    </>
  );
}
