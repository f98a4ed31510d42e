import type { Me } from "@eai/contract";
import { type Context, type Database, type PersonActor, ProblemError } from "@eai/modules/kernel";
import { asc, eq, inArray } from "drizzle-orm";
import { readGroupsUnavailable } from "./providers/groups-unavailable.ts";
import { groups, installation, people, tenants } from "./tables.ts";
import { tenantPathColumn } from "./tenants.ts";

/** Who is signed in, as the web app and programs ask for it. */
export async function readMe(database: Database, context: Context): Promise<Me> {
  const { actor } = context;
  if (actor.kind !== "person") throw new ProblemError("unauthenticated", "Sign in first.");
  const [person] = await database.select().from(people).where(eq(people.id, actor.personId));
  const [tenant] = await database
    .select({ id: tenants.id, name: tenants.name, path: tenantPathColumn })
    .from(tenants)
    .where(eq(tenants.id, context.tenantId));
  if (!person || !tenant) throw new ProblemError("unauthenticated", "Sign in first.");
  return {
    id: person.id,
    name: person.name,
    email: person.contactEmail ?? person.email,
    role: actor.role,
    permissions: [...actor.permissions],
    tenant: { id: tenant.id, name: tenant.name },
    tenant_path: tenant.path,
    groups: await groupsOf(database, actor.groupIds),
    groups_unavailable: await readGroupsUnavailable(database, person.id),
    sign_in_method: methodOf(actor),
    created_at: person.createdAt.toISOString(),
  };
}

async function groupsOf(database: Database, ids: readonly string[]): Promise<Me["groups"]> {
  if (ids.length === 0) return [];
  return database
    .select({ id: groups.id, name: groups.name, source: groups.source })
    .from(groups)
    .where(inArray(groups.id, [...ids]))
    .orderBy(asc(groups.name));
}

function methodOf({ via, signInProviderId }: PersonActor): Me["sign_in_method"] {
  switch (via) {
    case "cookie":
      return signInProviderId ?? "password";
    case "entra_token":
      return "microsoft";
    default:
      return via;
  }
}

/** True until the first account is made. */
export async function isFirstRun(database: Database): Promise<boolean> {
  const rows = await database.select().from(installation).limit(1);
  return rows.length === 0;
}
