import type { CommandWords } from "@/messages/en/composer.ts";
import type { Messages } from "@/messages/messages.ts";

export type Command = keyof Messages["composer"]["commands"];

/** What a `/` offers, in this order. */
export const commands: readonly Command[] = [
  "summarise",
  "compare",
  "explain",
  "translate",
  "extract",
  "knowledge",
  "attach",
  "model",
  "fresh",
  "clear",
  "new",
];

/** Commands whose name begins with, or whose description holds, what was typed; names first. */
export function matchingCommands(query: string, t: Messages): Command[] {
  const wanted = query.toLocaleLowerCase();
  const words = (command: Command) => t.composer.commands[command];
  const byName = commands.filter((command) => words(command).name.startsWith(wanted) || command.startsWith(wanted));
  const others = commands.filter((command) => words(command).hint.toLocaleLowerCase().includes(wanted));
  return [...new Set([...byName, ...others])];
}

/** The text that a command begins a question with, and the part of it that is to be typed over. */
export function templateOf(command: Command, t: Messages): { text: string; from: number; to: number } | null {
  const { template }: CommandWords = t.composer.commands[command];
  if (template === undefined) return null;
  const from = template.indexOf("[");
  const to = template.indexOf("]") + 1;
  return from === -1 ? { text: template, from: template.length, to: template.length } : { text: template, from, to };
}
