import { may } from "./policy.ts";
import type { RouteCase } from "./route-case.ts";

export const oversightCases = {
  listAudit: { may: may.auditors },
  exportAudit: { may: may.auditors },
  verifyAudit: { may: may.auditors },
  listUsage: { may: may.auditors },
  summarizeUsage: { may: may.auditors, query: "?group_by=day,model" },
  exportUsage: { may: may.auditors, query: "?format=focus" },
  getOwnUsage: { may: may.signedIn },
  exportMe: { may: may.signedIn },
  exportPerson: { may: may.administerOrganization, on: ["person"] },
  erasePerson: { may: may.administerOrganization, on: ["person"], body: ({ id }) => ({ confirm: id }) },
} as const satisfies Record<string, RouteCase>;
