import { expect, it, test } from "vitest";
import type { ChatMessage } from "../chat-message.ts";
import { fullnessOf, useOf } from "./conversation-use.ts";

function answer(prompt: number, completion: number, cost: number, estimated = false): ChatMessage {
  const usage = {
    prompt_tokens: prompt,
    cached_tokens: 0,
    completion_tokens: completion,
    reasoning_tokens: 0,
    cost_micro_usd: cost,
    estimated,
    model: "gpt",
    served_by: null,
  };
  return { id: String(prompt), role: "assistant", parts: [{ type: "data-usage", data: usage }] };
}

it("counts the last prompt and adds up all costs", () => {
  const question: ChatMessage = { id: "q", role: "user", parts: [{ type: "text", text: "Hi" }] };
  expect(useOf([])).toEqual({ lastTokens: 0, costMicroUsd: 0, estimated: false });
  expect(useOf([question, answer(100, 20, 5), question, answer(300, 50, 7, true), question])).toEqual({
    lastTokens: 350,
    costMicroUsd: 12,
    estimated: true,
  });
});

test.each([
  [0, "fine"],
  [0.79, "fine"],
  [0.8, "filling"],
  [1, "full"],
  [1.4, "full"],
] as const)("%d is %s", (share, fullness) => expect(fullnessOf(share)).toBe(fullness));
