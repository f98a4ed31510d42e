import { type SQL, sql } from "drizzle-orm";

/**
 * Leaves out what lies in another organisation, as of a person who was moved. What was of a tenant that is gone stays in.
 * @param tenantId a column
 * @param organizationId the root tenant; null: nothing is left out
 */
export function withinOrganization(tenantId: SQL, organizationId: string | null): SQL | undefined {
  if (organizationId === null) return undefined;
  return sql`not exists (select from tenants elsewhere
    where elsewhere.id = ${tenantId} and elsewhere.path[1] <> ${organizationId})`;
}
