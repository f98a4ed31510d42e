import { expect, it } from "vitest";
import { type ChatMessage, unstoredQuestion } from "./chat-message.ts";

function message(id: string, role: "user" | "assistant", text: string): ChatMessage {
  return { id, role, parts: [{ type: "text", text }] };
}

const stored = [message("msg_1", "user", "Why?"), message("msg_2", "assistant", "So.")];
const refused = message("local", "user", "Why?");

it("a question that was not taken stands when the conversation is read again, also one asked before", () =>
  expect(unstoredQuestion([...stored, refused], stored)).toBe(refused));

it("a question that was taken while the connection broke stands once", () =>
  expect(unstoredQuestion([...stored, refused], [...stored, message("msg_3", "user", "Why?")])).toBeUndefined());

it("an answer at the end leaves nothing over", () => expect(unstoredQuestion(stored, stored)).toBeUndefined());
