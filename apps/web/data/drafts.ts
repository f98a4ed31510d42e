const prefix = "draft:";
const ownerKey = "drafts-of";
const forgetting = new Set<() => void>();

/** What is being written in a conversation, kept in this tab until it is sent; undefined when nothing is. */
export function readDraft(sessionId: string | null): unknown {
  try {
    const stored = sessionStorage.getItem(prefix + (sessionId ?? "new"));
    return stored === null ? undefined : JSON.parse(stored);
  } catch {
    return undefined;
  }
}

/** Keeps a draft; undefined forgets it. Without storage (private windows), or without room, it is only not kept. */
export function writeDraft(sessionId: string | null, draft: unknown): void {
  const key = prefix + (sessionId ?? "new");
  try {
    if (draft === undefined) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(draft));
  } catch {}
}

/** Calls back when drafts are forgotten, for what is kept of them in memory. */
export function whenDraftsAreForgotten(forget: () => void): void {
  forgetting.add(forget);
}

/** Forgets all drafts: another person may sign in. */
export function forgetDrafts(): void {
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(prefix)) sessionStorage.removeItem(key);
  } catch {}
  for (const forget of forgetting) forget();
}

/** Whose conversations, answers and uploads this page holds in memory; undefined before anybody is known. */
let person: string | undefined;

/**
 * What this tab keeps is this person's from now on. Drafts, queues and uploads of another one, whose session ended, are
 * forgotten; a page that holds more of theirs in memory is loaded anew.
 */
export function keepDraftsOnlyOf(personId: string, loadAnew = () => window.location.reload()): void {
  // A server draws pages for everybody, and keeps nothing of anybody.
  if (typeof window === "undefined") return;
  const isAnother = person !== undefined && person !== personId;
  person = personId;
  let owner: string | null = null;
  try {
    owner = sessionStorage.getItem(ownerKey);
    sessionStorage.setItem(ownerKey, personId);
  } catch {}
  if (isAnother || (owner !== null && owner !== personId)) forgetDrafts();
  if (isAnother) loadAnew();
}
