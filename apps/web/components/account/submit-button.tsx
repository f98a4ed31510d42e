"use client";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button.tsx";
import { useHydrated } from "@/components/ui/use-hydrated.ts";

/**
 * Sends the form, as soon as the page's script is there to send it. Before that a browser would do it by itself: with
 * the password in the address, and whatever was typed would be gone.
 */
export function SubmitButton({ busy, children }: { busy: boolean; children: ReactNode }) {
  const isReady = useHydrated();
  return (
    <Button type={isReady ? "submit" : "button"} variant="primary" size="large" busy={busy}>
      {children}
    </Button>
  );
}
