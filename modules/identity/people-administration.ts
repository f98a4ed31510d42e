import { Permission, type Person, type PersonQuery, type UpdatePerson } from "@eai/contract";
import { recordAudit } from "@eai/modules/governance";
import {
  actorId,
  behindName,
  type Context,
  containing,
  type Database,
  notFound,
  type Page,
  ProblemError,
  pageOf,
  type Transaction,
} from "@eai/modules/kernel";
import { and, asc, eq, isNotNull, isNull, type SQL, sql } from "drizzle-orm";
import { administersTenant, mayGive, requireMayGive, requirePermission } from "./access.ts";
import { holdPerson } from "./hold-person.ts";
import { holdPlatformAdmins, requireAnotherPlatformAdmin } from "./last-platform-admin.ts";
import { leaveOrganization } from "./leave-organization.ts";
import { memberships, people, signIns, tenants } from "./tables.ts";
import { holdTenant } from "./tenants.ts";

export interface PeopleVerbs {
  /** People of the tenants the actor administers, by name. */
  listPeople(context: Context, input: PersonQuery): Promise<Page<Person>>;
  /** @throws ProblemError `not_found` */
  getPerson(context: Context, id: string): Promise<Person>;
  /**
   * Changes role, tenant or suspension. A suspension ends all sign-ins with it.
   * @throws ProblemError `not_found` for a person or tenant the actor does not administer; `permission_denied` for a
   * role that may do what the actor may not, and for one's own role or suspension; `conflict` for the last platform
   * administrator
   */
  updatePerson(context: Context, id: string, changes: UpdatePerson): Promise<Person>;
}

type MembershipRow = typeof memberships.$inferSelect;

/** What people are shown to be reached at: of those whom a directory vouches for the address it gave. */
export const emailColumn = sql<string>`coalesce(people.contact_email, people.email)`;

export function peopleVerbs({ database }: { database: Database }): PeopleVerbs {
  async function select(context: Context, condition: SQL | undefined, limit: number): Promise<Person[]> {
    const rows = await database
      .select({ person: people, email: emailColumn, membership: memberships, tenantName: tenants.name })
      .from(people)
      .innerJoin(memberships, eq(memberships.personId, people.id))
      .innerJoin(tenants, eq(tenants.id, memberships.tenantId))
      .where(and(administersTenant(context), isNull(people.erasedAt), condition))
      .orderBy(asc(people.name), asc(people.id))
      .limit(limit);
    return rows.map(({ person, email, membership, tenantName }) => ({
      id: person.id,
      name: person.name,
      email,
      role: membership.role,
      role_source: membership.roleSource,
      tenant: { id: membership.tenantId, name: tenantName },
      tenant_source: membership.tenantSource,
      suspended_at: membership.suspendedAt?.toISOString() ?? null,
      created_at: person.createdAt.toISOString(),
    }));
  }

  async function getPerson(context: Context, id: string): Promise<Person> {
    requirePermission(context, Permission.PeopleManage);
    const [person] = await select(context, eq(people.id, id), 1);
    if (!person) throw notFound("person");
    return person;
  }

  return {
    getPerson,

    async listPeople(context, { limit, cursor, ...filter }) {
      requirePermission(context, Permission.PeopleManage);
      const rows = await select(context, and(behindName(cursor, people), matches(filter)), limit + 1);
      return pageOf(rows, limit, (row) => [row.name, row.id]);
    },

    async updatePerson(context, id, changes) {
      requirePermission(context, Permission.PeopleManage);
      if (changes.role !== undefined) requireMayGive(context, changes.role);
      await database.transaction(async (transaction) => {
        if (changes.suspended) await holdPerson(transaction, id);
        const admins = takesAway(changes) ? await holdPlatformAdmins(transaction) : [];
        const before = await holdMembership(transaction, context, id);
        const wanted = await decide(transaction, context, before, changes);
        if (wanted.role !== "platform_admin" || wanted.suspendedAt) requireAnotherPlatformAdmin(admins, id);
        await transaction.update(memberships).set(wanted).where(eq(memberships.personId, id));
        if (wanted.suspendedAt) await transaction.delete(signIns).where(eq(signIns.userId, id));
        if (wanted.tenantId !== before.tenantId) await leaveOrganization(transaction, id);
        await recordChanges(transaction, context, before, wanted);
      });
      return getPerson(context, id);
    },
  };
}

