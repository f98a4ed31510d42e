import { tagsSchema } from "@eai/contract";
import { ProblemError } from "@eai/modules/kernel";
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

  register("findDocuments", ({ context, query }) => knowledge.findDocuments(context, query));

  register("listTags", ({ context, query }) => knowledge.listTags(context, query));

  register("uploadDocument", async ({ context, params, request }) => {
    const file = await receiveFile(request, uploadLimitBytes);
    return knowledge.uploadDocument(context, {
      knowledgeBaseId: params.id,
      fileName: file.name,
      path: file.fields.path?.[0],
      tags: tagsOf(file.fields.tags),
      content: file.content,
    });
  });

  register("getMyFiles", ({ context }) => knowledge.getMyFiles(context));

  register("uploadMyFile", async ({ context, request }) => {
    const { name, content } = await receiveFile(request, uploadLimitBytes);
    return knowledge.uploadMyFile(context, { fileName: name, content });
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

  register("updateDocument", ({ context, params, body }) =>
    knowledge.updateDocument(context, referenceOf(params), body),
  );

  register("cancelDocument", ({ context, params }) => knowledge.cancelDocument(context, referenceOf(params)));

  register("cancelDocuments", ({ context, params }) => knowledge.cancelDocuments(context, params.id));

  register("retryDocuments", ({ context, params }) => knowledge.retryDocuments(context, params.id));

  register("getDocumentText", ({ context, params, query }) =>
    knowledge.readDocumentText(context, referenceOf(params), query),
  );

  register("reingestDocument", ({ context, params }) => knowledge.reingestDocument(context, referenceOf(params)));
}

/** One part with commas, or one for each. @throws ProblemError `validation_failed` */
function tagsOf(parts: readonly string[] | undefined): string[] | undefined {
  if (parts === undefined) return undefined;
  const words = parts.flatMap((part) => part.split(",")).filter((word) => word.trim() !== "");
  const { success, data, error } = tagsSchema.safeParse(words);
  if (success) return data;
  const errors = error.issues.map(({ message }) => ({ field: "body.tags", message }));
  throw new ProblemError("validation_failed", "The tags cannot be used. Look at the errors.", { errors });
}

function referenceOf(params: DocumentParams) {
  return { knowledgeBaseId: params.id, documentId: params.document_id };
}
