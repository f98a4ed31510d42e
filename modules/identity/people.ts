import type { Me } from "@eai/contract";
import { type Context, type Database, ProblemError } from "@eai/modules/kernel";
import { eq } from "drizzle-orm";
import { installation, people, tenants } from "./tables.ts";

/** Who is signed in, as the web app and programs ask for it. */
export async function readMe(database: Database, context: Context): Promise<Me> {
  const { actor } = context;
  if (actor.kind !== "person") throw new ProblemError("unauthenticated", "Sign in first.");
  const [person] = await database.select().from(people).where(eq(people.id, actor.personId));
  const [tenant] = await database.select().from(tenants).where(eq(tenants.id, context.tenantId));
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

/** True until the first account is made. */
export async function isFirstRun(database: Database): Promise<boolean> {
  const rows = await database.select().from(installation).limit(1);
  return rows.length === 0;
}
