import type { FoundDocument } from "@eai/contract";
import { useQuery } from "@tanstack/react-query";
import { api } from "./api.ts";

const shownDocuments = 8;

/** Documents of all knowledge bases by name, whatever state they are in; asks nothing for nothing. */
export function useDocumentsByName(query: string) {
  return useQuery({
    queryKey: ["documents-by-name", query],
    queryFn: async ({ signal }): Promise<FoundDocument[]> =>
      (await api.call("findDocuments", { query: { query, limit: shownDocuments }, signal })).data,
    enabled: query !== "",
    placeholderData: (before) => (query === "" ? undefined : before),
    staleTime: 30_000,
  });
}
