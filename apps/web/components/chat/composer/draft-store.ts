import { readDraft, whenDraftsAreForgotten, writeDraft } from "@/data/drafts.ts";
import { type Draft, emptyDraft, restoredDraft, storedDraft } from "./draft.ts";

/**
 * The draft of one conversation in this tab. It outlives the page that shows it, so that an upload goes on while another
 * conversation is looked at.
 */
export class DraftStore {
  private draft: Draft;
  private listeners = new Set<() => void>();
  /** Counts the files of the draft. */
  private lastKey: number;
  sessionId: string | null;

  constructor(sessionId: string | null) {
    this.sessionId = sessionId;
    this.draft = restoredDraft(readDraft(sessionId));
    this.lastKey = Math.max(0, ...this.draft.files.map(({ key }) => key));
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  read = (): Draft => this.draft;

  change(next: Partial<Draft> | ((draft: Draft) => Partial<Draft>)): void {
    this.draft = { ...this.draft, ...(typeof next === "function" ? next(this.draft) : next) };
    writeDraft(this.sessionId, storedDraft(this.draft));
    for (const listener of this.listeners) listener();
  }

  newKey(): number {
    this.lastKey += 1;
    return this.lastKey;
  }

  /** The conversation was begun, and has an id from now on. */
  moveTo(sessionId: string): void {
    if (this.sessionId === sessionId) return;
    writeDraft(this.sessionId, undefined);
    if (stores.get(keyOf(this.sessionId)) === this) stores.delete(keyOf(this.sessionId));
    this.sessionId = sessionId;
    stores.set(sessionId, this);
    this.change({});
  }
}

const stores = new Map<string, DraftStore>();
whenDraftsAreForgotten(() => {
  for (const store of stores.values()) store.change(emptyDraft);
  stores.clear();
});

function keyOf(sessionId: string | null): string {
  return sessionId ?? "new";
}

/** The draft of a conversation, or (null) of the one that has not been begun yet. */
export function draftStoreOf(sessionId: string | null): DraftStore {
  const key = keyOf(sessionId);
  const known = stores.get(key);
  if (known) return known;
  const store = new DraftStore(sessionId);
  stores.set(key, store);
  return store;
}
