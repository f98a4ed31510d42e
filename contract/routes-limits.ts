import { z } from "zod";
import { Permission } from "./identity.ts";
import { limitsSchema, tenantLimitsNowSchema } from "./limits.ts";
import { idSchema } from "./pagination.ts";
import type { Route } from "./route.ts";

export const limitRoutes = {
  getLimits: {
    method: "GET",
    path: "/api/v1/limits",
    tag: "oversight",
    summary: "What is left of your requests and tokens of this minute, and of your tenants'",
    access: Permission.ChatUse,
    status: 200,
    response: limitsSchema,
    errors: [],
  },
  getTenantLimits: {
    method: "GET",
    path: "/api/v1/tenants/{id}/limits",
    tag: "oversight",
    summary: "What is left of this minute for a tenant and those above it",
    description: "The limits themselves are settings: `GET` and `PATCH /api/v1/tenants/{id}/settings`.",
    access: Permission.TenantManage,
    params: z.object({ id: idSchema("ten") }),
    status: 200,
    response: tenantLimitsNowSchema,
    errors: [],
  },
} as const satisfies Record<string, Route>;
