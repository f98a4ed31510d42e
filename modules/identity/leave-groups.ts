import type { Transaction } from "@eai/modules/kernel";
import { and, eq, sql } from "drizzle-orm";
import { groupMembers } from "./tables.ts";

/** Groups are of one organisation: whoever leaves it leaves them. */
export async function leaveForeignGroups(transaction: Transaction, personId: string): Promise<void> {
  const foreign = sql`${groupMembers.groupId} in (select g.id from groups g where g.organization_id <> (
    select t.path[1] from memberships m join tenants t on t.id = m.tenant_id where m.person_id = ${personId}))`;
  await transaction.delete(groupMembers).where(and(eq(groupMembers.personId, personId), foreign));
}