function matches({ search, role, tenant_id: tenantId, suspended }: Omit<PersonQuery, "limit" | "cursor">) {
  const pattern = containing(search);
  return and(
    search === "" ? undefined : sql`(${people.name} ilike ${pattern} or ${emailColumn} ilike ${pattern})`,
    role === undefined ? undefined : eq(memberships.role, role),
    tenantId === undefined ? undefined : sql`${tenantId} = any(tenants.path)`,
    suspended === undefined ? undefined : (suspended ? isNotNull : isNull)(memberships.suspendedAt),
  );
}

function takesAway({ role, suspended }: UpdatePerson): boolean {
  return suspended === true || (role !== undefined && role !== "platform_admin");
}

async function holdMembership(transaction: Transaction, context: Context, id: string): Promise<MembershipRow> {
  const [row] = await transaction
    .select({ membership: memberships })
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.personId))
    .innerJoin(tenants, eq(tenants.id, memberships.tenantId))
    .where(and(eq(people.id, id), isNull(people.erasedAt), administersTenant(context)))
    .for("update", { of: memberships });
  if (!row) throw notFound("person");
  return row.membership;
}

async function decide(
  transaction: Transaction,
  context: Context,
  before: MembershipRow,
  { role = before.role, tenant_id: tenantId = before.tenantId, suspended }: UpdatePerson,
): Promise<MembershipRow> {
  if (!mayGive(context, before.role)) {
    throw new ProblemError(
      "permission_denied",
      `This person's role "${before.role}" may do what yours may not. Ask someone who has it too.`,
    );
  }
  const isSelf = before.personId === actorId(context.actor);
  if (isSelf && (role !== before.role || suspended === true)) {
    throw new ProblemError(
      "permission_denied",
      "You cannot change your own role or suspend yourself. Ask another administrator.",
    );
  }
  if (tenantId !== before.tenantId) await holdTenant(transaction, context, tenantId, "key share");
  return {
    ...before,
    role,
    roleSource: role === before.role ? before.roleSource : "administrator",
    tenantId,
    tenantSource: tenantId === before.tenantId ? before.tenantSource : "administrator",
    // From now on an administrator's decision, which a directory does not take back.
    directorySuspendedAt: suspended === undefined ? before.directorySuspendedAt : null,
    suspendedAt: suspended === undefined ? before.suspendedAt : suspended ? (before.suspendedAt ?? new Date()) : null,
  };
}

async function recordChanges(
  transaction: Transaction,
  context: Context,
  before: MembershipRow,
  after: MembershipRow,
): Promise<void> {
  const resource = { resourceKind: "person", resourceId: before.personId, tenantId: before.tenantId } as const;
  const changes = {
    ...(after.role === before.role ? {} : { role: { before: before.role, after: after.role } }),
    ...(after.tenantId === before.tenantId ? {} : { tenant_id: { before: before.tenantId, after: after.tenantId } }),
  };
  if (Object.keys(changes).length > 0) {
    await recordAudit(transaction, context, { action: "person.update", ...resource, changes });
  }
  if (Boolean(before.suspendedAt) === Boolean(after.suspendedAt)) return;
  await recordAudit(transaction, context, {
    action: after.suspendedAt ? "person.suspend" : "person.reactivate",
    ...resource,
    changes: {
      suspended_at: {
        before: before.suspendedAt?.toISOString() ?? null,
        after: after.suspendedAt?.toISOString() ?? null,
      },
    },
  });
}
