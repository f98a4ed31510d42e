import { Permission, type Role, roles } from "@eai/contract";
import { currentGroupIds, currentRole, emailColumn, permissionsOf } from "@eai/modules/identity";
import { actorId, type Context, ownOrganization, textArray } from "@eai/modules/kernel";
import { type SQL, sql } from "drizzle-orm";

/**
 * Who a rule of access is asked for, as parts of a query: the values of a request's context, or columns of a query over
 * people. The rules are written once and hold for both, so that the list of who will see a thing cannot differ from
 * what each of them is shown.
 */
export interface Asker {
  id: SQL;
  /** The root of their tenant. */
  organizationId: SQL;
  tenantId: SQL;
  /** text[], root first */
  tenantPath: SQL;
  /** text[]: what a grant may name to mean them: themselves, each of their groups, their tenant and all above it. */
  subjects: SQL;
  /** Their role changes team knowledge bases in reach. */
  editsTeam: SQL;
  /** Their role changes organisation knowledge bases. */
  editsOrganization: SQL;
  /** Their role administers the tenant they are in, with those below. */
  administers: SQL;
}

const teamEditors: readonly Role[] = ["editor", "tenant_admin", "platform_admin"];

/** Whether a role may make and change knowledge bases of its teams. */
export function editsTeamKnowledge(role: Role): boolean {
  return teamEditors.includes(role);
}

/** False for an API key whose scopes leave reading out: to it no knowledge is open, whoever made it. */
export function mayReadKnowledge({ actor }: Pick<Context, "actor">): boolean {
  return actor.kind === "system" || actor.permissions.has(Permission.KnowledgeRead);
}

/** The asker of a request. The system has no groups and is named by no grant. */
export function askerOf(context: Context): Asker {
  const { actor, tenantId, tenantPath } = context;
  const isPerson = actor.kind === "person";
  return {
    id: sql`${actorId(actor)}::text`,
    organizationId: sql`${ownOrganization(context)}::text`,
    tenantId: sql`${tenantId}::text`,
    tenantPath: textArray(tenantPath),
    subjects: textArray(isPerson ? [actor.personId, ...actor.groupIds, ...tenantPath] : []),
    editsTeam: truth(!isPerson || editsTeamKnowledge(actor.role)),
    editsOrganization: truth(!isPerson || actor.permissions.has(Permission.KnowledgeCreateOrganization)),
    administers: truth(isPerson && actor.permissions.has(Permission.TenantManage)),
  };
}

/** Everyone who can sign in, as `from` of a query; `asker.id`, `.name`, `.email` and what the rules need are its columns. */
export const everyAsker: { from: SQL; asker: Asker } = {
  from: sql`(
    select people.id, people.name, ${emailColumn} as email, ${currentRole} as role,
      tenants.id as tenant_id, tenants.path as tenant_path,
      people.id || ${currentGroupIds(sql`people.id`)} || tenants.path as subjects
    from people join memberships on memberships.person_id = people.id join tenants on tenants.id = memberships.tenant_id
    where people.erased_at is null and memberships.suspended_at is null
  ) asker`,
  asker: {
    id: sql`asker.id`,
    organizationId: sql`asker.tenant_path[1]`,
    tenantId: sql`asker.tenant_id`,
    tenantPath: sql`asker.tenant_path`,
    subjects: sql`asker.subjects`,
    editsTeam: sql`(asker.role = any(${textArray(teamEditors)}))`,
    editsOrganization: hasPermission(Permission.KnowledgeCreateOrganization),
    administers: hasPermission(Permission.TenantManage),
  },
};

function hasPermission(permission: Permission): SQL {
  return sql`(asker.role = any(${textArray(roles.filter((role) => permissionsOf(role).has(permission)))}))`;
}

function truth(value: boolean): SQL {
  return value ? sql`true` : sql`false`;
}
