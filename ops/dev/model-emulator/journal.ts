/** One request as it came, and how it ended. */
export interface JournalEntry {
  number: number;
  at: string;
  method: string;
  path: string;
  query: string;
  region: string;
  headers: Record<string, string>;
  body: unknown;
  status: number | null;
  /** Of an error it answered with. */
  errorCode: string | null;
  /** What it said, as far as it was sent. */
  text: string;
  /** Null until all of the answer is sent. */
  finishReason: string | null;
  /** The figures it sent; null when it sent none. */
  usage: { prompt_tokens: number; completion_tokens: number } | null;
  /** `client_closed`: the caller went away before the end. */
  outcome: "running" | "completed" | "cut" | "client_closed";
}

export interface Journal {
  entries: JournalEntry[];
  open(
    entry: Omit<JournalEntry, "number" | "at" | "status" | "errorCode" | "text" | "finishReason" | "usage" | "outcome">,
  ): JournalEntry;
  clear(): void;
}

/** Keeps the last requests; the oldest are dropped, for a benchmark sends many. */
export function createJournal(limit: number): Journal {
  const entries: JournalEntry[] = [];
  let count = 0;
  return {
    entries,
    open(facts) {
      count += 1;
      const entry: JournalEntry = {
        number: count,
        at: new Date().toISOString(),
        ...facts,
        status: null,
        errorCode: null,
        text: "",
        finishReason: null,
        usage: null,
        outcome: "running",
      };
      entries.push(entry);
      if (entries.length > limit) entries.shift();
      return entry;
    },
    clear() {
      entries.length = 0;
    },
  };
}
