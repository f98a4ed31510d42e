"use client";
import type { Session, SessionFolder } from "@eai/contract";
import { useMemo } from "react";
import { useHiddenFolders, useHiddenSessions } from "@/data/session-deletions.ts";
import { useSessionFolders } from "@/data/session-folders.ts";
import { useSessions } from "@/data/sessions.ts";

const noSessions: Session[] = [];
const noFolders: SessionFolder[] = [];

/** The person's conversations without those that were just deleted. */
export function useShownSessions() {
  const query = useSessions();
  const hidden = useHiddenSessions();
  const all = query.data ?? noSessions;
  const sessions = useMemo(() => all.filter((session) => !hidden.has(session.id)), [all, hidden]);
  return { query, sessions };
}

/** The person's folders without those that were just deleted. */
export function useShownFolders(): SessionFolder[] {
  const all = useSessionFolders().data ?? noFolders;
  const hidden = useHiddenFolders();
  return useMemo(() => all.filter((folder) => !hidden.has(folder.id)), [all, hidden]);
}
