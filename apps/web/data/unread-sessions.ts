import type { Session } from "@eai/contract";
import { useEffect, useRef } from "react";
import { createBrowserStore, parseStrings } from "./browser-store.ts";

/** Conversations whose last answer was finished while nobody looked at them. */
export const unreadSessions = createBrowserStore({
  key: "unread-sessions",
  fallback: [] as readonly string[],
  parse: (kept) => parseStrings(kept),
  personal: true,
});

/** Conversations that were being answered before and are not any more, but for the one that is looked at. */
export function newlyAnswered(
  before: ReadonlySet<string>,
  sessions: readonly Pick<Session, "id" | "answering">[],
  watched: string | undefined,
): string[] {
  return sessions.filter(({ id, answering }) => !answering && before.has(id) && id !== watched).map(({ id }) => id);
}

/** Keeps the marks: one is set when an answer ends unseen, and goes when its conversation is looked at. */
export function useUnreadMarks(sessions: readonly Session[] | undefined, watched: string | undefined): void {
  const answering = useRef<ReadonlySet<string>>(new Set());
  useEffect(() => {
    if (sessions === undefined) return;
    const seen = document.visibilityState === "visible" ? watched : undefined;
    const known = new Set(sessions.map((session) => session.id));
    const before = unreadSessions.get();
    const ended = newlyAnswered(answering.current, sessions, seen);
    const next = [...new Set([...before, ...ended])].filter((id) => id !== seen && known.has(id));
    if (next.length !== before.length || ended.length > 0) unreadSessions.set(next);
    answering.current = new Set(sessions.filter((session) => session.answering).map((session) => session.id));
  }, [sessions, watched]);
  useEffect(() => {
    function look() {
      if (document.visibilityState !== "visible" || watched === undefined) return;
      const before = unreadSessions.get();
      if (before.includes(watched)) unreadSessions.set(before.filter((id) => id !== watched));
    }
    look();
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [watched]);
}
