import { newId, type Transaction } from "@eai/modules/kernel";
import { and, eq, inArray, sql } from "drizzle-orm";
import { groupMembers, groups } from "../tables.ts";
import type { DirectoryGroup, DirectoryGroups } from "./verified-identity.ts";

/** Ids of ours. */
export interface GroupChanges {
  added: string[];
  removed: string[];
}

/**
 * Makes the groups a directory told the only ones of that source. Of groups that are not known none is left: what held
 * before must not count on.
 * @param organizationId the root tenant, which the groups belong to
 */
export async function replaceTokenGroups(
  transaction: Transaction,
  personId: string,
  organizationId: string,
  told: DirectoryGroups,
): Promise<GroupChanges> {
  const wanted = told.state === "known" ? told.groups : [];
  const ids = new Set(await findOrCreateGroups(transaction, organizationId, wanted));
  const mine = and(eq(groupMembers.personId, personId), eq(groupMembers.source, "token"));
  const rows = await transaction.select({ id: groupMembers.groupId }).from(groupMembers).where(mine);
  const present = new Set(rows.map(({ id }) => id));
  const removed = [...present.difference(ids)];
  const added = [...ids.difference(present)];
  if (removed.length > 0) {
    await transaction.delete(groupMembers).where(and(mine, inArray(groupMembers.groupId, removed)));
  }
  if (added.length > 0) {
    await transaction
      .insert(groupMembers)
      .values(added.map((groupId) => ({ groupId, personId, source: "token" as const })))
      .onConflictDoNothing();
  }
  return { added, removed };
}

async function findOrCreateGroups(
  transaction: Transaction,
  organizationId: string,
  wanted: readonly DirectoryGroup[],
): Promise<string[]> {
  if (wanted.length === 0) return [];
  // Always in the same order, so that two sign-ins cannot wait for each other.
  const unique = [...new Map(wanted.map((group) => [group.externalId, group])).values()].toSorted((left, right) =>
    left.externalId < right.externalId ? -1 : 1,
  );
  await transaction
    .insert(groups)
    .values(
      unique.map(({ externalId, name }) => ({
        id: newId("grp"),
        organizationId,
        externalId,
        name: name ?? externalId,
        source: "directory" as const,
      })),
    )
    .onConflictDoNothing();
  const externalIds = unique.map(({ externalId }) => externalId);
  const rows = await transaction
    .select({ id: groups.id, externalId: groups.externalId, name: groups.name })
    .from(groups)
    .where(and(eq(groups.organizationId, organizationId), inArray(groups.externalId, externalIds)));
  const names = new Map(unique.map(({ externalId, name }) => [externalId, name]));
  for (const row of rows) {
    const name = row.externalId === null ? undefined : names.get(row.externalId);
    if (name === undefined || name === row.name) continue;
    await transaction.update(groups).set({ name, updatedAt: sql`now()` }).where(eq(groups.id, row.id));
  }
  return rows.map(({ id }) => id);
}
