import type { ListedSession, Session } from "@eai/contract";
import { useQuery } from "@tanstack/react-query";
import { api } from "./api.ts";
import { sessionsKey } from "./sessions.ts";

const shownResults = 20;

/** Two letters are in every message; a word of another script may be one sign. */
function isWorthAsking(query: string): boolean {
  return query.length >= (/^[\p{Script=Latin}\p{N}\s]*$/u.test(query) ? 3 : 1);
}

/** Conversations whose title or messages contain what is wanted; asks nothing for what would find everything. */
export function useSessionSearch(query: string) {
  return useQuery({
    queryKey: [...sessionsKey, "search", query],
    queryFn: async ({ signal }): Promise<ListedSession[]> =>
      (await api.call("listSessions", { query: { query, limit: shownResults }, signal })).data,
    enabled: isWorthAsking(query),
    placeholderData: (before) => (isWorthAsking(query) ? before : undefined),
    staleTime: 30_000,
  });
}

/** The page of a conversation, at the message that was found where there is one. */
export function sessionPath(session: Pick<Session, "id">, messageId?: string | null): string {
  const path = `/chat/${encodeURIComponent(session.id)}`;
  return messageId ? `${path}#${encodeURIComponent(messageId)}` : path;
}
