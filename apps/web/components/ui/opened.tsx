"use client";
import { createContext, type ReactNode, use, useState } from "react";

/**
 * Was it ever open? Until then nothing of what it opens is drawn: most of it never is, and each would be drawn twice.
 * @param open when its owner decides
 * @param onOpenChange is told of every change
 * @returns whether it was, and what has to be told of every change instead
 */
export function useOpened(open?: boolean, onOpenChange?: (open: boolean) => void) {
  const [opened, setOpened] = useState(false);
  if (open && !opened) setOpened(true);
  return {
    opened,
    onOpenChange: (next: boolean) => {
      if (next) setOpened(true);
      onOpenChange?.(next);
    },
  };
}

const OpenedContext = createContext(false);

/** Says to everything below whether it was ever open. */
export const OpenedProvider = OpenedContext;

/** Draws what is in it from the first opening on. */
export function OnceOpened({ children }: { children: ReactNode }) {
  return use(OpenedContext) && children;
}
