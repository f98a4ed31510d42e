import type { Message, Session } from "@eai/contract";
import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "./api.ts";

export const sessionsKey = ["sessions"];

/** The person's conversations, pinned first. Asked again while one is being answered. */
export function useSessions() {
  return useQuery({
    queryKey: sessionsKey,
    queryFn: async ({ signal }) => (await api.call("listSessions", { query: { limit: 200 }, signal })).data,
    refetchInterval: (query) => (query.state.data?.some((session) => session.answering) ? 3_000 : false),
  });
}

/** One conversation; null for a new one asks nothing. */
export function useSession(id: string | null) {
  return useQuery({
    queryKey: ["session", id],
    queryFn: ({ signal }) => api.call("getSession", { params: { id: id ?? "" }, signal }),
    enabled: id !== null,
    staleTime: 30_000,
  });
}

/** All messages of a conversation, oldest first. */
export async function fetchMessages(sessionId: string, signal?: AbortSignal): Promise<Message[]> {
  const messages: Message[] = [];
  let cursor: string | undefined;
  do {
    const page = await api.call("listMessages", {
      params: { id: sessionId },
      query: { limit: 200, cursor },
      ...(signal ? { signal } : {}),
    });
    messages.push(...page.data);
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
  return messages;
}

/** Makes the list of conversations, and one of them, be read again. */
export function refreshSessions(client: QueryClient, id?: string): void {
  void client.invalidateQueries({ queryKey: sessionsKey });
  if (id) void client.invalidateQueries({ queryKey: ["session", id] });
}

interface SessionChange {
  id: string;
  title?: string;
  pinned?: boolean;
  knowledge_base_ids?: string[];
  /** Null: into none. */
  folder_id?: string | null;
}

/** Renames, pins, moves, or changes the selection; shown at once, taken back when the server refuses. */
export function useUpdateSession() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...body }: SessionChange) => api.call("updateSession", { params: { id }, body }),
    onMutate: async ({ id, ...change }) => {
      await client.cancelQueries({ queryKey: sessionsKey });
      const before = client.getQueryData<Session[]>(sessionsKey);
      client.setQueryData<Session[]>(sessionsKey, (list) =>
        list?.map((session) => (session.id === id ? { ...session, ...change } : session)),
      );
      client.setQueryData<Session>(["session", id], (session) => session && { ...session, ...change });
      return { before };
    },
    onError: (_error, { id }, saved) => {
      client.setQueryData(sessionsKey, saved?.before);
      void client.invalidateQueries({ queryKey: ["session", id] });
    },
    onSuccess: (session) => client.setQueryData(["session", session.id], session),
    onSettled: () => refreshSessions(client),
  });
}
