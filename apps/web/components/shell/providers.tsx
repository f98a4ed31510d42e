"use client";
import { QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { createQueryClient } from "@/data/query-client.ts";
import type { Language } from "@/messages/languages.ts";
import { PageLanguage } from "./page-language.tsx";
import { useServiceWorker } from "./use-service-worker.ts";
import { useStrictPolicy } from "./use-strict-policy.ts";

/** What every page needs around it, the sign-in page too: no more than that. */
export function Providers({ language, children }: { language: Language; children: ReactNode }) {
  const [queryClient] = useState(createQueryClient);
  useStrictPolicy();
  useServiceWorker(language);
  return (
    <QueryClientProvider client={queryClient}>
      <PageLanguage language={language}>{children}</PageLanguage>
    </QueryClientProvider>
  );
}
