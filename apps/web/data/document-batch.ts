import type { Document } from "@eai/contract";
import { useQueryClient } from "@tanstack/react-query";
import { api } from "./api.ts";
import { isInProgress, useRefreshDocuments } from "./documents.ts";
import { inParallel, type ParallelResult } from "./in-parallel.ts";
import { changeTags } from "./tags.ts";

/** What is done with several documents of a knowledge base; the list is read again once, when it is over. */
export function useDocumentBatch(knowledgeBaseId: string) {
  const client = useQueryClient();
  const refresh = useRefreshDocuments(knowledgeBaseId);
  const paramsOf = ({ id }: Document) => ({ params: { id: knowledgeBaseId, document_id: id } });

  async function each(
    documents: readonly Document[],
    act: (document: Document) => Promise<unknown>,
    onProgress?: (over: number) => void,
  ): Promise<ParallelResult> {
    const result = await inParallel(documents, act, onProgress);
    await refresh();
    return result;
  }

  return {
    remove: (documents: readonly Document[], onProgress: (over: number) => void) =>
      each(documents, (document) => api.call("deleteDocument", paramsOf(document)), onProgress),
    /** Those that are being prepared already are left. */
    prepareAgain: (documents: readonly Document[]) =>
      each(
        documents.filter(({ state }) => !isInProgress(state)),
        (document) => api.call("reingestDocument", paramsOf(document)),
      ),
    /** @param common tags they all had; @param chosen what is to become of these */
    async tag(documents: readonly Document[], common: readonly string[], chosen: readonly string[]) {
      const result = await each(documents, (document) =>
        api.call("updateDocument", {
          ...paramsOf(document),
          body: { tags: changeTags(document.tags, common, chosen) },
        }),
      );
      void client.invalidateQueries({ queryKey: ["tags"] });
      return result;
    },
  };
}
