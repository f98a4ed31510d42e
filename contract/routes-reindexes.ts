import { z } from "zod";
import { Permission } from "./identity.ts";
import { idSchema, pageQuerySchema } from "./pagination.ts";
import { reindexEstimateSchema } from "./reindex-estimate.ts";
import { createReindexSchema, embeddingModelsSchema, reindexPageSchema, reindexSchema } from "./reindexes.ts";
import type { Route } from "./route.ts";

const knowledgeBaseParams = z.object({ id: idSchema("kb") });
const reindexParams = knowledgeBaseParams.extend({ reindex_id: idSchema("rix") });
const path = "/api/v1/knowledge-bases/{id}/reindexes";
const ofOne = `${path}/{reindex_id}` as const;

/** The parts that the routes on one re-index have in common. */
const action = {
  method: "POST",
  tag: "knowledge",
  access: Permission.KnowledgeWrite,
  params: reindexParams,
  status: 200,
  response: reindexSchema,
  errors: ["conflict"],
} as const satisfies Partial<Route>;

export const reindexRoutes = {
  createReindex: {
    method: "POST",
    path,
    tag: "knowledge",
    summary: "Prepare all documents again beside the index in use, and switch when complete",
    description:
      "With other settings, or the same to rebuild. What is in use is searched until the switch, and kept for a while as the way back.",
    access: Permission.KnowledgeWrite,
    params: knowledgeBaseParams,
    body: createReindexSchema,
    status: 202,
    response: reindexSchema,
    errors: ["conflict", "model_not_found", "idempotency_key_reused"],
    idempotent: true,
  },
  estimateReindex: {
    method: "POST",
    path: `${path}/estimate`,
    tag: "knowledge",
    summary: "What a re-index would cost, before it is begun",
    description:
      "The same body as to begin one; nothing is changed. Documents and passages in use are counted, what is estimated says so.",
    access: Permission.KnowledgeWrite,
    params: knowledgeBaseParams,
    body: createReindexSchema,
    status: 200,
    response: reindexEstimateSchema,
    errors: ["model_not_found", "too_many_requests"],
  },
  listReindexes: {
    method: "GET",
    path,
    tag: "knowledge",
    summary: "Re-indexes of a knowledge base, newest first",
    access: Permission.KnowledgeWrite,
    params: knowledgeBaseParams,
    query: pageQuerySchema,
    status: 200,
    response: reindexPageSchema,
    errors: [],
  },
  getReindex: {
    method: "GET",
    path: ofOne,
    tag: "knowledge",
    summary: "How far a re-index is",
    access: Permission.KnowledgeWrite,
    params: reindexParams,
    status: 200,
    response: reindexSchema,
    errors: [],
  },
  cancelReindex: { ...action, path: `${ofOne}/cancel`, summary: "Stop a re-index; what is in use stays" },
  retryReindex: { ...action, path: `${ofOne}/retry`, summary: "Try the documents again that failed in a re-index" },
  switchReindex: {
    ...action,
    path: `${ofOne}/switch`,
    summary: "Switch although documents failed: those stay as they are",
  },
  revertReindex: { ...action, path: `${ofOne}/revert`, summary: "Go back to what was in use before a re-index" },
  listEmbeddingModels: {
    method: "GET",
    path: "/api/v1/embedding-models",
    tag: "models",
    summary: "What knowledge bases can be embedded with, the default first",
    access: Permission.KnowledgeRead,
    status: 200,
    response: embeddingModelsSchema,
    errors: [],
  },
} as const satisfies Record<string, Route>;
