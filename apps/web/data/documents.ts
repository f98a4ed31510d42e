import type { Chunk, Document, DocumentState, UpdateDocument } from "@eai/contract";
import { routePath } from "@eai/contract/client";
import {
  type InfiniteData,
  queryOptions,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { api } from "./api.ts";
import { knowledgeBaseKey, knowledgeBasesKey } from "./query-keys.ts";

const pageSize = 100;

export const documentSorts = ["newest", "oldest", "name", "largest"] as const;
export const documentStates = ["all", "unfinished", "failed", "ready"] as const;

/** Which documents a list shows, and in which order. Empty texts narrow nothing. */
export interface DocumentFilter {
  search: string;
  state: (typeof documentStates)[number];
  mediaType: string;
  tag: string;
  sort: (typeof documentSorts)[number];
}

export const everyDocument: DocumentFilter = { search: "", state: "all", mediaType: "", tag: "", sort: "newest" };

/** Does it leave documents out? */
export function isNarrowed({ search, state, mediaType, tag }: DocumentFilter): boolean {
  return search !== "" || state !== "all" || mediaType !== "" || tag !== "";
}

/** Is ingestion still at work on a document in this state? */
export function isInProgress(state: DocumentState): boolean {
  return state !== "ready" && state !== "failed";
}

function listKey(knowledgeBaseId: string) {
  return ["documents", knowledgeBaseId];
}

/**
 * The documents of a knowledge base: every second while one is being prepared, every 5 s when many pages are open, else
 * every 15 s and on focus.
 */
export function useDocuments(knowledgeBaseId: string, filter: DocumentFilter) {
  const { search, state, mediaType, tag, sort } = filter;
  return useInfiniteQuery({
    queryKey: [...listKey(knowledgeBaseId), filter],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      api.call("listDocuments", {
        params: { id: knowledgeBaseId },
        query: {
          limit: pageSize,
          cursor: pageParam || undefined,
          search: search || undefined,
          state: state === "all" ? undefined : state,
          media_type: mediaType || undefined,
          tag: tag || undefined,
          sort,
        },
        signal,
      }),
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: (before) => before,
    refetchOnWindowFocus: "always",
    refetchInterval: (query) => {
      const pages = query.state.data?.pages ?? [];
      const busy = pages.some((page) => page.data.some((document) => isInProgress(document.state)));
      if (!busy) return 15_000;
      return pages.length > 2 ? 5_000 : 1_000;
    },
  });
}

/** How one document is asked for. */
export function documentQuery(knowledgeBaseId: string, documentId: string) {
  return queryOptions({
    queryKey: ["document", knowledgeBaseId, documentId],
    queryFn: ({ signal }) =>
      api.call("getDocument", { params: { id: knowledgeBaseId, document_id: documentId }, signal }),
  });
}

export function useDocument(knowledgeBaseId: string, documentId: string) {
  return useQuery(documentQuery(knowledgeBaseId, documentId));
}

/** Every passage of a document, in order. */
export function useChunks(knowledgeBaseId: string, documentId: string) {
  return useQuery({
    queryKey: ["chunks", knowledgeBaseId, documentId],
    queryFn: async ({ signal }) => {
      const chunks: Chunk[] = [];
      let cursor: string | undefined;
      do {
        const page = await api.call("listChunks", {
          params: { id: knowledgeBaseId, document_id: documentId },
          query: { limit: 200, cursor },
          signal,
        });
        chunks.push(...page.data);
        cursor = page.next_cursor ?? undefined;
      } while (cursor);
      return chunks;
    },
  });
}

/** Address of the original file. */
export function contentPath(document: Pick<Document, "id" | "knowledge_base_id">): string {
  return routePath("getDocumentContent", { id: document.knowledge_base_id, document_id: document.id });
}

/** Address of the page that shows a document, at a page and with a passage marked. */
export function viewerPath(target: {
  knowledgeBaseId: string;
  documentId: string;
  page?: number | null;
  chunkId?: string;
  /** The place in the extracted text, and of which version: it finds a passage whose chunk was made again. */
  version?: number;
  from?: number;
  to?: number;
  /** With its passages beside it. */
  passages?: boolean;
}): string {
  const query = new URLSearchParams();
  if (target.page) query.set("page", String(target.page));
  if (target.chunkId) query.set("chunk", target.chunkId);
  for (const name of ["version", "from", "to"] as const) {
    if (target[name] !== undefined) query.set(name, String(target[name]));
  }
  if (target.passages) query.set("passages", "1");
  const suffix = query.size > 0 ? `?${query}` : "";
  const ids = [target.knowledgeBaseId, target.documentId].map(encodeURIComponent);
  return `/knowledge-bases/${ids[0]}/documents/${ids[1]}${suffix}`;
}

/** Makes a knowledge base's documents and counts be read again. */
export function useRefreshDocuments(knowledgeBaseId: string) {
  const client = useQueryClient();
  return () => {
    void client.invalidateQueries({ queryKey: knowledgeBasesKey });
    void client.invalidateQueries({ queryKey: knowledgeBaseKey(knowledgeBaseId) });
    return client.invalidateQueries({ queryKey: listKey(knowledgeBaseId) });
  };
}

type DocumentPages = InfiniteData<{ data: Document[]; next_cursor: string | null }>;

/** Changes the tags or the name; what was chosen shows at once, and what holds is read again. */
export function useUpdateDocument(knowledgeBaseId: string) {
  const client = useQueryClient();
  const refresh = useRefreshDocuments(knowledgeBaseId);
  return useMutation({
    mutationFn: ({ id, ...body }: UpdateDocument & { id: string }) =>
      api.call("updateDocument", { params: { id: knowledgeBaseId, document_id: id }, body }),
    async onMutate({ id, ...changes }) {
      await client.cancelQueries({ queryKey: listKey(knowledgeBaseId) });
      client.setQueriesData<DocumentPages>(
        { queryKey: listKey(knowledgeBaseId) },
        (list) =>
          list && {
            ...list,
            pages: list.pages.map((page) => ({
              ...page,
              data: page.data.map((document) => (document.id === id ? { ...document, ...changes } : document)),
            })),
          },
      );
    },
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ["tags"] });
      return refresh();
    },
  });
}

