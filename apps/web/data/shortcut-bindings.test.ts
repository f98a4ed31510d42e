import { describe, expect, test } from "vitest";
import { de } from "../messages/de/index.ts";
import { en } from "../messages/en/index.ts";
import { isReserved, type KeyPress, parseChord } from "./key-chord.ts";
import {
  actingKeysOf,
  holderOf,
  keysOf,
  parseChoices,
  pressedShortcut,
  type ShortcutChoices,
  usualChoices,
  withKeys,
} from "./shortcut-bindings.ts";
import { shortcutGroups, shortcuts } from "./shortcuts.ts";

function press(key: string, more: Partial<KeyPress> = {}): KeyPress {
  const code = /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : "";
  return { key, code, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more };
}

describe("The registry", () => {
  test("no name and no keys stand twice, and all keys can be pressed", () => {
    const names = shortcuts.map((entry) => entry.name);
    expect(new Set(names).size).toBe(names.length);
    const keys = shortcuts.flatMap((entry) => (entry.keys === null ? [] : [entry.keys]));
    expect(new Set(keys).size).toBe(keys.length);
    for (const chord of keys) expect(parseChord(chord)).toBe(chord);
    // Taking back is where everybody's fingers look for it.
    expect(keys.filter(isReserved)).toEqual(["Mod+Z"]);
  });

  test.each([en, de])("has words for everything in $language", (t) => {
    for (const { name } of shortcuts) expect(t.shortcuts.names[name]).toMatch(/\S/);
    for (const group of shortcutGroups) expect(t.shortcuts.groups[group]).toMatch(/\S/);
  });
});

describe("A key press", () => {
  const control = { ctrlKey: true };

  test("means a shortcut on the page", () => {
    expect(pressedShortcut(press("k", control), "page", usualChoices, false)).toBe("palette");
    expect(pressedShortcut(press("k", { metaKey: true }), "page", usualChoices, true)).toBe("palette");
    expect(pressedShortcut(press("?", { shiftKey: true }), "page", usualChoices, false)).toBe("help");
    expect(pressedShortcut(press("j"), "page", usualChoices, false)).toBe("next");
    expect(pressedShortcut(press("q"), "page", usualChoices, false)).toBeUndefined();
  });

  test("belongs to the text while somebody writes, but for commands", () => {
    expect(pressedShortcut(press("j"), "typing", usualChoices, false)).toBeUndefined();
    expect(pressedShortcut(press("?", { shiftKey: true }), "typing", usualChoices, false)).toBeUndefined();
    expect(pressedShortcut(press("k", control), "typing", usualChoices, false)).toBe("palette");
    expect(pressedShortcut(press("z", control), "typing", usualChoices, false)).toBeUndefined();
    expect(pressedShortcut(press("z", control), "page", usualChoices, false)).toBe("undo");
    // There the quotation looks whether an answer is selected; a single key is a letter.
    expect(pressedShortcut(press("q", { altKey: true }), "typing", usualChoices, false)).toBe("quote");
    const single = withKeys(usualChoices, "quote", "Q");
    expect(pressedShortcut(press("q"), "typing", single, false)).toBeUndefined();
    expect(pressedShortcut(press("q"), "page", single, false)).toBe("quote");
  });

  test("does nothing behind a dialog, and while an input method composes", () => {
    expect(pressedShortcut(press("j"), "dialog", usualChoices, false)).toBeUndefined();
    expect(pressedShortcut(press("k", control), "dialog", usualChoices, false)).toBeUndefined();
    expect(pressedShortcut(press("k", { ...control, isComposing: true }), "page", usualChoices, false)).toBeUndefined();
  });

  test("does nothing when shortcuts are off: all, or those of one key", () => {
    const off: ShortcutChoices = { ...usualChoices, enabled: false };
    expect(pressedShortcut(press("k", control), "page", off, false)).toBeUndefined();
    const noSingle: ShortcutChoices = { ...usualChoices, singleKeys: false };
    expect(pressedShortcut(press("j"), "page", noSingle, false)).toBeUndefined();
    expect(pressedShortcut(press("?", { shiftKey: true }), "page", noSingle, false)).toBeUndefined();
    expect(pressedShortcut(press("k", control), "page", noSingle, false)).toBe("palette");
    expect(actingKeysOf("next", noSingle)).toBeNull();
    expect(keysOf("next", noSingle)).toBe("J");
  });
});

describe("Other keys", () => {
  test("are taken from whoever had them", () => {
    const chosen = withKeys(usualChoices, "newChat", "Mod+K");
    expect(keysOf("newChat", chosen)).toBe("Mod+K");
    expect(keysOf("palette", chosen)).toBeNull();
    expect(holderOf("Mod+K", chosen)).toBe("newChat");
    expect(pressedShortcut(press("k", { ctrlKey: true }), "page", chosen, false)).toBe("newChat");
    const back = withKeys(chosen, "palette", "Mod+K");
    expect(back.keys).toEqual({ newChat: null });
    expect(withKeys(back, "newChat", "Mod+Shift+O").keys).toEqual({});
  });

  test("are read with suspicion", () => {
    expect(parseChoices(undefined)).toBe(usualChoices);
    expect(parseChoices("x")).toBe(usualChoices);
    const keys = { palette: "Mod+P", newChat: null, next: "Mod+J", previous: "nonsense", constructor: "J", gone: "K" };
    expect(parseChoices({ enabled: "yes", singleKeys: false, keys })).toEqual({
      enabled: true,
      singleKeys: false,
      // Mod+P prints.
      keys: { newChat: null, next: "Mod+J" },
    });
    expect(parseChoices({ keys: JSON.parse('{"__proto__": {"palette": "X"}}') }).keys).toEqual({});
  });
});
