import type { LanguageModelV4Message, LanguageModelV4Prompt } from "@ai-sdk/provider";
import type { ModelMessage } from "ai";
import { messageText } from "./tokens.ts";

/**
 * Messages as AI SDK providers take them. Text only: files and tool calls have no place in a prompt yet.
 * @throws Error for a tool message, which no caller makes
 */
export function toPrompt(messages: readonly ModelMessage[]): LanguageModelV4Prompt {
  return messages.map(toPromptMessage);
}

function toPromptMessage(message: ModelMessage): LanguageModelV4Message {
  switch (message.role) {
    case "system":
      return { role: "system", content: message.content };
    case "user":
      return { role: "user", content: [{ type: "text", text: messageText(message) }] };
    case "assistant":
      return { role: "assistant", content: [{ type: "text", text: messageText(message) }] };
    case "tool":
      throw new Error("Tool messages cannot be sent to a model yet");
    default:
      return message satisfies never;
  }
}
