import { expect, test } from "vitest";
import { emptyTitle, fallbackTitle } from "./titles.ts";

test.each([
  ["How many days of holiday do I have? I start in May.", "How many days of holiday do I have?"],
  ["## **Summarise** the [report](https://a.example) please", "Summarise the report please"],
  ["```js\nlet a = 1\n```\nWhat does this do?", "What does this do?"],
  ["  line one\nline two  ", "line one line two"],
  ["版本 3.5 有什么新功能？还有呢？", "版本 3.5 有什么新功能？"],
  ["***", emptyTitle],
  ["Visit v1.2.3 now", "Visit v1.2.3 now"],
])("%j gets the title %j", (question, title) => {
  expect(fallbackTitle(question)).toBe(title);
});

test("a long question is cut at a word, a long word anywhere", () => {
  const title = fallbackTitle(`${"words and more ".repeat(20)}?`);
  expect(Array.from(title).length).toBeLessThanOrEqual(60);
  expect(title).toMatch(/(?:words|and|more)…$/);
  expect(Array.from(fallbackTitle("👩‍👩‍👧".repeat(100))).length).toBeLessThanOrEqual(60);
  expect(fallbackTitle("a".repeat(300))).toBe(`${"a".repeat(59)}…`);
});
