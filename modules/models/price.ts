import type { TokenCounts } from "@eai/modules/governance";

export { costMicroUsd, type TokenCounts } from "@eai/modules/governance";

export const noTokens: TokenCounts = { promptTokens: 0, cachedTokens: 0, completionTokens: 0, reasoningTokens: 0 };
