import type { TenantPlace, Transaction } from "@eai/modules/kernel";
import { asc, isNull } from "drizzle-orm";
import { tenants } from "./tables.ts";

/** The oldest organisation, whatever it is called by now: where people belong of whom nobody says where. */
export async function findFirstOrganization(transaction: Transaction): Promise<TenantPlace | undefined> {
  const [row] = await transaction
    .select({ id: tenants.id, path: tenants.path })
    .from(tenants)
    .where(isNull(tenants.parentId))
    .orderBy(asc(tenants.createdAt), asc(tenants.id))
    .limit(1);
  return row;
}
