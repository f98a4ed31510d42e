"use client";
import dynamic from "next/dynamic";
import type { ReactNode } from "react";
import { Toaster } from "@/components/ui/toast.tsx";
import { useFrameMessages } from "@/messages/index.tsx";
import { type Language, languageOf } from "@/messages/languages.ts";

const messagesIn = {
  en: dynamic(() => import("@/messages/en/provider.tsx")),
  de: dynamic(() => import("@/messages/de/provider.tsx")),
} satisfies Record<Language, unknown>;

/** What the pages behind sign-in need around them besides. */
export function WorkspaceProviders({ children }: { children: ReactNode }) {
  const Messages = messagesIn[languageOf(useFrameMessages().language) ?? "en"];
  return (
    <Messages>
      {children}
      <Toaster />
    </Messages>
  );
}
