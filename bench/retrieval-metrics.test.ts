import { describe, expect, it } from "vitest";
import { ndcgAt, recallAt } from "./retrieval-metrics.ts";

const judgements = new Map([
  ["a", 2],
  ["b", 1],
  ["c", 1],
  ["wrong", 0],
]);

describe("ndcgAt", () => {
  it("is 1 for the best order and less for every other", () => {
    expect(ndcgAt(10, ["a", "b", "c"], judgements)).toBeCloseTo(1);
    expect(ndcgAt(10, ["a", "c", "b", "wrong"], judgements)).toBeCloseTo(1);
    expect(ndcgAt(10, ["b", "a", "c"], judgements)).toBeLessThan(1);
  });

  it("discounts by the logarithm of the place", () => {
    const ideal = 2 + 1 / Math.log2(3) + 1 / 2;
    expect(ndcgAt(10, ["wrong", "a"], judgements)).toBeCloseTo(2 / Math.log2(3) / ideal);
  });

  it("looks no deeper than asked, and is 0 where nothing is right", () => {
    expect(ndcgAt(1, ["wrong", "a"], judgements)).toBe(0);
    expect(ndcgAt(1, ["a"], judgements)).toBe(1);
    expect(ndcgAt(10, ["a"], new Map([["a", 0]]))).toBe(0);
  });
});

describe("recallAt", () => {
  it("counts the relevant among the first", () => {
    expect(recallAt(2, ["wrong", "a", "b"], judgements)).toBeCloseTo(1 / 3);
    expect(recallAt(5, ["wrong", "a", "b", "c"], judgements)).toBe(1);
    expect(recallAt(5, [], new Map())).toBe(0);
  });
});
