"use client";
import { useMemo } from "react";
import { useSessionSearch } from "@/data/session-search.ts";
import { useSettled } from "@/data/settled.ts";
import { joinFound } from "./found-sessions.ts";
import { useShownSessions } from "./use-shown-sessions.ts";

/** Conversations that answer what is typed: titles at once, messages a moment later. */
export function useFoundSessions(typed: string) {
  const wanted = typed.trim();
  const asked = useSettled(wanted);
  const { query, sessions } = useShownSessions();
  const search = useSessionSearch(asked);
  const found = useMemo(() => {
    if (wanted === "") return [];
    const shown = new Set(sessions.map((session) => session.id));
    const all = new Set(query.data?.map((session) => session.id));
    return joinFound(sessions, search.data ?? [], wanted, (id) => all.has(id) && !shown.has(id));
  }, [sessions, query.data, search.data, wanted]);
  return {
    found,
    searching: wanted !== asked || search.isFetching,
    failed: search.isError,
  };
}
