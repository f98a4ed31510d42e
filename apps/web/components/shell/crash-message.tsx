"use client";
import { TriangleAlert } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { cn } from "@/components/ui/class-names.ts";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { useMessages } from "@/messages/index.tsx";

/** What a page shows when drawing it failed; trying again draws it anew. */
export function CrashMessage({ reset, className }: { reset: () => void; className: string }) {
  const t = useMessages();
  return (
    <main className={cn("flex items-center justify-center", className)}>
      <EmptyState
        icon={TriangleAlert}
        title={t.errors.crashTitle}
        action={
          <Button variant="primary" onClick={reset}>
            {t.common.retry}
          </Button>
        }
      >
        {t.errors.crash}
      </EmptyState>
    </main>
  );
}
