import { describe, expect, test } from "vitest";
import {
  ariaKeys,
  chordOf,
  isReserved,
  isSingleKey,
  type KeyPress,
  parseChord,
  worksWhileTyping,
} from "./key-chord.ts";

function press(key: string, code: string, more: Partial<KeyPress> = {}): KeyPress {
  return { key, code, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more };
}

const graph = { getModifierState: (name: string) => name === "AltGraph" };

describe("The chord of a key press", () => {
  test("the key of commands is Ctrl, or ⌘ on Apple's keyboards", () => {
    expect(chordOf(press("k", "KeyK", { ctrlKey: true }), false)).toBe("Mod+K");
    expect(chordOf(press("k", "KeyK", { metaKey: true }), true)).toBe("Mod+K");
    expect(chordOf(press("k", "KeyK", { ctrlKey: true }), true)).toBe("Ctrl+K");
    expect(chordOf(press("k", "KeyK", { metaKey: true }), false)).toBeNull();
    expect(chordOf(press("O", "KeyO", { ctrlKey: true, shiftKey: true }), false)).toBe("Mod+Shift+O");
  });

  test("letters are those that the layout writes, wherever they are", () => {
    // Dvorak writes k where v stands elsewhere; AZERTY has a for q.
    expect(chordOf(press("k", "KeyV", { ctrlKey: true }), false)).toBe("Mod+K");
    expect(chordOf(press("a", "KeyQ", { ctrlKey: true }), false)).toBe("Mod+A");
    expect(chordOf(press("ö", "Semicolon"), false)).toBe("Ö");
  });

  test("where a layout writes no Latin letter, the place counts", () => {
    expect(chordOf(press("л", "KeyK", { ctrlKey: true }), false)).toBe("Mod+K");
    expect(chordOf(press("κ", "KeyK"), false)).toBe("K");
    expect(chordOf(press("ж", "Semicolon", { ctrlKey: true }), false)).toBeNull();
  });

  test("a sign is the same however the layout reaches it", () => {
    expect(chordOf(press("?", "Slash", { shiftKey: true }), false)).toBe("?");
    expect(chordOf(press("?", "Minus", { shiftKey: true }), false)).toBe("?");
    expect(chordOf(press("/", "Digit7", { shiftKey: true }), false)).toBe("/");
    expect(chordOf(press("[", "Digit8", { ctrlKey: true, altKey: true, ...graph }), false)).toBe("[");
    expect(chordOf(press("+", "BracketRight"), false)).toBe("Plus");
    expect(chordOf(press("1", "Digit1", { shiftKey: true }), false)).toBe("1");
  });

  test("on Apple's keyboards Alt writes signs: the place counts", () => {
    expect(chordOf(press("˚", "KeyK", { altKey: true }), true)).toBe("Alt+K");
    expect(chordOf(press("Dead", "KeyE", { altKey: true }), true)).toBe("Alt+E");
  });

  test("the lock of capitals is not Shift", () => {
    expect(chordOf(press("K", "KeyK"), false)).toBe("K");
    expect(chordOf(press("k", "KeyK", { shiftKey: true }), false)).toBe("Shift+K");
  });

  test("an input method, dead keys and modifiers alone are none", () => {
    expect(chordOf(press("k", "KeyK", { isComposing: true }), false)).toBeNull();
    expect(chordOf(press("Process", "KeyK", { keyCode: 229 }), false)).toBeNull();
    expect(chordOf(press("Dead", "Equal"), false)).toBeNull();
    expect(chordOf(press("Shift", "ShiftLeft", { shiftKey: true }), false)).toBeNull();
    expect(chordOf(press("Unidentified", ""), false)).toBeNull();
  });
});

test("A chord that was kept is checked", () => {
  for (const good of ["Mod+K", "?", "Mod+Shift+O", "F2", "Mod+,", "Plus", "Ö", "Mod+Shift+Backspace"])
    expect(parseChord(good)).toBe(good);
  expect(parseChord("Shift+Mod+K")).toBe("Mod+Shift+K");
  for (const bad of [
    "",
    "+",
    "k",
    "Mod",
    "Mod+",
    "Mod+Mod+K",
    "Hyper+K",
    "Mod+Foo",
    "<b>",
    "\n",
    7,
    null,
    {},
    "x".repeat(99),
  ])
    expect(parseChord(bad)).toBeNull();
});

test("Single keys, and what works while somebody writes", () => {
  expect(["J", "?", "Shift+G", "Space", "5"].map(isSingleKey)).toEqual([true, true, true, true, true]);
  expect(["Mod+K", "Alt+J", "F2", "ArrowUp"].map(isSingleKey)).toEqual([false, false, false, false]);
  expect(["Mod+K", "Ctrl+J", "F2"].map(worksWhileTyping)).toEqual([true, true, true]);
  expect(["J", "?", "Alt+J", "Shift+G"].map(worksWhileTyping)).toEqual([false, false, false, false]);
});

test("What the browser needs is not given away", () => {
  expect(["Mod+T", "Mod+Shift+T", "Tab", "Shift+Tab", "Enter", "Mod+C", "Mod+1"].every(isReserved)).toBe(true);
  expect(["Mod+K", "J", "Mod+Shift+O", "Mod+,", "F2", "Alt+J"].some(isReserved)).toBe(false);
});

test("A chord is told to screen readers in the words of ARIA", () => {
  expect(ariaKeys("Mod+Shift+O", false)).toBe("Control+Shift+O");
  expect(ariaKeys("Mod+K", true)).toBe("Meta+K");
});
