import type { Session, SessionFolder } from "@eai/contract";
import { groupByDay } from "./session-days.ts";

export interface ArrangedSessions {
  folders: { folder: SessionFolder; sessions: Session[] }[];
  /** Those in no folder: pinned ones, then by day. */
  groups: ReturnType<typeof groupByDay>;
}

/**
 * Conversations as the sidebar shows them. One in a folder stands only there, pinned ones first; a folder that is not
 * there (any more) counts as none.
 */
export function arrangeSessions(
  sessions: readonly Session[],
  folders: readonly SessionFolder[],
  now = new Date(),
): ArrangedSessions {
  const known = new Set(folders.map((folder) => folder.id));
  const loose = sessions.filter((session) => session.folder_id === null || !known.has(session.folder_id));
  return {
    folders: folders.map((folder) => ({
      folder,
      sessions: sessions
        .filter((session) => session.folder_id === folder.id)
        .toSorted((one, other) => Number(other.pinned) - Number(one.pinned)),
    })),
    groups: groupByDay(loose, now),
  };
}

/** The conversations that can be seen, from the top down. */
export function inOrder({ folders, groups }: ArrangedSessions, collapsed: readonly string[]): Session[] {
  const pinned = groups.filter((group) => group.period === "pinned").flatMap((group) => group.sessions);
  const inFolders = folders.filter(({ folder }) => !collapsed.includes(folder.id)).flatMap((entry) => entry.sessions);
  const byDay = groups.filter((group) => group.period !== "pinned").flatMap((group) => group.sessions);
  return [...pinned, ...inFolders, ...byDay];
}
