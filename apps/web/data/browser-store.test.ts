import { expect, test, vi } from "vitest";
import { createBrowserStore, forgetPersonalStores, parseStrings } from "./browser-store.ts";

function memory(kept: Record<string, string> = {}) {
  const entries = new Map(Object.entries(kept));
  return {
    entries,
    getItem: (key: string) => entries.get(key) ?? null,
    setItem: (key: string, value: string) => void entries.set(key, value),
    removeItem: (key: string) => void entries.delete(key),
  };
}

test("A store gives what was kept, the same object until it changes, and tells of changes", () => {
  const storage = memory({ list: '["a"]' });
  const store = createBrowserStore({ key: "list", fallback: [], parse: parseStrings, storage: () => storage });
  expect(store.get()).toEqual(["a"]);
  expect(store.get()).toBe(store.get());
  const told = vi.fn();
  const stop = store.subscribe(told);
  store.set(["a", "b"]);
  expect(told).toHaveBeenCalledTimes(1);
  expect(store.get()).toEqual(["a", "b"]);
  expect(storage.entries.get("list")).toBe('["a","b"]');
  // Another tab wrote.
  storage.setItem("list", '["c"]');
  expect(store.get()).toEqual(["c"]);
  stop();
  store.set([]);
  expect(told).toHaveBeenCalledTimes(1);
});

test("What is kept may be nonsense", () => {
  for (const kept of ["{", "null", "7", '{"a":1}', '["x", 1, null, {"y":2}]', `["${"z".repeat(200)}"]`]) {
    const storage = memory({ list: kept });
    const store = createBrowserStore({ key: "list", fallback: [], parse: parseStrings, storage: () => storage });
    expect(store.get().every((entry) => typeof entry === "string" && entry.length <= 100)).toBe(true);
  }
});

test("Without storage a value lives as long as the page", () => {
  const denied = () => {
    throw new Error("denied");
  };
  const store = createBrowserStore({ key: "list", fallback: [], parse: parseStrings, storage: denied });
  expect(store.get()).toEqual([]);
  store.set(["a"]);
  expect(store.get()).toEqual(["a"]);
});

test("Only what belongs to a person is forgotten with them", () => {
  const storage = memory({ mine: '["a"]', device: '["b"]' });
  const options = { fallback: [], parse: parseStrings, storage: () => storage };
  const mine = createBrowserStore({ key: "mine", personal: true, ...options });
  const device = createBrowserStore({ key: "device", ...options });
  expect(mine.get()).toEqual(["a"]);
  forgetPersonalStores();
  expect(mine.get()).toEqual([]);
  expect(storage.entries.has("mine")).toBe(false);
  expect(device.get()).toEqual(["b"]);
});
