import { expect, test } from "vitest";
import { de } from "../../messages/de/index.ts";
import { en } from "../../messages/en/index.ts";
import { chordText, keyNames } from "./key-names.ts";

test("Keys are called as they are printed on the keyboard, in the language of the page", () => {
  expect(chordText("Mod+Shift+O", false, en.shortcuts)).toBe("Ctrl + Shift + O");
  expect(chordText("Mod+Shift+O", false, de.shortcuts)).toBe("Strg + Umschalt + O");
  expect(chordText("Mod+Shift+O", true, en.shortcuts)).toBe("⇧⌘O");
  expect(chordText("Mod+Shift+Backspace", false, de.shortcuts)).toBe("Strg + Umschalt + Rücktaste");
  expect(chordText("Alt+ArrowUp", true, de.shortcuts)).toBe("⌥↑");
  expect(chordText("Plus", false, en.shortcuts)).toBe("+");
});

test("What signs mean is said in words", () => {
  expect(keyNames("Mod+Alt+ArrowUp", true, en.shortcuts).map((name) => name.spoken)).toEqual([
    "Option",
    "Command",
    "Up",
  ]);
  expect(keyNames("Mod+K", false, de.shortcuts).map((name) => name.spoken)).toEqual(["Strg", "K"]);
});
