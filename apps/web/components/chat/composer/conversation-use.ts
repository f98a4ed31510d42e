import { answerViewOf, type ChatMessage } from "../chat-message.ts";

/** What a conversation has used. */
export interface ConversationUse {
  /** Of the last prompt with its answer: about what the next question begins with. */
  lastTokens: number;
  costMicroUsd: number;
  /** The figures of at least one answer were counted here and not told by the provider. */
  estimated: boolean;
}

/** Adds up what the answers of a conversation used, as far as they are loaded. */
export function useOf(messages: readonly ChatMessage[]): ConversationUse {
  const use: ConversationUse = { lastTokens: 0, costMicroUsd: 0, estimated: false };
  for (const message of messages) {
    if (message.role !== "assistant") continue;
    const { usage } = answerViewOf(message);
    if (!usage) continue;
    use.lastTokens = usage.prompt_tokens + usage.completion_tokens;
    use.costMicroUsd += usage.cost_micro_usd;
    use.estimated ||= usage.estimated;
  }
  return use;
}

/** From here on people are told that little is left. */
const fullFrom = 0.8;

/** How full something is. @param share 0 to 1, more when it is exceeded */
export function fullnessOf(share: number): "fine" | "filling" | "full" {
  if (share >= 1) return "full";
  return share >= fullFrom ? "filling" : "fine";
}
