import type { CacheSettings, CacheStatistics } from "@eai/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "./api.ts";

const keyOf = (id: string) => ["search-cache", id];

/** Settings and figures of a knowledge base's cache of searches. */
export function useSearchCache(id: string) {
  return useQuery({
    queryKey: keyOf(id),
    queryFn: ({ signal }): Promise<CacheStatistics> => api.call("getCacheStatistics", { params: { id }, signal }),
    refetchOnMount: "always",
  });
}

/** Changes settings; what is left out stays. */
export function useUpdateSearchCache(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (cache: CacheSettings) => api.call("updateKnowledgeBase", { params: { id }, body: { cache } }),
    onSettled: () => client.invalidateQueries({ queryKey: keyOf(id) }),
  });
}

/** Forgets every search that was kept, and the figures. */
export function useClearSearchCache(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.call("clearCache", { params: { id } }),
    onSuccess: () => client.invalidateQueries({ queryKey: keyOf(id) }),
  });
}
