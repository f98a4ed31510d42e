"use client";
import { QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Toaster } from "@/components/ui/toast.tsx";
import { TooltipProvider } from "@/components/ui/tooltip.tsx";
import { createQueryClient } from "@/data/query-client.ts";
import { en } from "@/messages/en.ts";
import { MessagesProvider } from "@/messages/index.tsx";

/** What every page needs around it. */
export function Providers({ children }: { children: ReactNode }) {
  const [queryClient] = useState(createQueryClient);
  return (
    <QueryClientProvider client={queryClient}>
      <MessagesProvider messages={en}>
        <TooltipProvider delayDuration={350}>
          {children}
          <Toaster />
        </TooltipProvider>
      </MessagesProvider>
    </QueryClientProvider>
  );
}
