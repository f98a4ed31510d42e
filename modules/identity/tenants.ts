import {
  type createTenantSchema,
  Permission,
  type Tenant,
  type TenantReference,
  tenantKinds,
  type tenantQuerySchema,
  type updateTenantSchema,
} from "@eai/contract";
import { holdUsageRecords, recordAudit, startPeriods } from "@eai/modules/governance";
import {
  behind,
  type Context,
  createOnce,
  type Database,
  isForeignKeyViolation,
  isUniqueViolation,
  newId,
  notFound,
  type Page,
  ProblemError,
  pageOf,
  rowsOf,
  type Transaction,
} from "@eai/modules/kernel";
import { and, asc, eq, getTableColumns, gt, isNotNull, type SQL, sql } from "drizzle-orm";
import type { z } from "zod";
import { administersTenant, requirePermission } from "./access.ts";
import type { DirectorySettings } from "./providers/settings.ts";
import { invitations, memberships, people, tenants } from "./tables.ts";
import { requireFreeToTake } from "./tenant-names.ts";

export type TenantRow = typeof tenants.$inferSelect;

export interface TenantVerbs {
  /** Those the actor administers, each after the one above it. */
  listTenants(context: Context, input: z.output<typeof tenantQuerySchema>): Promise<Page<Tenant>>;
  /**
   * @throws ProblemError `not_found` for a parent the actor does not administer; `permission_denied` for an
   * organisation made by someone else than a platform administrator; `validation_failed`, `conflict`
   */
  createTenant(context: Context, input: z.output<typeof createTenantSchema>): Promise<Tenant>;
  /** @throws ProblemError `not_found` */
  getTenant(context: Context, id: string): Promise<Tenant>;
  /** @throws ProblemError `not_found`, `conflict`; `permission_denied` for a name that would draw other people in */
  updateTenant(context: Context, id: string, changes: z.output<typeof updateTenantSchema>): Promise<Tenant>;
  /** @throws ProblemError `not_found`; `conflict` while people, tenants, groups or knowledge bases belong to it */
  deleteTenant(context: Context, id: string): Promise<void>;
}

/** How deep the tree may be, the organisation counted. */
const deepest = 8;

/** The names along the path, root first. */
export const tenantPathColumn = sql<TenantReference[]>`(
  select json_agg(json_build_object('id', a.id, 'name', a.name) order by array_position(tenants.path, a.id))
  from tenants a where a.id = any(tenants.path))`;

const peopleCountColumn = sql<number>`(select count(*)::int from memberships m join people p on p.id = m.person_id
  where m.tenant_id = tenants.id and p.erased_at is null)`;

interface TenantDependencies {
  database: Database;
  tenantMap: DirectorySettings["tenantMap"];
}

export function tenantVerbs({ database, tenantMap }: TenantDependencies): TenantVerbs {
  async function select(context: Context, condition: SQL | undefined, limit: number): Promise<Tenant[]> {
    const rows = await database
      .select({ ...getTableColumns(tenants), names: tenantPathColumn, peopleCount: peopleCountColumn })
      .from(tenants)
      .where(and(administersTenant(context), condition))
      .orderBy(asc(tenants.id))
      .limit(limit);
    return rows.map((row) => ({
      id: row.id,
      name: row.name,
      kind: row.kind,
      parent_id: row.parentId,
      path: row.names,
      time_zone: row.timeZone,
      people_count: row.peopleCount,
      created_at: row.createdAt.toISOString(),
    }));
  }

  async function getTenant(context: Context, id: string): Promise<Tenant> {
    requirePermission(context, Permission.TenantManage);
    const [tenant] = await select(context, eq(tenants.id, id), 1);
    if (!tenant) throw notFound("tenant");
    return tenant;
  }

  return {
    getTenant,

    async listTenants(context, { limit, cursor, parent_id: parentId }) {
      requirePermission(context, Permission.TenantManage);
      const condition = and(
        behind(cursor, gt, tenants.id),
        parentId === undefined ? undefined : eq(tenants.parentId, parentId),
      );
      const rows = await select(context, condition, limit + 1);
      return pageOf(rows, limit, (row) => [row.id]);
    },

    async createTenant(context, input) {
      requirePermission(context, Permission.TenantManage);
      const request = { route: "createTenant", ...input };
      const make = createOnce(database, context, request, async (transaction) => {
        const id = newId("ten");
        const path = [...(await pathOfParent(transaction, context, input)), id];
        await transaction
          .insert(tenants)
          .values({ id, parentId: input.parent_id, path, name: input.name, kind: input.kind });
        await recordAudit(transaction, context, {
          action: "tenant.create",
          resourceKind: "tenant",
          resourceId: id,
          tenantId: input.parent_id ?? id,
          changes: { parent_id: input.parent_id, kind: input.kind },
        });
        return id;
      });
      const made = await make.catch(rethrowNameTaken);
      return getTenant(context, made.resourceId);
    },

    async updateTenant(context, id, changes) {
      requirePermission(context, Permission.TenantManage);
      await requireKnownTimeZone(database, changes.time_zone);
      const change = database.transaction(async (transaction) => {
        // Before the tenant: whoever records usage may be about to look at it.
        if (changes.time_zone !== undefined) await holdUsageRecords(transaction);
        const before = await holdTenant(transaction, context, id, "update");
        const { name = before.name, time_zone: timeZone = before.timeZone } = changes;
        if (changes.name !== undefined) await requireFreeToTake(transaction, context, before, name, tenantMap);
        await transaction.update(tenants).set({ name, timeZone }).where(eq(tenants.id, id));
        if (timeZone !== before.timeZone) await startPeriods(transaction, belongsBelow(id));
        await recordAudit(transaction, context, {
          action: "tenant.update",
          resourceKind: "tenant",
          resourceId: id,
          tenantId: id,
          changes: {
            ...(changes.name === undefined ? {} : { name: { before: before.name, after: name } }),
            ...(changes.time_zone === undefined ? {} : { time_zone: { before: before.timeZone, after: timeZone } }),
          },
        });
      });
      await change.catch(rethrowNameTaken);
      return getTenant(context, id);
    },

    async deleteTenant(context, id) {
      requirePermission(context, Permission.TenantManage);
      const removal = database.transaction(async (transaction) => {
        const { parentId, name } = await holdTenant(transaction, context, id, "update");
        await requireNoPeople(transaction, id);
        if (parentId !== null) await moveErasedPeople(transaction, id, parentId);
        await transaction.delete(invitations).where(eq(invitations.tenantId, id));
        await transaction.delete(tenants).where(eq(tenants.id, id));
        await recordAudit(transaction, context, {
          action: "tenant.delete",
          resourceKind: "tenant",
          resourceId: id,
          // Its own rows can be read by platform administrators only from now on.
          tenantId: parentId ?? context.tenantId,
          changes: { name: { before: name, after: null } },
        });
      });
      // The keys of the tables that refer to it decide, also for what is being added at this moment.
      await removal.catch((error: unknown) => {
        if (!isForeignKeyViolation(error)) throw error;
        const what = "tenants below it, knowledge bases, groups or directory connections";
        throw new ProblemError("conflict", `This tenant still has ${what}. Remove or move them first.`);
      });
    },
  };
}

