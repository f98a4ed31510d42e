import type { Share, SharedMessage } from "@eai/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "./api.ts";
import { refreshSessions } from "./sessions.ts";

const shareKey = (sessionId: string) => ["share", sessionId];

/** What of a conversation others may read. @param enabled only while it is shared: else there is nothing to ask for */
export function useShare(sessionId: string, enabled: boolean) {
  return useQuery({
    queryKey: shareKey(sessionId),
    queryFn: ({ signal }) => api.call("getShare", { params: { id: sessionId }, signal }),
    enabled,
  });
}

/** Shares a conversation up to an answer, or renews what is shown of it. */
export function usePutShare(sessionId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (messageId: string) =>
      api.call("putShare", { params: { id: sessionId }, body: { message_id: messageId } }),
    onSuccess: (share: Share) => {
      client.setQueryData(shareKey(sessionId), share);
      refreshSessions(client, sessionId);
    },
  });
}

/** Stops sharing a conversation; its link never works again. */
export function useDeleteShare(sessionId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.call("deleteShare", { params: { id: sessionId } }),
    onSuccess: () => {
      client.removeQueries({ queryKey: shareKey(sessionId) });
      refreshSessions(client, sessionId);
    },
  });
}

/** A conversation that somebody shared. */
export function useSharedSession(shareId: string) {
  return useQuery({
    queryKey: ["shared-session", shareId],
    queryFn: ({ signal }) => api.call("getSharedSession", { params: { share_id: shareId }, signal }),
  });
}

/** All that is shown of it, oldest first. Each reading is recorded, so it is not read again by itself. */
export function useSharedMessages(shareId: string) {
  return useQuery({
    queryKey: ["shared-messages", shareId],
    queryFn: ({ signal }) => fetchSharedMessages(shareId, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

async function fetchSharedMessages(shareId: string, signal: AbortSignal): Promise<SharedMessage[]> {
  const messages: SharedMessage[] = [];
  let cursor: string | undefined;
  do {
    const page = await api.call("listSharedMessages", {
      params: { share_id: shareId },
      query: { limit: 200, cursor },
      signal,
    });
    messages.push(...page.data);
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
  return messages;
}
