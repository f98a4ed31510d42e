import {
  type CreatedDirectoryConnection,
  type createDirectoryConnectionSchema,
  type DirectoryConnection,
  Permission,
} from "@eai/contract";
import { recordAudit } from "@eai/modules/governance";
import {
  actorId,
  behind,
  type Context,
  createOnce,
  type Database,
  newId,
  notFound,
  ownOrganization,
  type Page,
  type PageInput,
  ProblemError,
  rowsOf,
  type TenantPlace,
  type Transaction,
  toPage,
} from "@eai/modules/kernel";
import { and, desc, eq, getTableColumns, isNull, lt, type SQL, sql } from "drizzle-orm";
import type { z } from "zod";
import { administersTenant, requireMayGive, requirePermission } from "./access.ts";
import type { DirectorySettings } from "./providers/settings.ts";
import { newSecret } from "./secret-key.ts";
import { directoryConnections, tenants } from "./tables.ts";

type CreateInput = z.output<typeof createDirectoryConnectionSchema>;

export interface DirectoryConnectionVerbs {
  /** Those of organisations the actor administers as a whole, newest first. */
  listDirectoryConnections(context: Context, input: PageInput): Promise<Page<DirectoryConnection>>;
  /**
   * @returns the token this one time
   * @throws ProblemError `permission_denied` for administrators of a part of the organisation or of an organisation
   * that the directory does not belong to, `not_found`, and `conflict` when another organisation's people come from that directory
   */
  createDirectoryConnection(context: Context, input: CreateInput): Promise<CreatedDirectoryConnection>;
  /** @throws ProblemError `not_found` */
  revokeDirectoryConnection(context: Context, id: string): Promise<void>;
}

type Row = typeof directoryConnections.$inferSelect & { organizationName: string };

/**
 * @param webOrigin where directories reach the platform
 * @param tenantMap where the configuration places the people of a directory
 */
export function directoryConnectionVerbs(
  database: Database,
  webOrigin: string,
  tenantMap: DirectorySettings["tenantMap"],
): DirectoryConnectionVerbs {
  function select(context: Context, condition: SQL | undefined, limit: number): Promise<Row[]> {
    return database
      .select({ ...getTableColumns(directoryConnections), organizationName: tenants.name })
      .from(directoryConnections)
      .innerJoin(tenants, eq(tenants.id, directoryConnections.organizationId))
      .where(and(administersTenant(context), condition))
      .orderBy(desc(directoryConnections.id))
      .limit(limit);
  }

  return {
    async listDirectoryConnections(context, { limit, cursor }) {
      requirePermission(context, Permission.PeopleManage);
      const rows = await select(context, behind(cursor, lt, directoryConnections.id), limit + 1);
      return toPage(rows, limit, presentConnection, (row) => [row.id]);
    },

    async createDirectoryConnection(context, input) {
      requirePermission(context, Permission.PeopleManage);
      // Its token reaches everybody of the organisation, and outlives the API key that may have made it.
      requireMayGive(context, "tenant_admin");
      const secret = newSecret("eaiscim");
      const made = await createOnce(database, context, { directoryConnection: input }, async (transaction) => {
        const organization = await findOrganization(transaction, context, input.organization_id);
        const directoryTenantId = input.directory_tenant_id ?? null;
        if (!isPlatformAdministrator(context)) {
          await requireOwnDirectory(transaction, organization, directoryTenantId, tenantMap);
          await requireUnclaimed(transaction, organization.id, input.provider, directoryTenantId);
        }
        const id = newId("dir");
        await transaction.insert(directoryConnections).values({
          id,
          organizationId: organization.id,
          name: input.name,
          prefix: secret.prefix,
          hash: secret.hash,
          providerId: input.provider,
          directoryTenantId,
          createdBy: actorId(context.actor),
        });
        await recordAudit(transaction, context, {
          action: "directory_connection.create",
          tenantId: organization.id,
          resourceKind: "directory_connection",
          resourceId: id,
          changes: { provider: input.provider, directory_tenant_id: directoryTenantId },
        });
        return id;
      });
      const [row] = await select(context, eq(directoryConnections.id, made.resourceId), 1);
      if (!row) throw notFound("directory connection");
      return {
        ...presentConnection(row),
        token: made.replayed ? null : secret.key,
        scim_url: `${webOrigin}/scim/v2`,
      };
    },

    async revokeDirectoryConnection(context, id) {
      requirePermission(context, Permission.PeopleManage);
      await database.transaction(async (transaction) => {
        const [row] = await transaction
          .select({ revokedAt: directoryConnections.revokedAt, organization: tenants })
          .from(directoryConnections)
          .innerJoin(tenants, eq(tenants.id, directoryConnections.organizationId))
          .where(and(administersTenant(context), eq(directoryConnections.id, id)))
          .for("update", { of: directoryConnections });
        if (!row) throw notFound("directory connection");
        if (row.revokedAt) return;
        await transaction
          .update(directoryConnections)
          .set({ revokedAt: new Date() })
          .where(eq(directoryConnections.id, id));
        await recordAudit(transaction, context, {
          action: "directory_connection.revoke",
          tenantId: row.organization.id,
          resourceKind: "directory_connection",
          resourceId: id,
        });
      });
    },
  };
}

