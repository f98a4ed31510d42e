import fc from "fast-check";
import { expect, test } from "vitest";
import type { AnswerBlock } from "./answer-blocks.ts";
import { nextBlocks } from "./gradual-blocks.ts";

function blocksOf(texts: readonly string[], marked = false): AnswerBlock[] {
  return texts.map((text) => ({ text, unsupported: marked ? [{ start_char: 0, end_char: text.length }] : [] }));
}

const texts = Array.from({ length: 20 }, (_, index) => `Block ${index}.\n\n`);

test("An answer that grows by a little is drawn at once, and what did not change stays the same object", () => {
  const shown = blocksOf(texts.slice(0, 10));
  const wanted = blocksOf([...texts.slice(0, 9), "Block 9, longer.\n\n", "Block 10"]);
  const next = nextBlocks(shown, wanted, 6);
  expect(next).toEqual(wanted);
  expect(next.slice(0, 9).every((block, index) => block === shown[index])).toBe(true);
});

test("Marks come from the end on, a few blocks at a time", () => {
  const shown = blocksOf(texts);
  const wanted = blocksOf(texts, true);
  const next = nextBlocks(shown, wanted, 6);
  expect(next.map((block) => block.unsupported.length)).toEqual([...Array(14).fill(0), ...Array(6).fill(1)]);
});

test("An answer that became shorter is drawn as it is", () => {
  const wanted = blocksOf(texts.slice(3, 8));
  expect(nextBlocks(blocksOf(texts), wanted, 2)).toEqual(wanted);
});

test("From whatever is shown, what there is is reached in steps of few changes", () => {
  const block = fc.record({
    text: fc.constantFrom("a", "b", "c"),
    unsupported: fc.constantFrom([], [{ start_char: 0, end_char: 1 }]),
  });
  fc.assert(
    fc.property(
      fc.array(block),
      fc.array(block, { maxLength: 40 }),
      fc.integer({ min: 1, max: 5 }),
      (from, to, most) => {
        let shown: readonly AnswerBlock[] = from;
        for (let step = 0; step <= to.length && JSON.stringify(shown) !== JSON.stringify(to); step++) {
          const next = nextBlocks(shown, to, most);
          const changed = next.filter((entry, index) => entry !== shown[index]).length;
          if (to.length >= from.length) expect(changed).toBeLessThanOrEqual(most);
          expect(next).not.toEqual(shown);
          shown = next;
        }
        expect(shown).toEqual(to);
      },
    ),
  );
});
