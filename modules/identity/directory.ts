import { type DirectoryEntry, type directoryQuerySchema, Permission } from "@eai/contract";
import { type Context, containing, type Database, ownOrganization } from "@eai/modules/kernel";
import { and, asc, eq, isNull, or, sql } from "drizzle-orm";
import type { z } from "zod";
import { requirePermission } from "./access.ts";
import { memberCountColumn } from "./groups.ts";
import { emailColumn } from "./people-administration.ts";
import { groups, memberships, people, tenants } from "./tables.ts";
import { tenantPathColumn } from "./tenants.ts";

export interface DirectoryVerbs {
  /** People, groups and tenants of the actor's own organisation, whoever asks; by name, the first so many. */
  searchDirectory(context: Context, input: z.output<typeof directoryQuerySchema>): Promise<DirectoryEntry[]>;
}

interface Search {
  /** The root tenant: nothing outside it is found. */
  organizationId: string;
  pattern: string;
  limit: number;
}

export function directoryVerbs({ database }: { database: Database }): DirectoryVerbs {
  async function findPeople({ organizationId, pattern, limit }: Search): Promise<DirectoryEntry[]> {
    const rows = await database
      .select({ id: people.id, name: people.name, detail: emailColumn })
      .from(people)
      .innerJoin(memberships, eq(memberships.personId, people.id))
      .innerJoin(tenants, eq(tenants.id, memberships.tenantId))
      .where(
        and(
          sql`tenants.path[1] = ${organizationId}`,
          isNull(memberships.suspendedAt),
          isNull(people.erasedAt),
          or(sql`${people.name} ilike ${pattern}`, sql`${emailColumn} ilike ${pattern}`),
        ),
      )
      .orderBy(asc(people.name), asc(people.id))
      .limit(limit);
    return rows.map((row) => ({ kind: "person", ...row }));
  }

  async function findGroups({ organizationId, pattern, limit }: Search): Promise<DirectoryEntry[]> {
    const rows = await database
      .select({ id: groups.id, name: groups.name, memberCount: memberCountColumn })
      .from(groups)
      .where(and(eq(groups.organizationId, organizationId), sql`${groups.name} ilike ${pattern}`))
      .orderBy(asc(groups.name), asc(groups.id))
      .limit(limit);
    return rows.map(({ memberCount, ...row }) => ({
      kind: "group",
      ...row,
      detail: memberCount === 1 ? "1 member" : `${memberCount} members`,
    }));
  }

  async function findTenants({ organizationId, pattern, limit }: Search): Promise<DirectoryEntry[]> {
    const rows = await database
      .select({ id: tenants.id, name: tenants.name, path: tenantPathColumn })
      .from(tenants)
      .where(and(sql`tenants.path[1] = ${organizationId}`, sql`${tenants.name} ilike ${pattern}`))
      .orderBy(asc(tenants.name), asc(tenants.id))
      .limit(limit);
    return rows.map(({ path, ...row }) => ({
      kind: "tenant",
      ...row,
      detail: path.map(({ name }) => name).join(" / "),
    }));
  }

  const find = { person: findPeople, group: findGroups, tenant: findTenants } as const;
  const kinds = Object.keys(find) as (keyof typeof find)[];

  return {
    async searchDirectory(context, { search, kind, limit }) {
      requirePermission(context, Permission.DirectoryRead);
      const wanted = { organizationId: ownOrganization(context), pattern: containing(search), limit };
      const found = await Promise.all((kind ? [kind] : kinds).map((each) => find[each](wanted)));
      return found
        .flat()
        .toSorted((left, right) => left.name.localeCompare(right.name))
        .slice(0, limit);
    },
  };
}
