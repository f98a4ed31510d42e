import type { Role } from "@eai/contract";
import { recordAudit } from "@eai/modules/governance";
import { newId, ProblemError, type Transaction } from "@eai/modules/kernel";
import { eq, isNull } from "drizzle-orm";
import { findOrCreateTenant } from "./directory/mapped-tenant.ts";
import type { DirectoryPlace } from "./directory/placement.ts";
import { personContext } from "./person-context.ts";
import { installation, memberships, type PlacementSource, people, tenants } from "./tables.ts";

export type SignUpPolicy = "open" | "first-only";

interface Tenant {
  id: string;
  path: readonly string[];
}

interface Person {
  id: string;
  name: string;
}

interface Place {
  role: Role;
  roleSource: PlacementSource;
  /** Names from the organisation down, as a directory's claims say; undefined: the organisation that was first. */
  tenantPath?: readonly string[] | undefined;
}

const defaultPlace: Place = { role: "member", roleSource: "default" };
const rootTenantName = "Organization";

/** The one person of the development bypass. No sign-up can take the id or the address, which is not an e-mail. */
export const developer = {
  id: "usr_00000000-0000-7000-8000-000000000000",
  name: "Developer",
  email: "developer@localhost",
} as const;

/**
 * Gives a new person their place, in the transaction that creates them: the first one on an empty database becomes
 * platform administrator, and the unique key of `installation` decides who that is, whatever races.
 * @param directory set for somebody whom a directory vouches for: its list of allowed tenants is their sign-up policy
 * @throws ProblemError `sign_up_closed` when only the first person may sign up
 */
export async function enrol(
  transaction: Transaction,
  person: Person,
  policy: SignUpPolicy,
  requestId: string,
  directory?: DirectoryPlace,
): Promise<void> {
  const claimed = await transaction
    .insert(installation)
    .values({ firstPersonId: person.id })
    .onConflictDoNothing()
    .returning();
  const isFirst = claimed.length > 0;
  if (!isFirst && !directory && policy === "first-only") {
    throw new ProblemError("sign_up_closed", "Sign-up is closed here. Ask an administrator for an account.");
  }
  const place: Place =
    directory && directory.role !== "member" ? { role: directory.role, roleSource: "directory" } : defaultPlace;
  const first: Place = { role: "platform_admin", roleSource: "first" };
  await join(transaction, person, { ...(isFirst ? first : place), tenantPath: directory?.tenantPath }, requestId);
}

/** Makes the fixed developer of the bypass. Does not count as the first account: the next sign-up still is. */
export async function createDeveloper(transaction: Transaction, requestId: string): Promise<void> {
  const made = await transaction.insert(people).values(developer).onConflictDoNothing().returning();
  if (made.length > 0) await join(transaction, developer, { role: "platform_admin", roleSource: "first" }, requestId);
}

async function join(
  transaction: Transaction,
  person: Person,
  { role, roleSource, tenantPath }: Place,
  requestId: string,
): Promise<void> {
  const tenant = tenantPath ? await findOrCreateTenant(transaction, tenantPath) : await rootTenant(transaction);
  const tenantSource = tenantPath ? "directory" : "default";
  await transaction
    .insert(memberships)
    .values({ personId: person.id, tenantId: tenant.id, role, roleSource, tenantSource });
  await recordAudit(transaction, personContext(person, role, tenant, requestId), {
    action: "person.create",
    resourceKind: "person",
    resourceId: person.id,
    changes: { role },
  });
}

async function rootTenant(transaction: Transaction): Promise<Tenant> {
  const roots = () => transaction.select().from(tenants).where(isNull(tenants.parentId)).orderBy(tenants.createdAt);
  const [found] = await roots();
  // It may bear another name by now, or be one that a directory's claims made.
  if (found) return found;
  const id = newId("ten");
  await transaction
    .insert(tenants)
    .values({ id, parentId: null, path: [id], name: rootTenantName })
    .onConflictDoNothing();
  const [root] = await roots();
  if (!root) throw new Error("The root tenant is missing although it was just made.");
  return root;
}

/** Records that a person signed in or out, in the transaction that opens or ends the sign-in. */
export async function recordSignIn(
  transaction: Transaction,
  action: "person.sign_in" | "person.sign_out",
  personId: string,
  requestId: string,
): Promise<void> {
  const [row] = await transaction
    .select({ id: people.id, name: people.name, role: memberships.role, tenant: tenants })
    .from(people)
    .innerJoin(memberships, eq(memberships.personId, people.id))
    .innerJoin(tenants, eq(tenants.id, memberships.tenantId))
    .where(eq(people.id, personId));
  if (!row) return;
  const context = personContext(row, row.role, row.tenant, requestId);
  await recordAudit(transaction, context, { action, resourceKind: "person", resourceId: personId });
}

/** True for a person whom an administrator suspended. */
export async function isSuspended(transaction: Transaction, personId: string): Promise<boolean> {
  const [row] = await transaction
    .select({ suspendedAt: memberships.suspendedAt })
    .from(memberships)
    .where(eq(memberships.personId, personId));
  return Boolean(row?.suspendedAt);
}