interface Organization extends TenantPlace {
  name: string;
}

async function findOrganization(
  transaction: Transaction,
  context: Context,
  wanted: string | undefined,
): Promise<Organization> {
  const own = ownOrganization(context);
  const [organization] = await transaction
    .select({ id: tenants.id, name: tenants.name, path: tenants.path })
    .from(tenants)
    .where(and(eq(tenants.id, wanted ?? own), isNull(tenants.parentId), administersTenant(context)));
  if (organization) return organization;
  if (wanted !== undefined && wanted !== own) throw notFound("tenant");
  throw new ProblemError(
    "permission_denied",
    "A directory provisions the whole organisation. Ask an administrator of the organisation to connect it.",
  );
}

function isPlatformAdministrator({ actor }: Context): boolean {
  return actor.kind === "person" && actor.permissions.has(Permission.PlatformManage);
}

/**
 * Also before anyone has signed in from it, a directory is somebody's: of the organisation that the configuration gives
 * its people to, or of the only one there is.
 */
async function requireOwnDirectory(
  transaction: Transaction,
  organization: Organization,
  directoryTenantId: string | null,
  tenantMap: DirectorySettings["tenantMap"],
): Promise<void> {
  const mapped = tenantMap.find(({ key }) => key === directoryTenantId)?.path[0];
  if (mapped === organization.name) return;
  if (mapped === undefined) {
    const organizations = await transaction
      .select({ id: tenants.id })
      .from(tenants)
      .where(isNull(tenants.parentId))
      .limit(2);
    if (organizations.length === 1) return;
  }
  throw new ProblemError(
    "permission_denied",
    "There are several organisations here, and this directory is not yours by the configuration. Ask a platform administrator to connect it.",
  );
}

/**
 * Who provisions a directory decides where its people land. An organisation's administrator must not draw people away
 * from another one by naming that one's directory; platform administrators may share a directory out.
 */
async function requireUnclaimed(
  transaction: Transaction,
  organizationId: string,
  providerId: string,
  directoryTenantId: string | null,
): Promise<void> {
  const claims = await rowsOf(
    transaction,
    sql`select 1 from directory_connections c
      where c.organization_id <> ${organizationId} and c.provider_id = ${providerId}
        and c.directory_tenant_id is not distinct from ${directoryTenantId}::text
      union all
      select 1 from accounts a
      join memberships m on m.person_id = a.user_id
      join tenants t on t.id = m.tenant_id
      where t.path[1] <> ${organizationId} and a.provider_id = ${providerId}
        and (${directoryTenantId}::text is null or starts_with(a.account_id, ${directoryTenantId}::text || '/'))
      limit 1`,
  );
  if (claims.length === 0) return;
  throw new ProblemError(
    "conflict",
    "People of another organisation here sign in from this directory. Ask a platform administrator to connect it.",
  );
}

function presentConnection(row: Row): DirectoryConnection {
  return {
    id: row.id,
    organization: { id: row.organizationId, name: row.organizationName },
    name: row.name,
    provider: row.providerId === "microsoft" ? "microsoft" : "oidc",
    directory_tenant_id: row.directoryTenantId,
    prefix: row.prefix,
    created_at: row.createdAt.toISOString(),
    last_used_at: row.lastUsedAt?.toISOString() ?? null,
    revoked_at: row.revokedAt?.toISOString() ?? null,
  };
}