export function useDeleteDocument(knowledgeBaseId: string) {
  const refresh = useRefreshDocuments(knowledgeBaseId);
  return useMutation({
    mutationFn: (documentId: string) =>
      api.call("deleteDocument", { params: { id: knowledgeBaseId, document_id: documentId } }),
    onSuccess: refresh,
  });
}

export function useReingestDocument(knowledgeBaseId: string) {
  const refresh = useRefreshDocuments(knowledgeBaseId);
  return useMutation({
    mutationFn: (documentId: string) =>
      api.call("reingestDocument", { params: { id: knowledgeBaseId, document_id: documentId } }),
    onSettled: refresh,
  });
}

export function useCancelDocument(knowledgeBaseId: string) {
  const refresh = useRefreshDocuments(knowledgeBaseId);
  return useMutation({
    mutationFn: (documentId: string) =>
      api.call("cancelDocument", { params: { id: knowledgeBaseId, document_id: documentId } }),
    onSettled: refresh,
  });
}

/** Stops everything in a knowledge base that is being prepared. */
export function useCancelDocuments(knowledgeBaseId: string) {
  const refresh = useRefreshDocuments(knowledgeBaseId);
  return useMutation({
    mutationFn: () => api.call("cancelDocuments", { params: { id: knowledgeBaseId } }),
    onSettled: refresh,
  });
}

/** Tries everything again that failed for a reason that may be over. */
export function useRetryDocuments(knowledgeBaseId: string) {
  const refresh = useRefreshDocuments(knowledgeBaseId);
  return useMutation({
    mutationFn: () => api.call("retryDocuments", { params: { id: knowledgeBaseId } }),
    onSettled: refresh,
  });
}
