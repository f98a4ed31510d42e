import { expect, test } from "vitest";
import { passagesPerSecond } from "./measured-pace.ts";

const second = 1000;

test("What is prepared side by side counts once, and pauses between uploads not at all", () => {
  const spans = [
    { from: 0, to: 10 * second, passages: 50 },
    { from: 5 * second, to: 15 * second, passages: 60 },
    // Within one that is longer.
    { from: 6 * second, to: 7 * second, passages: 10 },
    // The next day.
    { from: 90_000 * second, to: 90_005 * second, passages: 80 },
  ];
  expect(passagesPerSecond(spans)).toBe(200 / 20);
  expect(passagesPerSecond(spans.toReversed())).toBe(200 / 20);
});

test("Of too few passages, or of no time at all, nothing is known", () => {
  expect(passagesPerSecond([])).toBeNull();
  expect(passagesPerSecond([{ from: 0, to: second, passages: 3 }])).toBeNull();
  expect(passagesPerSecond([{ from: 5, to: 5, passages: 500 }])).toBeNull();
});
