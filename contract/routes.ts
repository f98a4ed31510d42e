import { accessRoutes } from "./routes-access.ts";
import { auditRoutes } from "./routes-audit.ts";
import { chatRoutes } from "./routes-chat.ts";
import { explainRoutes } from "./routes-explain.ts";
import { knowledgeRoutes } from "./routes-knowledge.ts";
import { systemRoutes } from "./routes-system.ts";

export type { Route } from "./route.ts";

/** Every route of the API but better-auth's own under `/api/auth/`. The API, OpenAPI, client and tests all read this. */
export const routes = {
  ...systemRoutes,
  ...knowledgeRoutes,
  ...accessRoutes,
  ...explainRoutes,
  ...chatRoutes,
  ...auditRoutes,
} as const;

export type RouteName = keyof typeof routes;
