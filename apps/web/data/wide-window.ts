import { useCallback, useSyncExternalStore } from "react";

/**
 * Is the window at least this wide? On the server it is taken to be so.
 * @param least a length of CSS: `64rem`
 */
export function useWideWindow(least: string): boolean {
  const wide = `(min-width: ${least})`;
  const subscribe = useCallback(
    (listener: () => void) => {
      const query = window.matchMedia(wide);
      query.addEventListener("change", listener);
      return () => query.removeEventListener("change", listener);
    },
    [wide],
  );
  return useSyncExternalStore(
    subscribe,
    () => window.matchMedia(wide).matches,
    () => true,
  );
}
