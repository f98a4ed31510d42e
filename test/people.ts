import type { Role, TenantKind } from "@eai/contract";
import { memberships, people, permissionsOf, tenants } from "@eai/modules/identity";
import { type Context, type Database, newId } from "@eai/modules/kernel";
import { eq } from "drizzle-orm";

/** Somebody as verbs are told of them, and their id. */
export type Someone = Context & { personId: string };

export interface PersonOptions {
  id: string;
  name?: string;
  role?: Role;
  groupIds?: readonly string[];
}

/** What a request of this person would tell a verb. */
export function contextFor(
  { id, name = "Person", role = "member", groupIds = [] }: PersonOptions,
  tenantPath: readonly string[],
): Someone {
  return {
    personId: id,
    actor: { kind: "person", personId: id, name, role, permissions: permissionsOf(role), groupIds, via: "token" },
    tenantId: tenantPath.at(-1) ?? "",
    tenantPath,
    requestId: newId("req"),
    channel: "api",
    signal: new AbortController().signal,
  };
}

export async function addTenant(
  database: Database,
  name: string,
  kind: TenantKind = "organization",
  parentId: string | null = null,
): Promise<string> {
  const id = newId("ten");
  const path = [...(parentId === null ? [] : await pathOf(database, parentId)), id];
  await database.insert(tenants).values({ id, parentId, path, name, kind });
  return id;
}

export async function addPerson(
  database: Database,
  tenantId: string,
  role: Role,
  name: string = role,
): Promise<Someone> {
  const id = newId("usr");
  await database.insert(people).values({ id, name, email: `${id}@example.com` });
  await database.insert(memberships).values({ personId: id, tenantId, role });
  return contextFor({ id, name, role }, await pathOf(database, tenantId));
}

async function pathOf(database: Database, id: string): Promise<string[]> {
  const [row] = await database.select({ path: tenants.path }).from(tenants).where(eq(tenants.id, id));
  if (!row) throw new Error(`no tenant ${id}`);
  return row.path;
}
