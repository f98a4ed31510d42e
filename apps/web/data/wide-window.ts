import { useSyncExternalStore } from "react";

/** Tailwind's `lg`: room for two areas beside the navigation. */
const wide = "(min-width: 64rem)";

function subscribe(listener: () => void): () => void {
  const query = window.matchMedia(wide);
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}

/** Is there room for two areas beside each other? On the server it is taken to be so. */
export function useWideWindow(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => window.matchMedia(wide).matches,
    () => true,
  );
}
