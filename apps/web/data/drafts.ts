const prefix = "draft:";

/** The question being written in a conversation, kept in this tab until it is sent. */
export function readDraft(sessionId: string | null): string {
  try {
    return sessionStorage.getItem(prefix + (sessionId ?? "new")) ?? "";
  } catch {
    return "";
  }
}

/** Keeps a draft; an empty one is forgotten. Without storage (private windows) it is only not kept. */
export function writeDraft(sessionId: string | null, text: string): void {
  try {
    if (text) sessionStorage.setItem(prefix + (sessionId ?? "new"), text);
    else sessionStorage.removeItem(prefix + (sessionId ?? "new"));
  } catch {}
}

/** Forgets all drafts: another person may sign in. */
export function forgetDrafts(): void {
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(prefix)) sessionStorage.removeItem(key);
  } catch {}
}
