"use client";
import { useState } from "react";

/** What had the focus; of an item of a menu, which is gone when the window closes, the button of its menu. */
function focusedNow(): Element | null {
  if (typeof document === "undefined") return null;
  const { activeElement } = document;
  const menuButton = activeElement?.closest("[role=menu]")?.getAttribute("aria-labelledby");
  return menuButton ? document.getElementById(menuButton) : activeElement;
}

/**
 * Gives the focus back to what opened a window. radix-ui does that for its own trigger only, and ours are opened by state.
 * Read while drawing: a field with `autoFocus` has it before any effect runs.
 * @returns for `onCloseAutoFocus`
 */
export function useReturnFocus(open: boolean): (event: Event) => void {
  const [before, setBefore] = useState<{ open: boolean; element: Element | null }>({ open: false, element: null });
  if (open !== before.open) setBefore({ open, element: open ? focusedNow() : before.element });
  return (event) => {
    if (!(before.element instanceof HTMLElement) || !before.element.isConnected) return;
    event.preventDefault();
    before.element.focus();
  };
}
