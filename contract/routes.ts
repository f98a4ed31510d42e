import { accessRoutes } from "./routes-access.ts";
import { accountRoutes } from "./routes-account.ts";
import { chatRoutes } from "./routes-chat.ts";
import { knowledgeRoutes } from "./routes-knowledge.ts";
import { systemRoutes } from "./routes-system.ts";

export type { Route } from "./route.ts";

/** Every route of the API but better-auth's own under `/api/auth/`. The API, OpenAPI, client and tests all read this. */
export const routes = {
  ...systemRoutes,
  ...accountRoutes,
  ...knowledgeRoutes,
  ...accessRoutes,
  ...chatRoutes,
} as const;

export type RouteName = keyof typeof routes;
