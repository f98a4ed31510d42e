import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ChatMessage } from "./chat-message.ts";
import { ConversationState } from "./conversation-state.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function answer(text: string): ChatMessage {
  return { id: "msg_1", role: "assistant", parts: [{ type: "text", text }] };
}

test("an answer that grows is told ten times a second, and its last words at once when it ends", () => {
  const state = new ConversationState();
  const told: string[] = [];
  state.pushMessage(answer(""));
  state.subscribe(() => told.push(JSON.stringify(state.messages[0]?.parts[0])));
  for (let words = 1; words <= 100; words += 1) {
    state.replaceMessage(0, answer("word ".repeat(words)));
    vi.advanceTimersByTime(10);
  }
  expect(told.length).toBeGreaterThanOrEqual(9);
  expect(told.length).toBeLessThanOrEqual(11);
  state.replaceMessage(0, answer("the end"));
  state.status = "ready";
  expect(told.at(-1)).toContain("the end");
  const untilEnd = told.length;
  vi.advanceTimersByTime(1_000);
  expect(told.length).toBe(untilEnd);
});

test("what was drawn stays as it was, while the SDK goes on writing into its message", () => {
  const state = new ConversationState();
  const growing = answer("begin");
  state.pushMessage(growing);
  const drawn = state.messages;
  growing.parts[0] = { type: "text", text: "begin, and go on" };
  growing.parts.push({ type: "text", text: "more" });
  expect(drawn[0]?.parts).toEqual([{ type: "text", text: "begin" }]);
  expect(state.messages).toBe(drawn);
  state.replaceMessage(0, growing);
  expect(state.messages).not.toBe(drawn);
  expect(state.messages[0]?.parts).toHaveLength(2);
});
