import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api } from "./api.ts";

const mostTags = 200;
const none: readonly string[] = [];

/** Tags that documents of a knowledge base have, the first two hundred. */
export function useKnownTags(knowledgeBaseId: string): readonly string[] {
  const { data } = useQuery({
    queryKey: ["tags", "of", knowledgeBaseId],
    queryFn: async ({ signal }) =>
      (await api.call("listTags", { query: { knowledge_base_id: knowledgeBaseId, limit: mostTags }, signal })).data,
    staleTime: 15_000,
  });
  return useMemo(() => data?.map(({ tag }) => tag) ?? none, [data]);
}
