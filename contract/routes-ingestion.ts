import { z } from "zod";
import { Permission } from "./identity.ts";
import { documentCountSchema, updateDocumentSchema } from "./ingestion.ts";
import { documentSchema } from "./knowledge.ts";
import { idSchema } from "./pagination.ts";
import type { Route } from "./route.ts";

const knowledgeBaseParams = z.object({ id: idSchema("kb") });
const documentParams = knowledgeBaseParams.extend({ document_id: idSchema("doc") });

export const ingestionRoutes = {
  updateDocument: {
    method: "PATCH",
    path: "/api/v1/knowledge-bases/{id}/documents/{document_id}",
    tag: "knowledge",
    summary: "Change the tags or the name of a document",
    access: Permission.KnowledgeWrite,
    params: documentParams,
    body: updateDocumentSchema,
    status: 200,
    response: documentSchema,
    errors: ["conflict"],
  },
  cancelDocument: {
    method: "POST",
    path: "/api/v1/knowledge-bases/{id}/documents/{document_id}/cancel",
    tag: "knowledge",
    summary: "Stop ingesting a document",
    description:
      "It ends as `failed` with the code `cancelled`; a complete version before it stays searchable. One that is ready or " +
      "failed already stays as it is.",
    access: Permission.KnowledgeWrite,
    params: documentParams,
    status: 200,
    response: documentSchema,
    errors: [],
  },
  cancelDocuments: {
    method: "POST",
    path: "/api/v1/knowledge-bases/{id}/documents/cancel",
    tag: "knowledge",
    summary: "Stop ingesting all documents that are not finished",
    access: Permission.KnowledgeWrite,
    params: knowledgeBaseParams,
    status: 200,
    response: documentCountSchema,
    errors: [],
  },
  retryDocuments: {
    method: "POST",
    path: "/api/v1/knowledge-bases/{id}/documents/retry",
    tag: "knowledge",
    summary: "Try all failed documents again that may succeed another time",
    description: "Those whose file itself cannot be read are left: another try would end the same.",
    access: Permission.KnowledgeWrite,
    params: knowledgeBaseParams,
    status: 202,
    response: documentCountSchema,
    errors: [],
  },
} as const satisfies Record<string, Route>;
