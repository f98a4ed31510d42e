import { newId, type TenantPlace, type Transaction } from "@eai/modules/kernel";
import { and, eq, sql } from "drizzle-orm";
import { tenants } from "../tables.ts";

const kinds = ["organization", "division", "team"] as const;

/**
 * The tenant of these names; what is missing of the path is made.
 * @param names from the organisation down
 */
export async function findOrCreateTenant(transaction: Transaction, names: readonly string[]): Promise<TenantPlace> {
  let place: TenantPlace | undefined;
  for (const [depth, name] of names.entries()) {
    place = await findOrCreateChild(transaction, place, name, kinds[depth] ?? "team");
  }
  if (!place) throw new Error("An entry of the tenant map names no tenant.");
  return place;
}

async function findOrCreateChild(
  transaction: Transaction,
  parent: TenantPlace | undefined,
  name: string,
  kind: (typeof kinds)[number],
): Promise<TenantPlace> {
  const wanted = and(
    parent ? eq(tenants.parentId, parent.id) : sql`${tenants.parentId} is null`,
    eq(tenants.name, name),
  );
  const find = () => transaction.select({ id: tenants.id, path: tenants.path }).from(tenants).where(wanted);
  const [found] = await find();
  if (found) return found;
  const id = newId("ten");
  await transaction
    .insert(tenants)
    .values({ id, parentId: parent?.id ?? null, path: [...(parent?.path ?? []), id], name, kind })
    .onConflictDoNothing();
  // Another sign-in may have been faster.
  const [made] = await find();
  if (!made) throw new Error("The mapped tenant is missing although it was just made.");
  return made;
}
