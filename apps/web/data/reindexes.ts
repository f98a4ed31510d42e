import type { CreateReindex, Reindex, ReindexEstimate } from "@eai/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { api } from "./api.ts";
import { knowledgeBaseKey } from "./query-keys.ts";

const keyOf = (knowledgeBaseId: string) => ["reindexes", knowledgeBaseId];

/** The newest re-indexes of a knowledge base; asked again while one is being built. */
export function useReindexes(knowledgeBaseId: string) {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: keyOf(knowledgeBaseId),
    queryFn: ({ signal }) =>
      api.call("listReindexes", { params: { id: knowledgeBaseId }, query: { limit: 1 }, signal }),
    refetchInterval: (query) => (query.state.data?.data[0]?.state === "building" ? 2_000 : 30_000),
  });
  const latest = query.data?.data[0];
  const standing = latest && `${latest.id} ${latest.state}`;
  // One that ended has put other settings to use.
  useEffect(() => {
    if (standing !== undefined) void client.invalidateQueries({ queryKey: knowledgeBaseKey(knowledgeBaseId) });
  }, [client, knowledgeBaseId, standing]);
  return query;
}

export function useEmbeddingModels() {
  return useQuery({
    queryKey: ["embedding-models"],
    queryFn: ({ signal }) => api.call("listEmbeddingModels", { signal }),
    staleTime: 60_000,
  });
}

function useChanged(knowledgeBaseId: string) {
  const client = useQueryClient();
  return async () => {
    await Promise.all([
      client.invalidateQueries({ queryKey: keyOf(knowledgeBaseId) }),
      client.invalidateQueries({ queryKey: knowledgeBaseKey(knowledgeBaseId) }),
    ]);
  };
}

export function useCreateReindex(knowledgeBaseId: string) {
  const changed = useChanged(knowledgeBaseId);
  return useMutation({
    mutationFn: (body: CreateReindex) => api.call("createReindex", { params: { id: knowledgeBaseId }, body }),
    onSuccess: changed,
  });
}

/** What a re-index with these settings would come to; undefined settings are not asked about. */
export function useReindexEstimate(knowledgeBaseId: string, settings: CreateReindex | undefined) {
  return useQuery({
    queryKey: ["reindex-estimate", knowledgeBaseId, settings],
    queryFn: ({ signal }): Promise<ReindexEstimate> =>
      api.call("estimateReindex", { params: { id: knowledgeBaseId }, body: settings ?? {}, signal }),
    enabled: settings !== undefined,
    placeholderData: (before) => before,
    staleTime: 30_000,
  });
}

export type ReindexAction = "cancelReindex" | "retryReindex" | "switchReindex" | "revertReindex";

export function useReindexAction({ id, knowledge_base_id }: Pick<Reindex, "id" | "knowledge_base_id">) {
  const changed = useChanged(knowledge_base_id);
  return useMutation({
    mutationFn: (action: ReindexAction) => api.call(action, { params: { id: knowledge_base_id, reindex_id: id } }),
    onSuccess: changed,
  });
}
