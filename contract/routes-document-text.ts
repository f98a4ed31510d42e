import { z } from "zod";
import { documentTextQuerySchema, documentTextSchema } from "./document-text.ts";
import { Permission } from "./identity.ts";
import { idSchema } from "./pagination.ts";
import type { Route } from "./route.ts";

export const documentTextRoutes = {
  getDocumentText: {
    method: "GET",
    path: "/api/v1/knowledge-bases/{id}/documents/{document_id}/text",
    tag: "knowledge",
    summary: "A part of the text that was extracted from a document",
    access: Permission.KnowledgeRead,
    params: z.object({ id: idSchema("kb"), document_id: idSchema("doc") }),
    query: documentTextQuerySchema,
    status: 200,
    response: documentTextSchema,
    errors: [],
  },
} as const satisfies Record<string, Route>;
