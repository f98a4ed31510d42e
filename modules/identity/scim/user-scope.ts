import { and, eq, type SQL, sql } from "drizzle-orm";
import { scimUsers } from "../tables.ts";
import type { Directory } from "./directory.ts";

/**
 * The users whom a directory reaches, for a query over `scim_users`: those it provisioned who are still in its
 * organisation. Whom an administrator moved to another one is no longer there for it.
 */
export function isUserOf({ organizationId }: Directory): SQL | undefined {
  return and(
    eq(scimUsers.organizationId, organizationId),
    sql`exists (
      select from memberships m join tenants t on t.id = m.tenant_id
      where m.person_id = ${scimUsers.personId} and t.path[1] = ${organizationId})`,
  );
}
