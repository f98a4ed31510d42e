import {
  deploymentListSchema,
  deploymentParamsSchema,
  deploymentSchema,
  drainDeploymentSchema,
} from "./deployments.ts";
import { Permission } from "./identity.ts";
import type { Route } from "./route.ts";

export const deploymentRoutes = {
  listDeployments: {
    method: "GET",
    path: "/api/v1/deployments",
    tag: "models",
    summary: "Every place where a model is called, and how it is",
    description:
      "The state of a breaker is that of the process which answers: each process keeps its own. A drain holds in all of them.",
    access: Permission.PlatformManage,
    status: 200,
    response: deploymentListSchema,
    errors: [],
  },
  drainDeployment: {
    method: "POST",
    path: "/api/v1/deployments/{id}/drain",
    tag: "models",
    summary: "Take a deployment out of service",
    description:
      "It gets no new calls in any process; calls that run go on to their end. Once more replaces the reason. The id holds " +
      "`:` and may hold `/`: percent-encode it.",
    access: Permission.PlatformManage,
    params: deploymentParamsSchema,
    body: drainDeploymentSchema,
    status: 200,
    response: deploymentSchema,
    errors: ["not_found"],
  },
  resumeDeployment: {
    method: "DELETE",
    path: "/api/v1/deployments/{id}/drain",
    tag: "models",
    summary: "Put a deployment back into service",
    access: Permission.PlatformManage,
    params: deploymentParamsSchema,
    status: 204,
    errors: ["not_found"],
  },
} as const satisfies Record<string, Route>;
