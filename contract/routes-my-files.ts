import { Permission } from "./identity.ts";
import { documentSchema } from "./knowledge.ts";
import { myFilesSchema } from "./my-files.ts";
import type { Route } from "./route.ts";
import { uploadErrors } from "./routes-knowledge.ts";

export const myFileRoutes = {
  getMyFiles: {
    method: "GET",
    path: "/api/v1/me/files",
    tag: "knowledge",
    summary: "Your own knowledge base for files put into chats",
    access: Permission.KnowledgeRead,
    status: 200,
    response: myFilesSchema,
    errors: [],
  },
  uploadMyFile: {
    method: "POST",
    path: "/api/v1/me/files",
    tag: "knowledge",
    summary: "Upload a file to ask about it",
    description:
      "One multipart part named `file`. The first file makes the knowledge base. The same bytes under the same name give " +
      "the existing document; other bytes get a number in their name. Ask about it with `document_ids`.",
    access: Permission.KnowledgeWrite,
    bodyKind: "multipart",
    status: 202,
    response: documentSchema,
    errors: uploadErrors,
    idempotent: true,
  },
} as const satisfies Record<string, Route>;
