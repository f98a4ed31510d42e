import type { Knowledge } from "@eai/modules/knowledge";
import { contentHeaders } from "../content-disposition.ts";
import { receiveFile } from "../receive-file.ts";
import type { RegisterRoute } from "../register-route.ts";

interface DocumentParams {
  id: string;
  document_id: string;
}

export function registerDocumentRoutes(register: RegisterRoute, knowledge: Knowledge, uploadLimitBytes: number): void {
  register("listDocuments", ({ context, params, query }) => knowledge.listDocuments(context, params.id, query));

  register("uploadDocument", async ({ context, params, request }) => {
    const file = await receiveFile(request, uploadLimitBytes);
    return knowledge.uploadDocument(context, {
      knowledgeBaseId: params.id,
      fileName: file.name,
      content: file.content,
    });
  });

  register("getDocument", ({ context, params }) => knowledge.getDocument(context, referenceOf(params)));

  register("deleteDocument", ({ context, params }) => knowledge.deleteDocument(context, referenceOf(params)));

  register("getDocumentContent", async ({ context, params, reply }) => {
    const { stream, mediaType, name, sizeBytes } = await knowledge.openContent(context, referenceOf(params));
    return reply
      .headers({
        ...contentHeaders(name, mediaType),
        "content-length": sizeBytes,
        "cache-control": "private, no-store",
      })
      .removeHeader("x-frame-options")
      .send(stream);
  });

  register("listChunks", ({ context, params, query }) => knowledge.listChunks(context, referenceOf(params), query));

  register("getDocumentText", ({ context, params, query }) =>
    knowledge.readDocumentText(context, referenceOf(params), query),
  );

  register("reingestDocument", ({ context, params }) => knowledge.reingestDocument(context, referenceOf(params)));
}

function referenceOf(params: DocumentParams) {
  return { knowledgeBaseId: params.id, documentId: params.document_id };
}
