import type { Message, Session } from "@eai/contract";
import {
  type InfiniteData,
  type QueryClient,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { api } from "./api.ts";
import { storedFolderId } from "./folders-being-stored.ts";

export const sessionsKey = ["sessions"];

/** As many as the API gives at once. */
const sessionsAtOnce = 200;

interface SessionPage {
  data: Session[];
  next_cursor: string | null;
}

type SessionPages = InfiniteData<SessionPage, string | undefined>;

/** Each once: one that was written in between two pages is on both. */
function sessionsOf({ pages }: SessionPages): Session[] {
  const found = new Map<string, Session>();
  for (const session of pages.flatMap((page) => page.data)) if (!found.has(session.id)) found.set(session.id, session);
  return [...found.values()];
}

/** The person's conversations, pinned first; older ones by `fetchNextPage`. Asked again while one is being answered. */
export function useSessions() {
  return useInfiniteQuery({
    queryKey: sessionsKey,
    queryFn: ({ pageParam, signal }): Promise<SessionPage> =>
      api.call("listSessions", { query: { limit: sessionsAtOnce, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    select: sessionsOf,
    refetchInterval: ({ state: { data } }) =>
      // All pages that were loaded are asked again, one after the other.
      data?.pages.some((page) => page.data.some((session) => session.answering)) ? 3_000 * data.pages.length : false,
  });
}

/** Changes the list of conversations as it is known, before the server tells. */
export function changeSessions(client: QueryClient, change: (list: Session[]) => Session[]): void {
  client.setQueryData<SessionPages>(
    sessionsKey,
    (known) =>
      known && {
        ...known,
        pages: known.pages.map((page) => ({ ...page, data: change(page.data) })),
      },
  );
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
    mutationFn: async ({ id, ...body }: SessionChange) => {
      const folder = body.folder_id ? { folder_id: await storedFolderId(body.folder_id) } : {};
      return api.call("updateSession", { params: { id }, body: { ...body, ...folder } });
    },
    onMutate: async ({ id, ...change }) => {
      await client.cancelQueries({ queryKey: sessionsKey });
      const before = client.getQueryData<SessionPages>(sessionsKey);
      changeSessions(client, (list) =>
        list.map((session) => (session.id === id ? { ...session, ...change } : session)),
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
