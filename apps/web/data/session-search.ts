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
    queryFn: ({ signal }) => findSessions(query, signal),
    enabled: isWorthAsking(query),
    placeholderData: (before) => (isWorthAsking(query) ? before : undefined),
    staleTime: 30_000,
  });
}

/** One answer of the API looks through so much text and no more. */
async function findSessions(query: string, signal: AbortSignal): Promise<ListedSession[]> {
  const found: ListedSession[] = [];
  let cursor: string | undefined;
  do {
    const limit = shownResults - found.length;
    const page = await api.call("listSessions", { query: { query, limit, cursor }, signal });
    found.push(...page.data);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined && found.length < shownResults);
  return found;
}

/** The page of a conversation, at the message that was found where there is one. */
export function sessionPath(session: Pick<Session, "id">, messageId?: string | null): string {
  const path = `/chat/${encodeURIComponent(session.id)}`;
  return messageId ? `${path}#${encodeURIComponent(messageId)}` : path;
}
