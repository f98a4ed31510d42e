"use client";
import type { Session } from "@eai/contract";
import { useShownFolders, useShownSessions } from "@/components/conversations/use-shown-sessions.ts";
import { collapsedFolders } from "@/data/session-folders.ts";
import { arrangeSessions, inOrder } from "@/data/session-groups.ts";
import { useCurrentSessionId } from "./use-current-session.ts";

/** The conversations around the one that is open, as the list shows them; the first one when none is open. */
export function useNeighbours(): { next: Session | undefined; previous: Session | undefined } {
  const { sessions } = useShownSessions();
  const folders = useShownFolders();
  const current = useCurrentSessionId();
  const order = inOrder(arrangeSessions(sessions, folders), collapsedFolders.get());
  const at = order.findIndex((session) => session.id === current);
  return { next: order[at + 1], previous: at > 0 ? order[at - 1] : undefined };
}
