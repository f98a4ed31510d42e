type Listener = (text: string) => void;

const listeners = new Set<Listener>();

/** Puts text into the question that is being written, and the focus with it. */
export function insertIntoQuestion(text: string): void {
  for (const listener of listeners) listener(text);
}

/** For the composer: told what is to be put in. @returns how to stop listening */
export function onInsertion(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Text as a Markdown quotation, with room to write below it. */
export function asQuotation(text: string): string {
  const lines = text
    .trim()
    .replace(/\n{3,}/g, "\n\n")
    .split("\n");
  return `${lines.map((line) => `> ${line}`.trimEnd()).join("\n")}\n\n`;
}
