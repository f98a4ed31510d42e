import { accessRoutes } from "./routes-access.ts";
import { accountRoutes } from "./routes-account.ts";
import { auditRoutes } from "./routes-audit.ts";
import { budgetRoutes } from "./routes-budgets.ts";
import { cacheRoutes } from "./routes-cache.ts";
import { chatRoutes } from "./routes-chat.ts";
import { deploymentRoutes } from "./routes-deployments.ts";
import { directoryConnectionRoutes } from "./routes-directory-connections.ts";
import { documentTextRoutes } from "./routes-document-text.ts";
import { explainRoutes } from "./routes-explain.ts";
import { foundDocumentRoutes } from "./routes-found-documents.ts";
import { ingestionRoutes } from "./routes-ingestion.ts";
import { knowledgeRoutes } from "./routes-knowledge.ts";
import { limitRoutes } from "./routes-limits.ts";
import { myFileRoutes } from "./routes-my-files.ts";
import { peopleRoutes } from "./routes-people.ts";
import { privacyRoutes } from "./routes-privacy.ts";
import { qualityRoutes } from "./routes-quality.ts";
import { reindexRoutes } from "./routes-reindexes.ts";
import { sessionFolderRoutes } from "./routes-session-folders.ts";
import { shareRoutes } from "./routes-shares.ts";
import { systemRoutes } from "./routes-system.ts";
import { tenantRoutes } from "./routes-tenants.ts";
import { usageRoutes } from "./routes-usage.ts";

export type { Route } from "./route.ts";

/** Every route of the API but better-auth's own under `/api/auth/`. The API, OpenAPI, client and tests all read this. */
export const routes = {
  ...systemRoutes,
  ...tenantRoutes,
  ...limitRoutes,
  ...peopleRoutes,
  ...knowledgeRoutes,
  ...reindexRoutes,
  ...documentTextRoutes,
  ...cacheRoutes,
  ...qualityRoutes,
  ...ingestionRoutes,
  ...accessRoutes,
  ...explainRoutes,
  ...foundDocumentRoutes,
  ...myFileRoutes,
  ...chatRoutes,
  ...sessionFolderRoutes,
  ...shareRoutes,
  ...auditRoutes,
  ...usageRoutes,
  ...privacyRoutes,
  ...accountRoutes,
  ...directoryConnectionRoutes,
  ...budgetRoutes,
  ...deploymentRoutes,
} as const;

export type RouteName = keyof typeof routes;
