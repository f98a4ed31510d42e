import type { ApiKey } from "@eai/contract";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "./api.ts";

const listKey = ["api-keys"];
const pageSize = 50;
const soonMilliseconds = 7 * 24 * 60 * 60 * 1000;

export type ApiKeyState = "active" | "soon" | "expired" | "revoked";

/** Whether a key works, and whether it stops within a week. */
export function stateOf(key: Pick<ApiKey, "expires_at" | "revoked_at">, now = Date.now()): ApiKeyState {
  if (key.revoked_at) return "revoked";
  if (!key.expires_at) return "active";
  const left = Date.parse(key.expires_at) - now;
  if (left <= 0) return "expired";
  return left < soonMilliseconds ? "soon" : "active";
}

/** The person's API keys, newest first. */
export function useApiKeys() {
  return useInfiniteQuery({
    queryKey: listKey,
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      api.call("listApiKeys", { query: { limit: pageSize, cursor: pageParam || undefined }, signal }),
    getNextPageParam: (page) => page.next_cursor,
  });
}

type CreateBody = Parameters<typeof api.call<"createApiKey">>[1]["body"];

/** Makes a key; its answer is the only place where the key itself is. */
export function useCreateApiKey() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: CreateBody) => api.call("createApiKey", { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: listKey }),
    // The key must not stay in memory once its dialog is gone.
    gcTime: 0,
  });
}

export function useRevokeApiKey() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.call("revokeApiKey", { params: { id } }),
    onSettled: () => client.invalidateQueries({ queryKey: listKey }),
  });
}
