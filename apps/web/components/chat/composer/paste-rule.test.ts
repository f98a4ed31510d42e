import { expect, test } from "vitest";
import { isLongPaste, pastedFileName } from "./paste-rule.ts";

test.each([
  ["a sentence", false],
  ["x".repeat(2_000), false],
  ["x".repeat(2_001), true],
  [Array(40).fill("line").join("\n"), false],
  [Array(41).fill("line").join("\n"), true],
])("a long text becomes a file, a short one does not", (text, long) => expect(isLongPaste(text)).toBe(long));

test.each([
  ["# Minutes of the board, 12 March 2026\nPresent: …", "Minutes of the board 12 March.txt"],
  ["SELECT * FROM people;", "SELECT FROM people.txt"],
  ["../../etc/passwd: root", "etc passwd root.txt"],
  ["Zürich – Größe", "Zürich Größe.txt"],
  ["…", "Pasted text.txt"],
  ["", "Pasted text.txt"],
  ["a".repeat(100), `${"a".repeat(48)}.txt`],
  ["End.", "End.txt"],
])("%j is called %j", (text, name) => expect(pastedFileName(text, "Pasted text")).toBe(name));
