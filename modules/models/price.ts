import type { PriceRow } from "@eai/modules/governance";

export interface TokenCounts {
  promptTokens: number;
  /** Part of the prompt. */
  cachedTokens: number;
  completionTokens: number;
  /** Part of the completion. */
  reasoningTokens: number;
}

export const noTokens: TokenCounts = { promptTokens: 0, cachedTokens: 0, completionTokens: 0, reasoningTokens: 0 };

/** Cost in whole micro-USD, rounded up: many small calls must not come to nothing. */
export function costMicroUsd(tokens: TokenCounts, price: PriceRow): number {
  const total =
    (tokens.promptTokens - tokens.cachedTokens) * price.inputMicroUsdPerMillionTokens +
    tokens.cachedTokens * price.cachedInputMicroUsdPerMillionTokens +
    tokens.completionTokens * price.outputMicroUsdPerMillionTokens;
  return Math.ceil(total / 1_000_000);
}
