import { may } from "./policy.ts";
import type { RouteCase } from "./route-case.ts";

export const systemCases = {
  getLiveness: { may: may.everybody },
  getReadiness: { may: may.everybody },
  getMetrics: { may: may.everybody },
  getSystem: { may: may.everybody },
  getMe: { may: may.signedIn },
  listModels: { may: may.signedIn },
} as const satisfies Record<string, RouteCase>;
