import { type CreateGroup, type Group, type GroupQuery, Permission, type updateGroupSchema } from "@eai/contract";
import { recordAudit } from "@eai/modules/governance";
import {
  behindName,
  type Context,
  containing,
  createOnce,
  type Database,
  newId,
  notFound,
  ownOrganization,
  type Page,
  ProblemError,
  pageOf,
  type Transaction,
} from "@eai/modules/kernel";
import { and, asc, eq, getTableColumns, isNull, ne, type SQL, sql } from "drizzle-orm";
import type { z } from "zod";
import { administersTenant, requirePermission } from "./access.ts";
import { groups, tenants } from "./tables.ts";

// Groups are of a whole organisation, so that only those who administer all of it reach them here: administrators of
// its root tenant, and platform administrators. For everyone else no group exists on these routes.

export interface GroupVerbs {
  listGroups(context: Context, input: GroupQuery): Promise<Page<Group>>;
  /**
   * @throws ProblemError `permission_denied` for administrators of a division or team; `not_found` for an organisation
   * the actor does not administer; `conflict` for a name that is taken
   */
  createGroup(context: Context, input: CreateGroup): Promise<Group>;
  /** @throws ProblemError `not_found` */
  getGroup(context: Context, id: string): Promise<Group>;
  /** @throws ProblemError `not_found`; `conflict` for a directory's group and for a name that is taken */
  updateGroup(context: Context, id: string, changes: z.output<typeof updateGroupSchema>): Promise<Group>;
  /** @throws ProblemError `not_found`; `conflict` for a directory's group */
  deleteGroup(context: Context, id: string): Promise<void>;
}

type GroupRow = typeof groups.$inferSelect;

/** Members who count: neither suspended nor erased. */
export const memberCountColumn = sql<number>`(select count(distinct gm.person_id)::int from group_members gm
  join memberships m on m.person_id = gm.person_id join people p on p.id = gm.person_id
  where gm.group_id = groups.id and m.suspended_at is null and p.erased_at is null)`;

export function groupVerbs({ database }: { database: Database }): GroupVerbs {
  async function select(context: Context, condition: SQL | undefined, limit: number): Promise<Group[]> {
    const rows = await database
      .select({ ...getTableColumns(groups), memberCount: memberCountColumn, organizationName: tenants.name })
      .from(groups)
      .innerJoin(tenants, eq(tenants.id, groups.organizationId))
      .where(and(administersTenant(context), condition))
      .orderBy(asc(groups.name), asc(groups.id))
      .limit(limit);
    return rows.map((row) => ({
      id: row.id,
      name: row.name,
      source: row.source,
      organization: { id: row.organizationId, name: row.organizationName },
      member_count: row.memberCount,
      created_at: row.createdAt.toISOString(),
    }));
  }

  async function getGroup(context: Context, id: string): Promise<Group> {
    requirePermission(context, Permission.PeopleManage);
    const [group] = await select(context, eq(groups.id, id), 1);
    if (!group) throw notFound("group");
    return group;
  }

  return {
    getGroup,

    async listGroups(context, { limit, cursor, search, source }) {
      requirePermission(context, Permission.PeopleManage);
      const condition = and(
        behindName(cursor, groups),
        search === "" ? undefined : sql`${groups.name} ilike ${containing(search)}`,
        source === undefined ? undefined : eq(groups.source, source),
      );
      const rows = await select(context, condition, limit + 1);
      return pageOf(rows, limit, (row) => [row.name, row.id]);
    },

    async createGroup(context, input) {
      requirePermission(context, Permission.PeopleManage);
      const request = { route: "createGroup", ...input };
      const make = async (transaction: Transaction): Promise<string> => {
        const organizationId = await holdOrganization(transaction, context, input.organization_id);
        await requireFreeName(transaction, organizationId, input.name);
        const id = newId("grp");
        await transaction.insert(groups).values({ id, organizationId, name: input.name, source: "local" });
        await recordAudit(transaction, context, {
          action: "group.create",
          resourceKind: "group",
          resourceId: id,
          tenantId: organizationId,
          changes: { organization_id: organizationId },
        });
        return id;
      };
      const made = await createOnce(database, context, request, make).catch((error: unknown) => {
        // The name may have been taken by the same request, sent a second time: then its group is found now.
        if (context.idempotencyKey === undefined || !(error instanceof ProblemError)) throw error;
        return createOnce(database, context, request, make);
      });
      return getGroup(context, made.resourceId);
    },

    async updateGroup(context, id, { name }) {
      requirePermission(context, Permission.PeopleManage);
      await database.transaction(async (transaction) => {
        const before = await holdLocalGroup(transaction, context, id);
        await holdOrganization(transaction, context, before.organizationId);
        await requireFreeName(transaction, before.organizationId, name, id);
        await transaction.update(groups).set({ name, updatedAt: new Date() }).where(eq(groups.id, id));
        await recordAudit(transaction, context, {
          action: "group.update",
          resourceKind: "group",
          resourceId: id,
          tenantId: before.organizationId,
          changes: { name: { before: before.name, after: name } },
        });
      });
      return getGroup(context, id);
    },

    async deleteGroup(context, id) {
      requirePermission(context, Permission.PeopleManage);
      await database.transaction(async (transaction) => {
        const { name, organizationId } = await holdLocalGroup(transaction, context, id);
        await transaction.delete(groups).where(eq(groups.id, id));
        await recordAudit(transaction, context, {
          action: "group.delete",
          resourceKind: "group",
          resourceId: id,
          tenantId: organizationId,
          changes: { name: { before: name, after: null } },
        });
      });
    },
  };
}

/**
 * Finds a group that was made here and that the actor administers, and holds it to the end of the transaction.
 * @throws ProblemError `not_found`; `conflict` for a group that a directory tells us of
 */
export async function holdLocalGroup(transaction: Transaction, context: Context, id: string): Promise<GroupRow> {
  const [row] = await transaction
    .select({ group: groups })
    .from(groups)
    .innerJoin(tenants, eq(tenants.id, groups.organizationId))
    .where(and(eq(groups.id, id), administersTenant(context)))
    .for("update", { of: groups });
  if (!row) throw notFound("group");
  if (row.group.source === "local") return row.group;
  throw new ProblemError("conflict", "This group comes from your directory. Change it there.");
}

/** Held so that of two who take the same name in it one comes second. */
async function holdOrganization(
  transaction: Transaction,
  context: Context,
  wanted: string | undefined,
): Promise<string> {
  const id = wanted ?? ownOrganization(context);
  const [row] = await transaction
    .select({ id: tenants.id })
    .from(tenants)
    .where(and(eq(tenants.id, id), isNull(tenants.parentId), administersTenant(context)))
    .for("no key update");
  if (row) return row.id;
  if (wanted !== undefined) throw notFound("tenant");
  throw new ProblemError(
    "permission_denied",
    "Groups belong to the whole organisation. Ask an administrator of the organisation to make one.",
  );
}

async function requireFreeName(
  transaction: Transaction,
  organizationId: string,
  name: string,
  except = "",
): Promise<void> {
  const isSame = and(eq(groups.organizationId, organizationId), eq(groups.name, name), eq(groups.source, "local"));
  const [taken] = await transaction
    .select({ id: groups.id })
    .from(groups)
    .where(and(isSame, ne(groups.id, except)));
  if (taken) throw new ProblemError("conflict", "There is already a group with this name. Choose another name.");
}
