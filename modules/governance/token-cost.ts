import type { PriceRow } from "./usage.ts";

export interface TokenCounts {
  promptTokens: number;
  /** Part of the prompt. */
  cachedTokens: number;
  completionTokens: number;
  /** Part of the completion. */
  reasoningTokens: number;
}

/** Cost in whole micro-USD, rounded up: many small calls must not come to nothing. */
export function costMicroUsd(tokens: TokenCounts, price: PriceRow): number {
  const { input, cachedInput, output } = meteredCosts(tokens, price);
  return Math.ceil((input + cachedInput + output) / 1_000_000);
}

/** What each kind of token costs, exactly: in millionths of a micro-USD. */
export function meteredCosts(
  tokens: TokenCounts,
  price: PriceRow,
): { input: number; cachedInput: number; output: number } {
  return {
    input: (tokens.promptTokens - tokens.cachedTokens) * price.inputMicroUsdPerMillionTokens,
    cachedInput: tokens.cachedTokens * price.cachedInputMicroUsdPerMillionTokens,
    output: tokens.completionTokens * price.outputMicroUsdPerMillionTokens,
  };
}
