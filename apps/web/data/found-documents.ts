import type { FoundDocument } from "@eai/contract";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api } from "./api.ts";

const shown = 20;
const staleMilliseconds = 15_000;

/** Documents of all knowledge bases that have this in their name, whatever state they are in. */
export function useFoundDocuments(query: string, enabled: boolean, limit = shown) {
  return useQuery({
    queryKey: ["found-documents", query, limit],
    queryFn: async ({ signal }): Promise<FoundDocument[]> =>
      (await api.call("findDocuments", { query: { query: query || undefined, limit }, signal })).data,
    enabled,
    staleTime: staleMilliseconds,
    placeholderData: (before) => (enabled ? before : undefined),
  });
}

/** Tags of the documents a person may read that have this in them. */
export function useTags(query: string, enabled: boolean) {
  return useQuery({
    queryKey: ["tags", query],
    queryFn: async ({ signal }) =>
      (await api.call("listTags", { query: { query: query || undefined, limit: shown }, signal })).data,
    enabled,
    staleTime: staleMilliseconds,
    placeholderData: keepPreviousData,
  });
}
