import type { Transaction } from "@eai/modules/kernel";
import { and, eq, type SQL, sql } from "drizzle-orm";
import { groupMembers, scimUsers } from "./tables.ts";

/**
 * Groups are of one organisation, and so is what its directory told by SCIM: whoever was moved to another one leaves
 * both, and the directory there can take them over. Changes nothing for who stayed.
 */
export async function leaveOrganization(transaction: Transaction, personId: string): Promise<void> {
  const isElsewhere = (organizationId: SQL): SQL => sql`${organizationId} <> (
    select t.path[1] from memberships m join tenants t on t.id = m.tenant_id where m.person_id = ${personId})`;
  const foreign = sql`${groupMembers.groupId} in (
    select g.id from groups g where ${isElsewhere(sql`g.organization_id`)})`;
  await transaction.delete(groupMembers).where(and(eq(groupMembers.personId, personId), foreign));
  await transaction
    .delete(scimUsers)
    .where(and(eq(scimUsers.personId, personId), isElsewhere(sql`${scimUsers.organizationId}`)));
}
