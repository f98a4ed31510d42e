import { type GroupMember, Permission } from "@eai/contract";
import { recordAudit } from "@eai/modules/governance";
import {
  behindName,
  type Context,
  createOnce,
  type Database,
  notFound,
  type Page,
  type PageInput,
  ProblemError,
  pageOf,
  type Transaction,
} from "@eai/modules/kernel";
import { and, asc, eq, isNull, type SQL, sql } from "drizzle-orm";
import { administersTenant, requirePermission } from "./access.ts";
import { holdLocalGroup } from "./groups.ts";
import { emailColumn } from "./people-administration.ts";
import { groupMembers, groups, people, tenants } from "./tables.ts";

export interface GroupMemberVerbs {
  /**
   * Members by name, suspended ones too.
   * @throws ProblemError `not_found`
   */
  listGroupMembers(context: Context, groupId: string, input: PageInput): Promise<Page<GroupMember>>;
  /**
   * Holds at the person's next request; a member already stays one.
   * @throws ProblemError `not_found` for a group the actor does not administer or a person outside its organisation;
   * `conflict` for a directory's group
   */
  addGroupMember(context: Context, groupId: string, personId: string): Promise<GroupMember>;
  /** @throws ProblemError `not_found`; `conflict` for a directory's group */
  removeGroupMember(context: Context, groupId: string, personId: string): Promise<void>;
}

export function groupMemberVerbs({ database }: { database: Database }): GroupMemberVerbs {
  async function select(groupId: string, condition: SQL | undefined, limit: number): Promise<GroupMember[]> {
    return database
      .select({
        id: people.id,
        name: people.name,
        email: emailColumn,
        sources: sql<GroupMember["sources"]>`array_agg(${groupMembers.source} order by ${groupMembers.source})`,
      })
      .from(groupMembers)
      .innerJoin(people, eq(people.id, groupMembers.personId))
      .where(and(eq(groupMembers.groupId, groupId), isNull(people.erasedAt), condition))
      .groupBy(people.id)
      .orderBy(asc(people.name), asc(people.id))
      .limit(limit);
  }

  async function requireAdministered(context: Context, groupId: string): Promise<void> {
    const [group] = await database
      .select({ id: groups.id })
      .from(groups)
      .innerJoin(tenants, eq(tenants.id, groups.organizationId))
      .where(and(eq(groups.id, groupId), administersTenant(context)));
    if (!group) throw notFound("group");
  }

  return {
    async listGroupMembers(context, groupId, { limit, cursor }) {
      requirePermission(context, Permission.PeopleManage);
      await requireAdministered(context, groupId);
      const rows = await select(groupId, behindName(cursor, people), limit + 1);
      return pageOf(rows, limit, (row) => [row.name, row.id]);
    },

    async addGroupMember(context, groupId, personId) {
      requirePermission(context, Permission.PeopleManage);
      // Also of a repeat, which makes nothing any more.
      await requireAdministered(context, groupId);
      const request = { route: "addGroupMember", groupId, personId };
      await createOnce(database, context, request, async (transaction) => {
        const { organizationId } = await holdLocalGroup(transaction, context, groupId);
        await requireInOrganization(transaction, organizationId, personId);
        const added = await transaction
          .insert(groupMembers)
          .values({ groupId, personId, source: "administrator" })
          .onConflictDoNothing()
          .returning({ personId: groupMembers.personId });
        if (added.length > 0) {
          await recordAudit(transaction, context, {
            action: "group.add_member",
            resourceKind: "group",
            resourceId: groupId,
            tenantId: organizationId,
            changes: { person_id: personId },
          });
        }
        return personId;
      });
      const [member] = await select(groupId, eq(people.id, personId), 1);
      // Added, and taken out again before this answer.
      if (!member) throw new ProblemError("conflict", "The person has been taken out of the group again.");
      return member;
    },

    async removeGroupMember(context, groupId, personId) {
      requirePermission(context, Permission.PeopleManage);
      await database.transaction(async (transaction) => {
        const { organizationId } = await holdLocalGroup(transaction, context, groupId);
        const removed = await transaction
          .delete(groupMembers)
          .where(and(eq(groupMembers.groupId, groupId), eq(groupMembers.personId, personId)))
          .returning({ personId: groupMembers.personId });
        if (removed.length === 0) throw notFound("person");
        await recordAudit(transaction, context, {
          action: "group.remove_member",
          resourceKind: "group",
          resourceId: groupId,
          tenantId: organizationId,
          changes: { person_id: personId },
        });
      });
    },
  };
}

async function requireInOrganization(
  transaction: Transaction,
  organizationId: string,
  personId: string,
): Promise<void> {
  const [person] = await transaction
    .select({ id: people.id })
    .from(people)
    .where(
      and(
        eq(people.id, personId),
        isNull(people.erasedAt),
        sql`exists (select from memberships m join tenants t on t.id = m.tenant_id
          where m.person_id = people.id and t.path[1] = ${organizationId})`,
      ),
    );
  if (!person) throw notFound("person");
}
