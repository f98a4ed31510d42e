import { Permission, type Role } from "@eai/contract";
import { type Context, ProblemError, textArray } from "@eai/modules/kernel";
import { and, eq, or, type SQL, sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";

/** What may be done with a thing one can see. */
export type Right = "read" | "write";

const memberPermissions = [
  Permission.ChatUse,
  Permission.KnowledgeRead,
  Permission.KnowledgeCreate,
  Permission.ModelsRead,
];
const editorPermissions = [...memberPermissions, Permission.KnowledgeCreateOrganization];

const permissionsByRole: Record<Role, ReadonlySet<Permission>> = {
  member: new Set(memberPermissions),
  editor: new Set(editorPermissions),
  auditor: new Set([...memberPermissions, Permission.AuditRead, Permission.UsageRead]),
  tenant_admin: new Set([...editorPermissions, Permission.AuditRead, Permission.UsageRead, Permission.TenantManage]),
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

/** The columns of a table whose rows have an owner, a tenant and a scope. */
export interface GuardedColumns {
  tenantId: AnyPgColumn;
  ownerId: AnyPgColumn;
  scope: AnyPgColumn;
}

/**
 * The one decision about knowledge, as a condition inside the query: rows for which it is false do not exist for
 * the actor. Personal rows are their owner's alone, also before administrators. Team rows are seen in their
 * tenant and the tenants below it, organisation rows everywhere under the same root.
 */
export function mayAccess(context: Context, right: Right, columns: GuardedColumns): SQL {
  const { actor } = context;
  if (actor.kind === "system") return eq(columns.tenantId, context.tenantId);
  const isOwner = and(eq(columns.ownerId, actor.personId), withinOrganization(context, columns)) ?? sql`false`;
  const inTenantPath = sql`${columns.tenantId} = any(${textArray(context.tenantPath)})`;
  const seesTeam = and(eq(columns.scope, "team"), inTenantPath);
  const seesOrganization = and(eq(columns.scope, "organization"), withinOrganization(context, columns));
  if (right === "read") return or(isOwner, seesTeam, seesOrganization) ?? sql`false`;
  const editsTeam = actor.role === "member" || actor.role === "auditor" ? sql`false` : seesTeam;
  const editsOrganization = actor.permissions.has(Permission.KnowledgeCreateOrganization)
    ? seesOrganization
    : sql`false`;
  return or(isOwner, editsTeam, editsOrganization) ?? sql`false`;
}

/** Under the same root tenant as the actor. */
function withinOrganization(context: Context, columns: GuardedColumns): SQL {
  const root = context.tenantPath[0] ?? context.tenantId;
  return sql`exists (select 1 from tenants t where t.id = ${columns.tenantId} and t.path[1] = ${root})`;
}
