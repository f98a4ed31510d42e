import { Permission, type Role } from "@eai/contract";
import { type Context, ProblemError } from "@eai/modules/kernel";
import { type SQL, sql } from "drizzle-orm";

const memberPermissions = [
  Permission.ChatUse,
  Permission.KnowledgeRead,
  Permission.KnowledgeWrite,
  Permission.KnowledgeCreate,
  Permission.KnowledgeShare,
  Permission.ModelsRead,
  Permission.DirectoryRead,
  Permission.AccountManage,
];
const editorPermissions = [...memberPermissions, Permission.KnowledgeCreateOrganization];

const auditorPermissions = [...memberPermissions, Permission.AuditRead, Permission.UsageRead, Permission.AccessExplain];
const tenantAdminPermissions = [
  ...editorPermissions,
  ...auditorPermissions,
  Permission.TenantManage,
  Permission.PeopleManage,
  Permission.PrivacyManage,
  Permission.KnowledgeBreakGlass,
];

const permissionsByRole: Record<Role, ReadonlySet<Permission>> = {
  member: new Set(memberPermissions),
  editor: new Set(editorPermissions),
  auditor: new Set(auditorPermissions),
  tenant_admin: new Set(tenantAdminPermissions),
  platform_admin: new Set(Object.values(Permission)),
};

export function permissionsOf(role: Role): ReadonlySet<Permission> {
  return permissionsByRole[role];
}

/**
 * The one way to require a permission.
 * @throws ProblemError `permission_denied`
 */
export function requirePermission(context: Pick<Context, "actor">, permission: Permission): void {
  if (context.actor.kind === "system" || context.actor.permissions.has(permission)) return;
  throw new ProblemError(
    "permission_denied",
    `Your role does not include "${permission}". Ask an administrator for it.`,
  );
}

/**
 * Whether the actor administers or audits a tenant: their own and all below it; platform administrators every one. A
 * condition over the table `tenants`; rows for which it is false do not exist for the actor.
 */
export function administersTenant({ actor, tenantId }: Pick<Context, "actor" | "tenantId">): SQL {
  if (actor.kind === "person" && actor.permissions.has(Permission.PlatformManage)) return sql`true`;
  return sql`${tenantId} = any(tenants.path)`;
}

/** Whether the actor may make somebody this, or change somebody who is it. */
export function mayGive({ actor }: Pick<Context, "actor">, role: Role): boolean {
  return actor.kind === "system" || coversRole(actor.permissions, role);
}

/**
 * Whether these are all permissions of a role. One's own account is left out of the comparison: no API key reaches
 * that, whatever its scopes.
 */
export function coversRole(permissions: ReadonlySet<Permission>, role: Role): boolean {
  const needed = [...permissionsOf(role)].filter((permission) => permission !== Permission.AccountManage);
  return needed.every((permission) => permissions.has(permission));
}

/** @throws ProblemError `permission_denied` */
export function requireMayGive(context: Pick<Context, "actor">, role: Role): void {
  if (mayGive(context, role)) return;
  throw new ProblemError("permission_denied", `You may not give the role "${role}": it may do what you may not.`);
}
