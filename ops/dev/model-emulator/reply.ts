import { findEvidence } from "@eai/adapters/quote";
import { parseSourceBlock } from "@eai/modules/chat";

export interface ChatMessage {
  role: string;
  text: string;
}

/**
 * What the emulated model says: a title, where a passage stands, an answer from the sources in the prompt with
 * citations, or a plain echo.
 */
export function composeReply(messages: readonly ChatMessage[]): string {
  const instructions = textOf(messages, (role) => role === "system" || role === "developer");
  const question = messages.findLast(({ role }) => role === "user")?.text ?? "";
  if (instructions.startsWith("You check citations.")) return checkCitations(question);
  if (asksForTitle(instructions) || asksForTitle(question)) return titleOf(messages, question);
  if (/\bplace passages of documents for a search index\b/.test(instructions)) return placeOf(question);
  if (asksForRewriting(instructions)) return standAlone(question);
  const sources = parseSourceBlock(instructions);
  if (sources.length === 0) return echo(question);
  const evidence = findEvidence(question, sources, 3);
  if (evidence.length === 0) return "The sources I was given do not answer this question.";
  const sentences = evidence.map(({ sentence, number }) => `${sentence.replace(/[.!?。！？]$/u, "")} [${number}].`);
  return `According to the documents: ${sentences.join(" ")}`;
}

/** Where the passage stands, as it was told. */
function placeOf(asked: string): string {
  const [, place = ""] = /<place>([^<]*)<\/place>/.exec(asked) ?? [];
  return `The passage stands in the document under ${place === "" ? "no heading" : place}.`;
}

/** `yes` where a passage has half of the words of a statement. */
function checkCitations(asked: string): string {
  const lines = asked.split("\n").map((line) => JSON.parse(line) as Record<string, string | number>);
  const passages = new Map(lines.map(({ passage, text }) => [passage, wordsOf(String(text))]));
  return lines
    .filter(({ statement }) => statement !== undefined)
    .map(({ statement, of_passage, text }) => {
      const words = wordsOf(String(text));
      const shared = words.intersection(passages.get(of_passage) ?? new Set()).size;
      return `${statement}: ${shared * 2 >= words.size ? "yes" : "no"}`;
    })
    .join("\n");
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu));
}

function textOf(messages: readonly ChatMessage[], wanted: (role: string) => boolean): string {
  return messages.flatMap(({ role, text }) => (wanted(role) ? [text] : [])).join("\n");
}

function asksForTitle(text: string): boolean {
  return /\b(?:write|give|make|create|generate|suggest|find)\b[^.\n]{0,60}\btitle\b/i.test(text);
}

function asksForRewriting(text: string): boolean {
  return /\brewrite\b[^.\n]{0,60}\bquestion\b[^.\n]{0,80}\bstands alone\b/i.test(text);
}

/** The question with what the one before it spoke of: knows no grammar, but names the thing. */
function standAlone(conversation: string): string {
  const [, before = "", last = ""] =
    /Question:([\s\S]*?)\n\s*Answer:[\s\S]*\n\s*Last question:([\s\S]*)/.exec(conversation) ?? [];
  const topic = before
    .replace(/\s+/g, " ")
    .trim()
    .replace(/[?.!]+$/, "");
  return `${last.replace(/\s+/g, " ").trim()} (${topic.slice(0, 200)})`;
}

/** The first words of what was asked, as a heading. */
function titleOf(messages: readonly ChatMessage[], question: string): string {
  const asked = messages.find(({ role, text }) => role === "user" && !asksForTitle(text))?.text ?? question;
  const [about = ""] = withoutInstruction(asked).split(/\n\s*(?:answer|assistant)\s*:/i);
  const words = about
    .replace(/[?!.。？！]+\s*$/u, "")
    .split(/\s+/)
    .filter(Boolean)
    .slice(0, 6)
    .join(" ");
  return words === "" ? "New conversation" : words.charAt(0).toUpperCase() + words.slice(1);
}

/** What stands after a label, where question and answer are given as one text. */
function withoutInstruction(text: string): string {
  return /(?:^|\n)\s*(?:question|message|user|conversation)s?\s*:\s*([\s\S]+)/i.exec(text)?.[1]?.trim() ?? text;
}

function echo(question: string): string {
  const short = question.trim().replace(/\s+/g, " ").slice(0, 200);
  return `You asked: “${short}”. This is the model emulator: it answers from the sources in its prompt, and there were none, so this is all it can say.`;
}
