import { Permission } from "./identity.ts";
import type { Route } from "./route.ts";
import {
  ownUsageSchema,
  usageExportQuerySchema,
  usagePageSchema,
  usageQuerySchema,
  usageSummaryQuerySchema,
  usageSummarySchema,
} from "./usage.ts";

export const usageRoutes = {
  listUsage: {
    method: "GET",
    path: "/api/v1/usage",
    tag: "oversight",
    summary: "Calls of models in the tenants you administer or audit, newest first",
    access: Permission.UsageRead,
    query: usageQuerySchema,
    status: 200,
    response: usagePageSchema,
    errors: ["not_found"],
  },
  summarizeUsage: {
    method: "GET",
    path: "/api/v1/usage/summary",
    tag: "oversight",
    summary: "Sums of calls, tokens and cost, in groups",
    description: "Days are those of UTC. The sums are those of the records, to the micro-dollar.",
    access: Permission.UsageRead,
    query: usageSummaryQuerySchema,
    status: 200,
    response: usageSummarySchema,
    errors: ["not_found"],
  },
  exportUsage: {
    method: "GET",
    path: "/api/v1/usage/export",
    tag: "oversight",
    summary: "Calls of models as a file: CSV, JSON Lines, or CSV with FOCUS columns",
    description:
      "Up to this moment, oldest first. Cells of the CSV that a spreadsheet would take for a formula begin with an " +
      "apostrophe; the JSON Lines are exact. `focus` has a row for each kind of token of a call. The export is recorded.",
    access: Permission.UsageRead,
    query: usageExportQuerySchema,
    status: 200,
    responseType: "text/csv",
    errors: ["not_found"],
  },
  getOwnUsage: {
    method: "GET",
    path: "/api/v1/me/usage",
    tag: "oversight",
    summary: "What you have used today and this month",
    access: "signed-in",
    status: 200,
    response: ownUsageSchema,
    errors: [],
  },
} as const satisfies Record<string, Route>;
