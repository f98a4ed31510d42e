"use client";
import { TriangleAlert } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { useMessages } from "@/messages/index.tsx";

export default function PageError({ reset }: { error: Error; reset: () => void }) {
  const t = useMessages();
  return (
    <main className="flex min-h-dvh items-center justify-center">
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
