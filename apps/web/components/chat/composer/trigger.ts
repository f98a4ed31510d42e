/** What is being typed at the caret that a list can complete. */
export interface Trigger {
  kind: "command" | "model" | "source" | "tag";
  /** What was typed behind the sign, in the writer's own case. */
  query: string;
  /** Of the sign, and behind the last character, in UTF-16 units. */
  start: number;
  end: number;
}

const longestQuery = 60;
/** The sign begins a word, so that addresses, paths and `C#` are left alone. */
const named = /(?:^|[\s(])([@#])((?:[^\s@#][^@#\n]*)?)$/u;
const command = /^\s*\/([\p{L}-]*)$/u;
const commandWithArgument = /^\s*\/([\p{L}-]+) ([^\n]*)$/u;

/**
 * The word in front of the caret that begins with `/`, `@` or `#`. Commands stand alone, at the very beginning; names may
 * have spaces, since documents have them too.
 * @param modelCommands names of the command whose argument is a model
 */
export function triggerAt(text: string, caret: number, modelCommands: readonly string[]): Trigger | null {
  const before = text.slice(0, caret);
  const isAlone = text.slice(caret).trim() === "";
  const started = isAlone && command.exec(before);
  if (started) return trigger("command", started[1] ?? "", caret);
  const argued = isAlone && commandWithArgument.exec(before);
  if (argued) {
    const [, name = "", query = ""] = argued;
    const start = before.indexOf("/");
    return modelCommands.includes(name.toLocaleLowerCase()) ? { kind: "model", query, start, end: caret } : null;
  }
  const found = named.exec(before);
  if (!found) return null;
  const [, sign, query = ""] = found;
  if (query.length > longestQuery) return null;
  return trigger(sign === "@" ? "source" : "tag", query, caret);
}

function trigger(kind: Trigger["kind"], query: string, end: number): Trigger {
  return { kind, query, start: end - query.length - 1, end };
}

/** The text without what was typed to choose something, and where the caret is then. */
export function withoutTrigger(text: string, { start, end }: Trigger): { text: string; caret: number } {
  const [before, after] = [text.slice(0, start), text.slice(end)];
  // One space stays between the words around it.
  const joined = before.endsWith(" ") && after.startsWith(" ") ? after.slice(1) : after;
  return { text: before + joined, caret: before.length };
}
