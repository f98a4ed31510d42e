import { describe, expect, test } from "vitest";
import { countTokens, createTokenCount, estimateMessagesTokens, truncateToTokens } from "./tokens.ts";

describe("countTokens", () => {
  test("counts with the tokenizer it is told", () => {
    const german = "Donaudampfschifffahrtsgesellschaft und Urlaubsanspruch";
    expect(countTokens("hello world")).toBe(2);
    expect(countTokens(german, "o200k_base")).not.toBe(countTokens(german, "cl100k_base"));
  });

  test("takes special tokens in somebody's text as text", () => {
    expect(countTokens("<|endoftext|> hello")).toBeGreaterThan(3);
  });

  test("stays fast in long runs without spaces", () => {
    const started = performance.now();
    expect(countTokens("汉语".repeat(50_000))).toBeGreaterThan(40_000);
    expect(countTokens("a".repeat(200_000))).toBeGreaterThan(20_000);
    // Unsliced, this is minutes.
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});

describe("createTokenCount", () => {
  test("counts the first texts exactly and the rest by their bytes, one long or many short", () => {
    let counted = 0;
    const exact = (text: string) => {
      counted += text.length;
      return 7;
    };
    expect(createTokenCount(undefined, exact)("x".repeat(4_000_000))).toBe(1_000_000);
    expect(counted).toBe(0);
    const count = createTokenCount(undefined, exact);
    const counts = Array.from({ length: 2000 }, () => count("x".repeat(2000)));
    expect(counts[0]).toBe(7);
    expect(counts.at(-1)).toBe(500);
    expect(counted).toBeLessThanOrEqual(100_000);
  });
});

describe("truncateToTokens", () => {
  const tokenizer = "cl100k_base";

  test("leaves what fits", () => {
    expect(truncateToTokens("Twenty-five days.", 20, tokenizer)).toBe("Twenty-five days.");
  });

  test.each(["The quick brown fox. ".repeat(3000), "汉语文本".repeat(4000), "👩‍👩‍👧 family ".repeat(2000)])(
    "cuts to the limit at a whole character (%#)",
    (text) => {
      const cut = truncateToTokens(text, 1000, tokenizer);
      expect(text.startsWith(cut)).toBe(true);
      expect(cut.isWellFormed()).toBe(true);
      expect(countTokens(cut, tokenizer)).toBeLessThanOrEqual(1001);
      expect(countTokens(cut, tokenizer)).toBeGreaterThan(950);
    },
  );
});

test("estimateMessagesTokens adds what surrounds each message", () => {
  const one = estimateMessagesTokens([{ role: "user", content: "hello world" }]);
  const two = estimateMessagesTokens([
    { role: "system", content: "hello world" },
    { role: "user", content: [{ type: "text", text: "hello world" }] },
  ]);
  expect(one).toBe(2 + 4 + 3);
  expect(two).toBe(2 * (2 + 4) + 3);
});
