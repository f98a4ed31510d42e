import { useCallback, useSyncExternalStore } from "react";

/**
 * Is the window at least this wide?
 * @param least a length of CSS: `64rem`
 * @param onServer what it is taken for where nobody can look
 */
export function useWideWindow(least: string, onServer = true): boolean {
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
    () => onServer,
  );
}
