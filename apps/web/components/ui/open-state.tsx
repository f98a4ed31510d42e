"use client";
import { createContext, type ReactNode, use, useState } from "react";

/**
 * Whether something is open: as its owner says, else as it was told last. With `OpenContext` it decides that nothing of what
 * is opened is drawn before, which radix-ui would draw twice for each.
 */
export function useOpenState(open?: boolean, onOpenChange?: (open: boolean) => void) {
  const [own, setOwn] = useState(false);
  return {
    open: open ?? own,
    onOpenChange: (next: boolean) => {
      setOwn(next);
      onOpenChange?.(next);
    },
  };
}

export const OpenContext = createContext(false);

/** Draws what is in it while the thing around it is open. */
export function WhenOpen({ children }: { children: ReactNode }) {
  return use(OpenContext) && children;
}
