"use client";
import dynamic from "next/dynamic";
import type { ReactNode } from "react";
import type { Language } from "@/messages/languages.ts";

/** A page loads the texts of its own language only; those behind sign-in load the others. */
const messagesIn = {
  en: dynamic(() => import("@/messages/en/frame-provider.tsx")),
  de: dynamic(() => import("@/messages/de/frame-provider.tsx")),
} satisfies Record<Language, unknown>;

/** Gives what every page needs of its language to everything below. */
export function PageLanguage({ language, children }: { language: Language; children: ReactNode }) {
  const Messages = messagesIn[language];
  return <Messages>{children}</Messages>;
}
