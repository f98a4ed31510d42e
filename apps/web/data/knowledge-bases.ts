import type { KnowledgeBase, SearchFilters } from "@eai/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useMessages } from "@/messages/index.tsx";
import type { Messages } from "@/messages/messages.ts";
import { api } from "./api.ts";
import { knowledgeBaseKey, knowledgeBasesKey } from "./query-keys.ts";

async function fetchAll(signal: AbortSignal): Promise<KnowledgeBase[]> {
  const found: KnowledgeBase[] = [];
  let cursor: string | undefined;
  do {
    const page = await api.call("listKnowledgeBases", { query: { limit: 200, cursor }, signal });
    found.push(...page.data);
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
  return found;
}

function inProgress(base: KnowledgeBase): boolean {
  return base.ready_count + base.failed_count < base.document_count;
}

/** Files put into chats go by one name in each language, whatever the server calls them. */
function named(base: KnowledgeBase, t: Messages): KnowledgeBase {
  return base.purpose === "chat_files" ? { ...base, name: t.composer.files.myFiles } : base;
}

/** The knowledge bases the person may see; asked again while documents are being prepared. */
export function useKnowledgeBases() {
  const t = useMessages();
  return useQuery({
    queryKey: knowledgeBasesKey,
    queryFn: ({ signal }) => fetchAll(signal),
    select: useCallback((bases: KnowledgeBase[]) => bases.map((base) => named(base, t)), [t]),
    refetchInterval: (query) => (query.state.data?.some(inProgress) ? 2_000 : false),
  });
}

export function useKnowledgeBase(id: string) {
  const t = useMessages();
  return useQuery({
    queryKey: knowledgeBaseKey(id),
    queryFn: ({ signal }) => api.call("getKnowledgeBase", { params: { id }, signal }),
    select: useCallback((base: KnowledgeBase) => named(base, t), [t]),
    refetchInterval: (query) => (query.state.data && inProgress(query.state.data) ? 2_000 : 15_000),
  });
}

type CreateBody = Parameters<typeof api.call<"createKnowledgeBase">>[1]["body"];
type UpdateBody = Parameters<typeof api.call<"updateKnowledgeBase">>[1]["body"];

export function useCreateKnowledgeBase() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: CreateBody) => api.call("createKnowledgeBase", { body }),
    onSuccess: (base) => {
      client.setQueryData(knowledgeBaseKey(base.id), base);
      return client.invalidateQueries({ queryKey: knowledgeBasesKey });
    },
  });
}

export function useUpdateKnowledgeBase(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: UpdateBody) => api.call("updateKnowledgeBase", { params: { id }, body }),
    onSuccess: (base) => {
      client.setQueryData(knowledgeBaseKey(id), base);
      return client.invalidateQueries({ queryKey: knowledgeBasesKey });
    },
  });
}

export function useDeleteKnowledgeBase() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.call("deleteKnowledgeBase", { params: { id } }),
    onSuccess: (_nothing, id) => {
      client.setQueryData<KnowledgeBase[]>(knowledgeBasesKey, (list) => list?.filter((base) => base.id !== id));
      void client.invalidateQueries({ queryKey: knowledgeBasesKey });
    },
  });
}

export interface SearchInput {
  query: string;
  /** Only documents for which all of these hold; empty: all. */
  filters: SearchFilters;
  /** False: anew, whatever was found before. */
  useCache: boolean;
}

export function useSearch(id: string) {
  return useMutation({
    mutationFn: ({ query, filters, useCache }: SearchInput) =>
      api.call("queryKnowledgeBase", {
        params: { id },
        body: {
          query,
          limit: 10,
          explain: true,
          use_cache: useCache,
          ...(Object.keys(filters).length > 0 && { filters }),
        },
      }),
  });
}
