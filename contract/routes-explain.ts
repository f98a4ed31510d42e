import { z } from "zod";
import {
  accessExplanationSchema,
  breakGlassSchema,
  explainAccessSchema,
  explainSearchSchema,
  searchExplanationSchema,
} from "./explain.ts";
import { Permission } from "./identity.ts";
import { idSchema } from "./pagination.ts";
import type { Route } from "./route.ts";

export const explainRoutes = {
  explainAccess: {
    method: "POST",
    path: "/api/v1/explain/access",
    tag: "knowledge",
    summary: "Why a person may or may not see a knowledge base or a document",
    description:
      "For people and knowledge bases of the tenants you administer or audit. Names and text of documents are never in " +
      "the answer. Recorded in the audit log.",
    access: Permission.AccessExplain,
    body: explainAccessSchema,
    status: 200,
    response: accessExplanationSchema,
    errors: ["not_found"],
  },
  explainSearch: {
    method: "POST",
    path: "/api/v1/explain/search",
    tag: "knowledge",
    summary: "What a person would find for a question",
    description:
      "Runs the search as that person. Names and text are shown only of documents you may read yourself. Recorded in the " +
      "audit log, without the question.",
    access: Permission.AccessExplain,
    body: explainSearchSchema,
    status: 200,
    response: searchExplanationSchema,
    errors: ["not_found", "search_unavailable", "too_many_requests"],
  },
  readWithBreakGlass: {
    method: "POST",
    path: "/api/v1/documents/{document_id}/break-glass",
    tag: "knowledge",
    summary: "Read the original of a document you may not see, for a reason that is recorded first",
    description: "For documents of the tenants you administer, personal ones too.",
    access: Permission.KnowledgeBreakGlass,
    params: z.object({ document_id: idSchema("doc") }),
    body: breakGlassSchema,
    status: 200,
    responseType: "application/octet-stream",
    errors: [],
  },
} as const satisfies Record<string, Route>;
