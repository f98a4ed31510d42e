import { Permission } from "@eai/contract";
import { actorId, type Context, type Database, notFound, ProblemError } from "@eai/modules/kernel";
import { and, eq, isNull, sql } from "drizzle-orm";
import { administersTenant, mayGive, requirePermission } from "./access.ts";
import { currentGroupIds } from "./current-groups.ts";
import { personActor } from "./person-context.ts";
import { currentRole } from "./providers/current-claims.ts";
import { readGroupsUnavailable } from "./providers/groups-unavailable.ts";
import { memberships, people, tenants } from "./tables.ts";

/** Another person as the platform would take them, were they to send a request now. */
export interface PersonView {
  /** With their role, groups and tenant, and the asker's request id, channel and signal. For reading only. */
  context: Context;
  suspended: boolean;
  /** Why the groups of their directory do not count right now; null when they do. */
  groupsUnavailable: string | null;
}

/**
 * Another person's context, read from the database as at their own request, to explain what they may see.
 * @throws ProblemError `permission_denied`; `not_found` for a person outside the tenants the asker administers or audits
 */
export async function viewPerson(database: Database, asker: Context, personId: string): Promise<PersonView> {
  requirePermission(asker, Permission.AccessExplain);
  return readPersonView(database, asker, personId);
}

/**
 * Another person's context, to hand out or erase what is kept of them.
 * @throws ProblemError `permission_denied`, also for someone who may do what the asker may not; `not_found` for a
 * person outside the tenants the asker administers
 */
export async function viewDataSubject(database: Database, asker: Context, personId: string): Promise<Context> {
  requirePermission(asker, Permission.PrivacyManage);
  const { context } = await readPersonView(database, asker, personId);
  await requireRankOver(database, asker, context);
  return context;
}

/** By the role that is written down: one that a directory gave does not count for a while, and is back at the next sign-in. */
async function requireRankOver(database: Database, asker: Context, subject: Context): Promise<void> {
  const [row] = await database
    .select({ role: memberships.role })
    .from(memberships)
    .where(eq(memberships.personId, actorId(subject.actor)));
  if (row && mayGive(asker, row.role)) return;
  throw new ProblemError(
    "permission_denied",
    "This person's role may do what yours may not. Ask someone who has it too.",
  );
}

async function readPersonView(database: Database, asker: Context, personId: string): Promise<PersonView> {
  const [row] = await database
    .select({
      id: people.id,
      name: people.name,
      role: currentRole,
      suspendedAt: memberships.suspendedAt,
      tenantId: tenants.id,
      tenantPath: tenants.path,
      groupIds: currentGroupIds(sql`people.id`),
    })
    .from(people)
    .innerJoin(memberships, eq(memberships.personId, people.id))
    .innerJoin(tenants, eq(tenants.id, memberships.tenantId))
    .where(and(eq(people.id, personId), isNull(people.erasedAt), administersTenant(asker)));
  if (!row || row.role === null) throw notFound("person");
  const { requestId, channel, signal } = asker;
  return {
    context: {
      actor: personActor(row, row.role, "token"),
      tenantId: row.tenantId,
      tenantPath: row.tenantPath,
      requestId,
      channel,
      signal,
    },
    suspended: row.suspendedAt !== null,
    groupsUnavailable: await readGroupsUnavailable(database, row.id),
  };
}
