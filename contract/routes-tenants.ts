import { z } from "zod";
import { Permission } from "./identity.ts";
import { idSchema } from "./pagination.ts";
import type { Route } from "./route.ts";
import {
  createTenantSchema,
  tenantPageSchema,
  tenantQuerySchema,
  tenantSchema,
  tenantSettingsSchema,
  updateTenantSchema,
  updateTenantSettingsSchema,
} from "./tenants.ts";

const params = z.object({ id: idSchema("ten") });

export const tenantRoutes = {
  listTenants: {
    method: "GET",
    path: "/api/v1/tenants",
    tag: "identity",
    summary: "The tenants you administer, each after the one above it",
    access: Permission.TenantManage,
    query: tenantQuerySchema,
    status: 200,
    response: tenantPageSchema,
    errors: [],
  },
  createTenant: {
    method: "POST",
    path: "/api/v1/tenants",
    tag: "identity",
    summary: "Make a division or team below a tenant you administer, or an organisation",
    access: Permission.TenantManage,
    body: createTenantSchema,
    status: 201,
    response: tenantSchema,
    errors: ["conflict", "idempotency_key_reused"],
    idempotent: true,
  },
  getTenant: {
    method: "GET",
    path: "/api/v1/tenants/{id}",
    tag: "identity",
    summary: "A tenant",
    access: Permission.TenantManage,
    params,
    status: 200,
    response: tenantSchema,
    errors: [],
  },
  updateTenant: {
    method: "PATCH",
    path: "/api/v1/tenants/{id}",
    tag: "identity",
    summary: "Rename a tenant, or set its time zone",
    access: Permission.TenantManage,
    params,
    body: updateTenantSchema,
    status: 200,
    response: tenantSchema,
    errors: ["conflict"],
  },
  deleteTenant: {
    method: "DELETE",
    path: "/api/v1/tenants/{id}",
    tag: "identity",
    summary: "Remove a tenant that nobody and nothing belongs to any more",
    access: Permission.TenantManage,
    params,
    status: 204,
    errors: ["conflict"],
  },
  getTenantSettings: {
    method: "GET",
    path: "/api/v1/tenants/{id}/settings",
    tag: "identity",
    summary: "Limits, models, tools and retention of a tenant: its own, what holds, and where that comes from",
    access: Permission.TenantManage,
    params,
    status: 200,
    response: tenantSettingsSchema,
    errors: [],
  },
  updateTenantSettings: {
    method: "PATCH",
    path: "/api/v1/tenants/{id}/settings",
    tag: "identity",
    summary: "Tighten, take back or lock settings of a tenant",
    description:
      "What would allow more than a tenant above does, or what a tenant above has locked, is refused with 409; the " +
      "sentence names that tenant. Holds at the next request of everyone in the tenant and below it.",
    access: Permission.TenantManage,
    params,
    body: updateTenantSettingsSchema,
    status: 200,
    response: tenantSettingsSchema,
    errors: ["conflict"],
  },
} as const satisfies Record<string, Route>;
