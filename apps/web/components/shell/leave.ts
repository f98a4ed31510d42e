"use client";
import { signOut } from "@/data/account.ts";
import { forgetPersonalStores } from "@/data/browser-store.ts";
import { forgetDrafts } from "@/data/drafts.ts";
import { sendWaitingDeletions } from "@/data/session-deletions.ts";

/**
 * Signs out and opens the page that comes then; what the browser keeps of the person is forgotten.
 * @throws AccountError when the server did not end the session
 */
export async function leave(): Promise<void> {
  // What was deleted is deleted, even if the time to take it back is not over.
  await sendWaitingDeletions({ keepalive: false });
  const next = await signOut();
  forgetDrafts();
  forgetPersonalStores();
  // A full load, so that nothing of this person stays in memory.
  window.location.assign(next);
}
