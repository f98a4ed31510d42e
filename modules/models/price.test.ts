import { expect, test } from "vitest";
import { knownLanguageModel } from "./catalogue.ts";
import { costMicroUsd } from "./price.ts";

const price = {
  inputMicroUsdPerMillionTokens: 2_000_000,
  cachedInputMicroUsdPerMillionTokens: 500_000,
  outputMicroUsdPerMillionTokens: 8_000_000,
};

test("cached tokens are part of the prompt, reasoning tokens part of the completion", () => {
  const tokens = { promptTokens: 1000, cachedTokens: 400, completionTokens: 100, reasoningTokens: 60 };
  expect(costMicroUsd(tokens, price)).toBe(600 * 2 + 400 * 0.5 + 100 * 8);
});

test("a fraction of a microdollar is a microdollar", () => {
  const tokens = { promptTokens: 1, cachedTokens: 1, completionTokens: 0, reasoningTokens: 0 };
  expect(costMicroUsd(tokens, price)).toBe(1);
});

test("a dated model name is known, a name of one's own is not", () => {
  expect(knownLanguageModel("gpt-4.1-2025-04-14")?.price).toEqual(price);
  expect(knownLanguageModel("constructor")).toBeUndefined();
});
