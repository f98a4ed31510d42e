import { expect, test } from "vitest";
import type { ChatMessage } from "./chat-message.ts";
import { ConversationState } from "./conversation-state.ts";
import { onlyTextGrew } from "./growing-message.ts";

const question: ChatMessage = { id: "q", role: "user", parts: [{ type: "text", text: "Where?" }] };

function answer(text: string, ...more: ChatMessage["parts"]): ChatMessage {
  return { id: "a", role: "assistant", parts: [{ type: "text", text, state: "streaming" }, ...more] };
}

test("More words are no news for what is around an answer, everything else is", () => {
  const notice: ChatMessage["parts"][number] = { type: "data-notice", data: { notice: "no_evidence_found" } };
  const before = [question, answer("In", notice)];
  expect(onlyTextGrew(before, [question, answer("In Cologne", notice)])).toBe(true);
  expect(onlyTextGrew(before, [question, answer("", notice)])).toBe(false);
  expect(onlyTextGrew(before, [question, answer("In Cologne")])).toBe(false);
  expect(onlyTextGrew(before, [question, answer("In", { ...notice, data: { ...notice.data } })])).toBe(false);
  expect(onlyTextGrew(before, [question, { ...answer("In", notice), metadata: { feedback: null } }])).toBe(false);
  expect(onlyTextGrew(before, [question, { ...answer("In", notice), id: "b" }])).toBe(false);
  expect(onlyTextGrew(before, [{ ...question }, answer("In", notice)])).toBe(false);
  expect(onlyTextGrew(before, [question])).toBe(false);
  const done = answer("In", notice);
  done.parts[0] = { type: "text", text: "In", state: "done" };
  expect(onlyTextGrew(before, [question, done])).toBe(false);
});

test("The steady messages of a conversation stay the same while an answer grows, and are the newest when it has ended", () => {
  const state = new ConversationState();
  state.messages = [question, answer("In")];
  state.status = "streaming";
  const steady = state.steadyMessages;
  expect(steady).toBe(state.messages);
  state.replaceMessage(1, answer("In Cologne"));
  expect(state.messages[1]).toEqual(answer("In Cologne"));
  expect(state.steadyMessages).toBe(steady);
  state.status = "ready";
  expect(state.steadyMessages).toBe(state.messages);
});
