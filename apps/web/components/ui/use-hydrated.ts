import { startTransition, useEffect, useState, useSyncExternalStore } from "react";
import { subscribeToNothing } from "@/data/subscribe-to-nothing.ts";

/** False on the server, and until the page that it drew is alive. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    subscribeToNothing,
    () => true,
    () => false,
  );
}

/**
 * For what only a browser can draw, on a page that the server began: false until that is alive, true at once on a page that
 * was moved to. What comes with it is drawn in slices.
 */
export function useDrawnInBrowser(): boolean {
  const [isDrawn, setDrawn] = useState(useHydrated());
  useEffect(() => startTransition(() => setDrawn(true)), []);
  return isDrawn;
}
