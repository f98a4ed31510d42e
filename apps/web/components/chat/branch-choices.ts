import type { BranchChoices } from "./conversation-tree.ts";

const prefix = "branches:";

/** The branches chosen in a conversation, kept in this tab. */
export function readBranchChoices(sessionId: string | null): BranchChoices {
  if (sessionId === null) return {};
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(prefix + sessionId) ?? "{}");
    if (typeof kept !== "object" || kept === null) return {};
    return Object.fromEntries(Object.entries(kept).filter(([, id]) => typeof id === "string"));
  } catch {
    return {};
  }
}

/** Keeps them; without storage (private windows) they last as long as the page. */
export function keepBranchChoices(sessionId: string | null, choices: BranchChoices): void {
  if (sessionId === null) return;
  try {
    if (Object.keys(choices).length > 0) sessionStorage.setItem(prefix + sessionId, JSON.stringify(choices));
    else sessionStorage.removeItem(prefix + sessionId);
  } catch {}
}
