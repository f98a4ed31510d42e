import {
  findDocumentsQuerySchema,
  foundDocumentPageSchema,
  listTagsQuerySchema,
  tagPageSchema,
} from "./found-documents.ts";
import { Permission } from "./identity.ts";
import type { Route } from "./route.ts";

export const foundDocumentRoutes = {
  findDocuments: {
    method: "GET",
    path: "/api/v1/documents",
    tag: "knowledge",
    summary: "Documents you may read, in all knowledge bases",
    description: "Sorted by name. Place in the queue and time left are told by the document itself.",
    access: Permission.KnowledgeRead,
    query: findDocumentsQuerySchema,
    status: 200,
    response: foundDocumentPageSchema,
    errors: [],
  },
  listTags: {
    method: "GET",
    path: "/api/v1/tags",
    tag: "knowledge",
    summary: "Tags of the documents you may read",
    access: Permission.KnowledgeRead,
    query: listTagsQuerySchema,
    status: 200,
    response: tagPageSchema,
    errors: [],
  },
} as const satisfies Record<string, Route>;
