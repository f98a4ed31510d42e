import { may } from "./policy.ts";
import type { RouteCase } from "./route-case.ts";
import { knowledgeBaseKinds, reindexInUseKinds, reindexKinds } from "./things.ts";

const onBuilding = { may: may.writeReindex, on: reindexKinds } as const;

export const reindexCases = {
  createReindex: { may: may.writeKnowledge, on: knowledgeBaseKinds, body: {} },
  estimateReindex: { may: may.writeKnowledge, on: knowledgeBaseKinds, body: {} },
  listReindexes: { may: may.writeKnowledge, on: knowledgeBaseKinds },
  getReindex: onBuilding,
  cancelReindex: onBuilding,
  retryReindex: onBuilding,
  switchReindex: onBuilding,
  revertReindex: { may: may.writeReindex, on: reindexInUseKinds },
  listEmbeddingModels: { may: may.signedIn },
} as const satisfies Record<string, RouteCase>;
