import { may } from "./policy.ts";
import type { RouteCase } from "./route-case.ts";

export const oversightCases = {
  listAudit: { may: may.auditors },
  exportAudit: { may: may.auditors },
  verifyAudit: { may: may.auditors },
} as const satisfies Record<string, RouteCase>;
