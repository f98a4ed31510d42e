import { useSyncExternalStore } from "react";

type Storage = Pick<globalThis.Storage, "getItem" | "setItem" | "removeItem">;

/** A value that this browser keeps, the same in all of its tabs. */
export interface BrowserStore<Value> {
  /** The same object until it changes. */
  get(): Value;
  set(next: Value): void;
  subscribe(listener: () => void): () => void;
  readonly fallback: Value;
}

interface BrowserStoreOptions<Value> {
  key: string;
  fallback: Value;
  /** Reads what was kept, which anybody may have changed; never throws. */
  parse: (kept: unknown) => Value;
  /** Of the person, not of the device: it is forgotten when they sign out. */
  personal?: boolean;
  storage?: () => Storage;
}

const personalStores = new Set<BrowserStore<unknown> & { forget(): void }>();

/** Makes a value that outlives the page. Without storage (private windows) it lives as long as the page. */
export function createBrowserStore<Value>(options: BrowserStoreOptions<Value>): BrowserStore<Value> {
  const { key, fallback, parse, personal, storage = () => window.localStorage } = options;
  const listeners = new Set<() => void>();
  let raw: string | null | undefined;
  let value = fallback;

  function read(): string | null {
    try {
      return storage().getItem(key);
    } catch {
      return raw ?? null;
    }
  }

  function get(): Value {
    const kept = read();
    if (kept === raw) return value;
    raw = kept;
    value = kept === null ? fallback : parse(parsed(kept));
    return value;
  }

  function write(next: string | null): void {
    try {
      if (next === null) storage().removeItem(key);
      else storage().setItem(key, next);
    } catch {}
    raw = next;
    for (const listener of listeners) listener();
  }

  function set(next: Value): void {
    value = next;
    write(JSON.stringify(next));
  }

  function forget(): void {
    value = fallback;
    write(null);
  }

  function onStorage(event: StorageEvent): void {
    if (event.key === key || event.key === null) for (const listener of listeners) listener();
  }

  function subscribe(listener: () => void): () => void {
    if (listeners.size === 0) globalThis.addEventListener?.("storage", onStorage);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) globalThis.removeEventListener?.("storage", onStorage);
    };
  }

  const store = { get, set, subscribe, fallback };
  if (personal) personalStores.add({ ...store, forget } as BrowserStore<unknown> & { forget(): void });
  return store;
}

/** Keeps which of these was chosen; the first until another was, and for what is none of them. */
export function createChoiceStore<Choice extends string>(key: string, choices: readonly [Choice, ...Choice[]]) {
  const [first] = choices;
  return createBrowserStore<Choice>({
    key,
    fallback: first,
    parse: (kept) => choices.find((choice) => choice === kept) ?? first,
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The value of a store, drawn anew when it changes in whatever tab. */
export function useBrowserStore<Value>(store: BrowserStore<Value>): Value {
  return useSyncExternalStore(store.subscribe, store.get, () => store.fallback);
}

/** Forgets what the browser keeps of a person: another one may sign in. */
export function forgetPersonalStores(): void {
  for (const store of personalStores) store.forget();
}

/** Reads a list of strings out of whatever was kept. */
export function parseStrings(kept: unknown, atMost = 500): readonly string[] {
  if (!Array.isArray(kept)) return [];
  return kept.filter((entry): entry is string => typeof entry === "string" && entry.length <= 100).slice(0, atMost);
}
