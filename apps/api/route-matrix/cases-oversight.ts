import { may } from "./policy.ts";
import type { RouteCase } from "./route-case.ts";

export const oversightCases = {
  listAudit: { may: may.auditors },
  exportAudit: { may: may.auditors },
  verifyAudit: { may: may.auditors },
  exportMe: { may: may.signedIn },
  exportPerson: { may: may.administerOrganization, on: ["person"] },
  erasePerson: { may: may.administerOrganization, on: ["person"], body: ({ id }) => ({ confirm: id }) },
} as const satisfies Record<string, RouteCase>;
