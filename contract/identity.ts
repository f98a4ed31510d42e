import { z } from "zod";
import { idSchema, timeSchema } from "./pagination.ts";

/** What a person may be allowed to do. A role is a set of these. */
export const Permission = {
  ChatUse: "chat.use",
  KnowledgeRead: "knowledge.read",
  /** Changing what one may write: which knowledge bases these are is decided row by row. */
  KnowledgeWrite: "knowledge.write",
  KnowledgeCreate: "knowledge.create",
  KnowledgeCreateOrganization: "knowledge.create_organization",
  /** Deciding who may use what one owns or administers. */
  KnowledgeShare: "knowledge.share",
  /** Reading one document that one may not see, with a reason that is recorded. */
  KnowledgeBreakGlass: "knowledge.break_glass",
  /** Asking what another person would find, and why they may or may not see a document. */
  AccessExplain: "access.explain",
  ModelsRead: "models.read",
  /** Finding people, groups and tenants of one's organisation by name. */
  DirectoryRead: "directory.read",
  /** One's own API keys, sign-ins and data. Never in the scopes of an API key. */
  AccountManage: "account.manage",
  AuditRead: "audit.read",
  UsageRead: "usage.read",
  /** People, groups, invitations, directory connections of one's tenant and those below it. */
  PeopleManage: "people.manage",
  /** Exporting and erasing another person's data. */
  PrivacyManage: "privacy.manage",
  TenantManage: "tenant.manage",
  PlatformManage: "platform.manage",
} as const;
export type Permission = (typeof Permission)[keyof typeof Permission];
export const permissionSchema = z.enum(Object.values(Permission) as [Permission, ...Permission[]]);

export const roles = ["member", "editor", "auditor", "tenant_admin", "platform_admin"] as const;
export const roleSchema = z.enum(roles).meta({ id: "Role" });
export type Role = z.infer<typeof roleSchema>;

export const groupSourceSchema = z
  .enum(["local", "directory"])
  .describe("`local`: made here; `directory`: told by the identity provider")
  .meta({ id: "GroupSource" });

export const meSchema = z
  .object({
    id: idSchema("usr"),
    name: z.string(),
    email: z.string(),
    role: roleSchema,
    permissions: z.array(permissionSchema),
    tenant: z.object({ id: idSchema("ten"), name: z.string() }).describe("Where you belong"),
    tenant_path: z
      .array(z.object({ id: idSchema("ten"), name: z.string() }))
      .describe("From the organisation down to your tenant"),
    groups: z.array(
      z.object({
        id: idSchema("grp"),
        name: z.string(),
        source: groupSourceSchema,
      }),
    ),
    groups_unavailable: z
      .string()
      .nullable()
      .describe("Why the groups of your directory do not count right now, and what to do; null when they do"),
    sign_in_method: z
      .enum(["password", "microsoft", "oidc", "api_key", "token", "dev_bypass"])
      .describe("How this request was signed in"),
    created_at: timeSchema,
  })
  .meta({ id: "Me" });
export type Me = z.infer<typeof meSchema>;
