import { z } from "zod";
import { idSchema, timeSchema } from "./pagination.ts";

/** What a person may be allowed to do. A role is a set of these. */
export const Permission = {
  ChatUse: "chat.use",
  KnowledgeRead: "knowledge.read",
  KnowledgeCreate: "knowledge.create",
  KnowledgeCreateOrganization: "knowledge.create_organization",
  ModelsRead: "models.read",
  AuditRead: "audit.read",
  UsageRead: "usage.read",
  TenantManage: "tenant.manage",
  PlatformManage: "platform.manage",
} as const;
export type Permission = (typeof Permission)[keyof typeof Permission];
export const permissionSchema = z.enum(Object.values(Permission) as [Permission, ...Permission[]]);

export const roles = ["member", "editor", "auditor", "tenant_admin", "platform_admin"] as const;
export const roleSchema = z.enum(roles).meta({ id: "Role" });
export type Role = z.infer<typeof roleSchema>;

export const meSchema = z
  .object({
    id: idSchema("usr"),
    name: z.string(),
    email: z.string(),
    role: roleSchema,
    permissions: z.array(permissionSchema),
    tenant: z.object({ id: idSchema("ten"), name: z.string() }),
    created_at: timeSchema,
  })
  .meta({ id: "Me" });
export type Me = z.infer<typeof meSchema>;
