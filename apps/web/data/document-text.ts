import { useInfiniteQuery } from "@tanstack/react-query";
import { api } from "./api.ts";

/** Read at once, in UTF-16 units. */
const partLength = 100_000;
/** Shown before a passage, so that what leads to it can be read. */
const lead = 20_000;

/**
 * The extracted text of a document around a place, part by part in both directions.
 * @param place where to begin; the beginning when nothing is looked for
 */
export function useDocumentText(knowledgeBaseId: string, documentId: string, place: number, enabled: boolean) {
  const start = Math.max(0, place - lead);
  return useInfiniteQuery({
    queryKey: ["document-text", knowledgeBaseId, documentId, start],
    enabled,
    initialPageParam: { from: start, to: start + partLength },
    queryFn: ({ pageParam, signal }) =>
      api.call("getDocumentText", {
        params: { id: knowledgeBaseId, document_id: documentId },
        query: pageParam,
        signal,
      }),
    getNextPageParam: ({ to, length }) =>
      length !== null && to < length ? { from: to, to: to + partLength } : undefined,
    getPreviousPageParam: ({ from }) => (from > 0 ? { from: Math.max(0, from - partLength), to: from } : undefined),
  });
}
