import { auditExportQuerySchema, auditPageSchema, auditQuerySchema, auditVerificationListSchema } from "./audit.ts";
import { Permission } from "./identity.ts";
import type { Route } from "./route.ts";

export const auditRoutes = {
  listAudit: {
    method: "GET",
    path: "/api/v1/audit",
    tag: "oversight",
    summary: "The audit log of the tenants you administer or audit, newest first",
    access: Permission.AuditRead,
    query: auditQuerySchema,
    status: 200,
    response: auditPageSchema,
    errors: ["not_found"],
  },
  exportAudit: {
    method: "GET",
    path: "/api/v1/audit/export",
    tag: "oversight",
    summary: "The audit log as a file: CSV (RFC 4180) or JSON Lines",
    description:
      "Up to the newest row of this moment, tenant by tenant, oldest first. Cells of the CSV that a spreadsheet would take " +
      "for a formula begin with an apostrophe; the JSON Lines are exact. The export itself is recorded.",
    access: Permission.AuditRead,
    query: auditExportQuerySchema,
    status: 200,
    responseType: "text/csv",
    errors: ["not_found"],
  },
  verifyAudit: {
    method: "GET",
    path: "/api/v1/audit/verification",
    tag: "oversight",
    summary: "Whether anything in the audit log was removed, changed, reordered or inserted",
    description: "Reads every row of every tenant you administer, so it takes a while; one at a time.",
    access: Permission.AuditRead,
    status: 200,
    response: auditVerificationListSchema,
    errors: ["too_many_requests"],
  },
} as const satisfies Record<string, Route>;
