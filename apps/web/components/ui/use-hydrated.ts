import { useSyncExternalStore } from "react";
import { subscribeToNothing } from "@/data/subscribe-to-nothing.ts";

/** False on the server, and until the page that it drew is alive. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    subscribeToNothing,
    () => true,
    () => false,
  );
}
