import type { Role } from "@eai/contract";
import { recordAudit } from "@eai/modules/governance";
import { type Context, newId, ProblemError, type Transaction } from "@eai/modules/kernel";
import { eq, isNull } from "drizzle-orm";
import { permissionsOf } from "./access.ts";
import { installation, memberships, type PlacementSource, people, tenants } from "./tables.ts";

export type SignUpPolicy = "open" | "first-only";

interface Tenant {
  id: string;
  path: readonly string[];
  name: string;
}

interface Person {
  id: string;
  name: string;
}

interface Place {
  role: Role;
  source: PlacementSource;
}

const defaultPlace: Place = { role: "member", source: "default" };
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
 * @throws ProblemError `sign_up_closed` when only the first person may sign up
 */
export async function enrol(
  transaction: Transaction,
  person: Person,
  policy: SignUpPolicy,
  requestId: string,
): Promise<void> {
  const claimed = await transaction
    .insert(installation)
    .values({ firstPersonId: person.id })
    .onConflictDoNothing()
    .returning();
  const isFirst = claimed.length > 0;
  if (!isFirst && policy === "first-only") {
    throw new ProblemError("sign_up_closed", "Sign-up is closed here. Ask an administrator for an account.");
  }
  await join(transaction, person, isFirst ? { role: "platform_admin", source: "first" } : defaultPlace, requestId);
}

/** Makes the fixed developer of the bypass. Does not count as the first account: the next sign-up still is. */
export async function createDeveloper(transaction: Transaction, requestId: string): Promise<void> {
  const made = await transaction.insert(people).values(developer).onConflictDoNothing().returning();
  if (made.length > 0) await join(transaction, developer, { role: "platform_admin", source: "first" }, requestId);
}

async function join(
  transaction: Transaction,
  person: Person,
  { role, source }: Place,
  requestId: string,
): Promise<void> {
  const tenant = await rootTenant(transaction);
  await transaction.insert(memberships).values({ personId: person.id, tenantId: tenant.id, role, roleSource: source });
  await recordAudit(transaction, personContext(person, role, tenant, requestId), {
    action: "person.create",
    resourceKind: "person",
    resourceId: person.id,
    changes: { role },
  });
}

async function rootTenant(transaction: Transaction): Promise<Tenant> {
  const id = newId("ten");
  await transaction
    .insert(tenants)
    .values({ id, parentId: null, path: [id], name: rootTenantName })
    .onConflictDoNothing();
  const [root] = await transaction.select().from(tenants).where(isNull(tenants.parentId)).orderBy(tenants.createdAt);
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

function personContext(person: Person, role: Role, tenant: Tenant, requestId: string): Context {
  return {
    actor: {
      kind: "person",
      personId: person.id,
      name: person.name,
      role,
      permissions: permissionsOf(role),
      groupIds: [],
      via: "cookie",
    },
    tenantId: tenant.id,
    tenantPath: tenant.path,
    requestId,
    channel: "web",
    signal: new AbortController().signal,
  };
}
