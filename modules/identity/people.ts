import type { Me } from "@eai/contract";
import { type Context, type Database, ProblemError } from "@eai/modules/kernel";
import { eq, inArray } from "drizzle-orm";
import type { Tenant } from "./enrolment.ts";
import { installation, people, tenants } from "./tables.ts";

/** Who is signed in, as the web app and programs ask for it. */
export async function readMe(database: Database, context: Context): Promise<Me> {
  const { actor } = context;
  if (actor.kind !== "person") throw new ProblemError("unauthenticated", "Sign in first.");
  const [person] = await database.select().from(people).where(eq(people.id, actor.personId));
  const [tenant] = await tenantsOf(database, [context.tenantId]);
  if (!person || !tenant) throw new ProblemError("unauthenticated", "Sign in first.");
  return {
    id: person.id,
    name: person.name,
    email: person.email,
    role: actor.role,
    permissions: [...actor.permissions],
    tenant: { id: tenant.id, name: tenant.name },
    created_at: person.createdAt.toISOString(),
  };
}

/** Names of people by id; one who is gone is left out. */
export async function personNames(database: Database, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await database
    .select({ id: people.id, name: people.name })
    .from(people)
    .where(inArray(people.id, [...new Set(ids)]));
  return new Map(rows.map((row) => [row.id, row.name]));
}

/** Tenants by id, with the path from the root down to each. */
export async function tenantsOf(database: Database, ids: readonly string[]): Promise<Tenant[]> {
  if (ids.length === 0) return [];
  return database
    .select({ id: tenants.id, path: tenants.path, name: tenants.name })
    .from(tenants)
    .where(inArray(tenants.id, [...new Set(ids)]));
}

/** True until the first account is made. */
export async function isFirstRun(database: Database): Promise<boolean> {
  const rows = await database.select().from(installation).limit(1);
  return rows.length === 0;
}
