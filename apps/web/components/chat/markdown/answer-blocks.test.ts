import { expect, test } from "vitest";
import { answerBlocks } from "./answer-blocks.ts";

const text =
  "# Travel\n\nTrains are paid. Taxis are not.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```ts\nconst a = 1;\n```\n\nThe end.";

test("An answer is cut into blocks that make it up", () => {
  const blocks = answerBlocks(text, []);
  expect(blocks.map((block) => block.text).join("")).toBe(text);
  expect(blocks.length).toBeGreaterThan(4);
});

test("While it grows, all blocks but the last ones stay the same", () => {
  for (let length = 1; length < text.length; length++) {
    const before = answerBlocks(text.slice(0, length), []).map((block) => block.text);
    const after = answerBlocks(text.slice(0, length + 1), []).map((block) => block.text);
    // A blank line may turn out to belong to what stands before it.
    expect(after.slice(0, Math.max(0, before.length - 2))).toEqual(before.slice(0, -2));
  }
});

test("Places of sentences are those in their block, also across blocks", () => {
  const span = (part: string) => ({ start_char: text.indexOf(part), end_char: text.indexOf(part) + part.length });
  const marked = answerBlocks(text, [span("Taxis are not."), span("| 1 | 2 |")]).flatMap((block) =>
    block.unsupported.map(({ start_char, end_char }) => block.text.slice(start_char, end_char)),
  );
  expect(marked).toEqual(["Taxis are not.", "| 1 | 2 |"]);
  const across = answerBlocks(text, [{ start_char: 0, end_char: text.length }]);
  expect(across.every((block) => block.unsupported.length === 1)).toBe(true);
});

test("A text with other line ends is one block", () => {
  expect(answerBlocks("one\r\n\r\ntwo", [])).toEqual([{ text: "one\r\n\r\ntwo", unsupported: [] }]);
});
