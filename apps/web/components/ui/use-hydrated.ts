import { useSyncExternalStore } from "react";

function never(): () => void {
  return () => undefined;
}

/** False on the server, and until the page that it drew is alive. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
