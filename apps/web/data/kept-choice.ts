import { useSyncExternalStore } from "react";

const listeners = new Set<() => void>();

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}

/**
 * How somebody wants a page to look, kept in this browser. Without storage (private windows) it is the first one.
 * @param key of the choice in the storage
 * @param choices what may be chosen; what is stored and not among them counts as the first
 */
export function useKeptChoice<Choice extends string>(
  key: string,
  choices: readonly [Choice, ...Choice[]],
): [Choice, (choice: Choice) => void] {
  const stored = useSyncExternalStore(
    subscribe,
    () => read(key),
    () => null,
  );
  const choice = choices.find((entry) => entry === stored) ?? choices[0];
  function choose(next: Choice): void {
    try {
      localStorage.setItem(key, next);
    } catch {}
    for (const listener of listeners) listener();
  }
  return [choice, choose];
}