/**
 * Finds a tenant the actor administers and holds its row to the end of the transaction.
 * @param lock `key share` against its removal, `update` against everything
 * @throws ProblemError `not_found`
 */
export async function holdTenant(
  transaction: Transaction,
  context: Context,
  id: string,
  lock: "key share" | "update",
): Promise<TenantRow> {
  const [row] = await transaction
    .select()
    .from(tenants)
    .where(and(eq(tenants.id, id), administersTenant(context)))
    .for(lock);
  if (!row) throw notFound("tenant");
  return row;
}

async function pathOfParent(
  transaction: Transaction,
  context: Context,
  { kind, parent_id: parentId }: z.output<typeof createTenantSchema>,
): Promise<readonly string[]> {
  if (parentId === null) {
    requirePermission(context, Permission.PlatformManage);
    if (kind !== "organization") throw misplaced(`A ${kind} needs a tenant above it: give its parent_id.`);
    return [];
  }
  const parent = await holdTenant(transaction, context, parentId, "update");
  if (kind === "organization") throw misplaced("An organisation stands alone: leave parent_id null.");
  if (tenantKinds.indexOf(kind) < tenantKinds.indexOf(parent.kind)) {
    throw misplaced(`A ${kind} cannot stand below a ${parent.kind}.`);
  }
  if (parent.path.length >= deepest) throw misplaced(`The tree may be ${deepest} tenants deep, not deeper.`);
  return parent.path;
}

/** Budgets, `b`, of a tenant and of all below it. */
function belongsBelow(id: string): SQL {
  return sql`b.tenant_id in (select t.id from tenants t where ${id} = any(t.path))`;
}

/** The database counts the months, so it has to know the name too. @throws ProblemError `validation_failed` */
async function requireKnownTimeZone(database: Database, name: string | null | undefined): Promise<void> {
  if (name === undefined || name === null) return;
  const found = await rowsOf(database, sql`select 1 from pg_timezone_names where lower(name) = lower(${name}) limit 1`);
  if (found.length > 0) return;
  const message = "The database does not know this time zone. Give a name such as Europe/Berlin.";
  throw new ProblemError("validation_failed", message, { errors: [{ field: "body.time_zone", message }] });
}

function misplaced(detail: string): ProblemError {
  return new ProblemError("validation_failed", detail, { errors: [{ field: "body.parent_id", message: detail }] });
}

function rethrowNameTaken(error: unknown): never {
  if (!isUniqueViolation(error)) throw error;
  throw new ProblemError(
    "conflict",
    "There is already a tenant with this name in the same place. Choose another name.",
  );
}

async function requireNoPeople(transaction: Transaction, tenantId: string): Promise<void> {
  const [row] = await transaction.select({ count: peopleCountColumn }).from(tenants).where(eq(tenants.id, tenantId));
  if (!row || row.count === 0) return;
  const people = row.count === 1 ? "1 person belongs" : `${row.count} people belong`;
  throw new ProblemError("conflict", `${people} to this tenant. Move them to another one first.`);
}

/** Nobody can move those who were erased; their rows stay for the ids in usage and audit. */
async function moveErasedPeople(transaction: Transaction, from: string, to: string): Promise<void> {
  const erased = sql`${memberships.personId} in (select ${people.id} from ${people} where ${isNotNull(people.erasedAt)})`;
  await transaction
    .update(memberships)
    .set({ tenantId: to })
    .where(and(eq(memberships.tenantId, from), erased));
}
