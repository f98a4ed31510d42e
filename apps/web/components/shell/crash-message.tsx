"use client";
import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button.tsx";
import { cn } from "@/components/ui/class-names.ts";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { useFrameMessages } from "@/messages/index.tsx";

interface CrashMessageProps {
  error: Error;
  reset: () => void;
  isWholePage?: boolean;
}

/** What a page shows when drawing it failed; trying again draws it anew. */
export function CrashMessage({ error, reset, isWholePage }: CrashMessageProps) {
  const t = useFrameMessages();
  // A script that could not be fetched, as after an upgrade, is not asked for again by what was to draw it.
  const again = error.name === "ChunkLoadError" ? () => window.location.reload() : reset;
  const Frame = isWholePage ? "main" : "div";
  return (
    <Frame className={cn("flex items-center justify-center", isWholePage ? "min-h-dvh" : "min-h-full")}>
      <EmptyState
        icon={TriangleAlert}
        heading="h1"
        title={t.errors.crashTitle}
        action={
          <Button variant="primary" onClick={again}>
            {t.common.retry}
          </Button>
        }
      >
        {t.errors.crash}
      </EmptyState>
    </Frame>
  );
}

/** What stands in the place of a part whose script cannot be fetched: the rest of the page stays as it is. */
export function insteadOfScript(error: Error): () => ReactNode {
  return () => <CrashMessage error={error} reset={() => window.location.reload()} />;
}
