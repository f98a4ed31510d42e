import { may } from "./policy.ts";
import type { RouteCase } from "./route-case.ts";

/** Deployments belong to the installation, to no tenant. */
export const deploymentCases = {
  listDeployments: { may: may.platformAdministrators },
  drainDeployment: { may: may.platformAdministrators, on: ["deployment"], body: { reason: "Maintenance" } },
  resumeDeployment: { may: may.platformAdministrators, on: ["deployment"] },
} as const satisfies Record<string, RouteCase>;
