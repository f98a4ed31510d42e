"use client";
import { QueryClientProvider } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { type ReactNode, useState } from "react";
import { createQueryClient } from "@/data/query-client.ts";
import type { Language } from "@/messages/languages.ts";
import { useServiceWorker } from "./use-service-worker.ts";
import { useStyleNonce } from "./use-style-nonce.ts";

/** A page loads the texts of its own language only; those behind sign-in load the others. */
const messagesIn = {
  en: dynamic(() => import("@/messages/en/frame-provider.tsx")),
  de: dynamic(() => import("@/messages/de/frame-provider.tsx")),
} satisfies Record<Language, unknown>;

/** What every page needs around it, the sign-in page too: no more than that. */
export function Providers({ language, children }: { language: Language; children: ReactNode }) {
  const [queryClient] = useState(createQueryClient);
  useStyleNonce();
  useServiceWorker(language);
  const Messages = messagesIn[language];
  return (
    <QueryClientProvider client={queryClient}>
      <Messages>{children}</Messages>
    </QueryClientProvider>
  );
}
