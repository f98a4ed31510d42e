import { z } from "zod";
import {
  accessListSchema,
  grantSchema,
  putGrantSchema,
  restrictDocumentSchema,
  scopeAudiencesQuerySchema,
  scopeAudiencesSchema,
} from "./access.ts";
import { Permission } from "./identity.ts";
import { idSchema } from "./pagination.ts";
import type { Route } from "./route.ts";

const knowledgeBaseParams = z.object({ id: idSchema("kb") });
const documentParams = knowledgeBaseParams.extend({ document_id: idSchema("doc") });
const grantId = { grant_id: idSchema("grn") };

export const accessRoutes = {
  listScopeAudiences: {
    method: "GET",
    path: "/api/v1/knowledge-scopes",
    tag: "knowledge",
    summary: "How many people each scope would let in",
    description: "Counted by the rules that decide at each request. For one that exists: those who decide who uses it.",
    access: Permission.KnowledgeCreate,
    query: scopeAudiencesQuerySchema,
    status: 200,
    response: scopeAudiencesSchema,
    errors: ["not_found"],
  },
  getKnowledgeBaseAccess: {
    method: "GET",
    path: "/api/v1/knowledge-bases/{id}/access",
    tag: "knowledge",
    summary: "Who may use a knowledge base: its rules, and the people they come to",
    description: "For those who may change it; others get 403.",
    access: Permission.KnowledgeRead,
    params: knowledgeBaseParams,
    status: 200,
    response: accessListSchema,
    errors: [],
  },
  putKnowledgeBaseGrant: {
    method: "POST",
    path: "/api/v1/knowledge-bases/{id}/access/grants",
    tag: "knowledge",
    summary: "Give or deny a person, group or tenant a knowledge base",
    description:
      "There is one grant for each subject: another for the same one replaces it. Holds at the next request.",
    access: Permission.KnowledgeShare,
    params: knowledgeBaseParams,
    body: putGrantSchema,
    status: 201,
    response: grantSchema,
    errors: ["conflict", "idempotency_key_reused"],
    idempotent: true,
  },
  deleteKnowledgeBaseGrant: {
    method: "DELETE",
    path: "/api/v1/knowledge-bases/{id}/access/grants/{grant_id}",
    tag: "knowledge",
    summary: "Take a grant or denial of a knowledge base back",
    access: Permission.KnowledgeShare,
    params: knowledgeBaseParams.extend(grantId),
    status: 204,
    errors: [],
  },
  getDocumentAccess: {
    method: "GET",
    path: "/api/v1/knowledge-bases/{id}/documents/{document_id}/access",
    tag: "knowledge",
    summary: "Who may read a document: its rules, and the people they come to",
    access: Permission.KnowledgeRead,
    params: documentParams,
    status: 200,
    response: accessListSchema,
    errors: [],
  },
  restrictDocument: {
    method: "PATCH",
    path: "/api/v1/knowledge-bases/{id}/documents/{document_id}/access",
    tag: "knowledge",
    summary: "Let only those whom its own grants name read a document, or everyone of the knowledge base again",
    access: Permission.KnowledgeShare,
    params: documentParams,
    body: restrictDocumentSchema,
    status: 200,
    response: accessListSchema,
    errors: [],
  },
  putDocumentGrant: {
    method: "POST",
    path: "/api/v1/knowledge-bases/{id}/documents/{document_id}/access/grants",
    tag: "knowledge",
    summary: "Give or deny a person, group or tenant one document",
    description:
      "A grant lets them find and read this document, also when the rest of the knowledge base stays closed.",
    access: Permission.KnowledgeShare,
    params: documentParams,
    body: putGrantSchema,
    status: 201,
    response: grantSchema,
    errors: ["conflict", "idempotency_key_reused"],
    idempotent: true,
  },
  deleteDocumentGrant: {
    method: "DELETE",
    path: "/api/v1/knowledge-bases/{id}/documents/{document_id}/access/grants/{grant_id}",
    tag: "knowledge",
    summary: "Take a grant or denial of a document back",
    access: Permission.KnowledgeShare,
    params: documentParams.extend(grantId),
    status: 204,
    errors: [],
  },
} as const satisfies Record<string, Route>;
