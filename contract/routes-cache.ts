import { z } from "zod";
import { cacheStatisticsSchema } from "./cache.ts";
import { Permission } from "./identity.ts";
import { idSchema } from "./pagination.ts";
import type { Route } from "./route.ts";

const params = z.object({ id: idSchema("kb") });

export const cacheRoutes = {
  getCacheStatistics: {
    method: "GET",
    path: "/api/v1/knowledge-bases/{id}/cache/stats",
    tag: "knowledge",
    summary: "What the cache of searches holds and saves",
    description: "For those who may change the knowledge base.",
    access: Permission.KnowledgeWrite,
    params,
    status: 200,
    response: cacheStatisticsSchema,
    errors: [],
  },
  clearCache: {
    method: "DELETE",
    path: "/api/v1/knowledge-bases/{id}/cache",
    tag: "knowledge",
    summary: "Forget every search that was kept, and the statistics",
    access: Permission.KnowledgeWrite,
    params,
    status: 204,
    errors: [],
  },
} as const satisfies Record<string, Route>;
