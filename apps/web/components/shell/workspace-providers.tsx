"use client";
import type { ReactNode } from "react";
import { Toaster } from "@/components/ui/toast.tsx";
import { TooltipProvider } from "@/components/ui/tooltip.tsx";

/** What the pages behind sign-in need around them besides. */
export function WorkspaceProviders({ children }: { children: ReactNode }) {
  return (
    <TooltipProvider delayDuration={350}>
      {children}
      <Toaster />
    </TooltipProvider>
  );
}
