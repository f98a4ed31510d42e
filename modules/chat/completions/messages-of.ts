import { ProblemError } from "@eai/modules/kernel";
import type { ModelMessage } from "ai";
import type { Turn } from "../prompt.ts";

/** A conversation as a client of the completions API tells it, for models that are asked in words of ours. */
export interface ToldConversation {
  /** The client's own instructions. */
  instructions: string[];
  /** Oldest first. */
  history: Turn[];
  question: string;
}

/** What only the models' own servers can do. */
const notHere = ["tools", "tool_choice", "functions", "function_call", "response_format", "logprobs", "top_logprobs"];

/**
 * Reads messages as text.
 * @throws ProblemError `validation_failed` for what cannot be said in text: tools, images, a last word that is not the user's
 */
export function toldConversation(body: Readonly<Record<string, unknown>>): ToldConversation {
  const unable = notHere.find((name) => asksFor(body[name]));
  if (unable !== undefined) throw refused(unable, "this model does not take it; leave it out, or choose another model");
  const told: ToldConversation = { instructions: [], history: [], question: "" };
  for (const message of body.messages as readonly Readonly<Record<string, unknown>>[]) {
    const text = textOf(message.content);
    switch (message.role) {
      case "system":
      case "developer":
        told.instructions.push(text);
        break;
      case "user":
        // Two in a row are one question in two parts.
        told.question = told.question === "" ? text : `${told.question}\n\n${text}`;
        break;
      case "assistant":
        if (told.question !== "")
          told.history.push({ ordinal: told.history.length + 1, question: told.question, answer: text });
        told.question = "";
        break;
      default:
        throw refused("messages", "this model takes no results of tools");
    }
  }
  if (told.question.trim() === "") throw refused("messages", "the last message has to be the user's, with some text");
  return told;
}

/** As the AI SDK takes it. */
export function toModelMessages({ instructions, history, question }: ToldConversation): ModelMessage[] {
  return [
    ...instructions.map((content) => ({ role: "system" as const, content })),
    ...history.flatMap((turn) => [
      { role: "user" as const, content: turn.question },
      { role: "assistant" as const, content: turn.answer },
    ]),
    { role: "user" as const, content: question },
  ];
}

function asksFor(value: unknown): boolean {
  if (value === undefined || value === "none" || value === "auto" || value === false) return false;
  if (Array.isArray(value)) return value.length > 0;
  return (value as { type?: unknown }).type !== "text";
}

function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content
    .map((part: { text?: unknown }) => {
      if (typeof part.text === "string") return part.text;
      throw refused("messages", "this model reads text only; leave images and files out");
    })
    .join("\n");
}

function refused(field: string, message: string): ProblemError {
  return new ProblemError("validation_failed", `${field}: ${message}.`, {
    errors: [{ field: `body.${field}`, message }],
  });
}
