import type { Role } from "@eai/contract";
import { recordAudit } from "@eai/modules/governance";
import { newId, ProblemError, type TenantPlace, type Transaction } from "@eai/modules/kernel";
import { eq } from "drizzle-orm";
import { acceptInvitation } from "./accept-invitation.ts";
import { findFirstOrganization } from "./first-organization.ts";
import { personContext } from "./person-context.ts";
import { findOrCreateTenant } from "./providers/mapped-tenant.ts";
import type { DirectoryPlace } from "./providers/placement.ts";
import { installation, memberships, type PlacementSource, people, tenants } from "./tables.ts";

export type SignUpPolicy = "open" | "first-only";

interface Person {
  id: string;
  name: string;
}

/** Somebody who signs up, and the token of their invitation if they have one. */
export interface NewPerson extends Person {
  email: string;
  invitation?: string | undefined;
}

interface Place {
  role: Role;
  source: PlacementSource;
  /** Who decided the tenant, where that is somebody else. */
  tenantSource?: PlacementSource | undefined;
  /** Left out: the first organisation. */
  tenant?: TenantPlace | undefined;
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
 * platform administrator, and the unique key of `installation` decides who that is, whatever races. With an invitation
 * they join its tenant with its role, also where sign-up is closed.
 * @param directory set for somebody whom a directory vouches for: its list of allowed tenants is their sign-up policy
 * @throws ProblemError `sign_up_closed` when only the first person may sign up; `invitation_invalid`
 */
export async function enrol(
  transaction: Transaction,
  person: NewPerson,
  policy: SignUpPolicy,
  requestId: string,
  directory?: DirectoryPlace,
): Promise<void> {
  if (person.invitation !== undefined) return joinByInvitation(transaction, person, person.invitation, requestId);
  const claimed = await transaction
    .insert(installation)
    .values({ firstPersonId: person.id })
    .onConflictDoNothing()
    .returning();
  const isFirst = claimed.length > 0;
  if (!isFirst && !directory && policy === "first-only") throw signUpClosed();
  const place: Place = isFirst ? { role: "platform_admin", source: "first" } : placeOf(directory);
  const path = directory?.tenantPath;
  const mapped = path && { tenant: await findOrCreateTenant(transaction, path), tenantSource: "directory" as const };
  await join(transaction, person, { ...place, ...mapped }, requestId);
}

export function signUpClosed(): ProblemError {
  return new ProblemError("sign_up_closed", "Sign-up is closed here. Ask an administrator for an account.");
}

function placeOf(directory: DirectoryPlace | undefined): Place {
  const role = directory?.role ?? "member";
  return role === "member" ? defaultPlace : { role, source: "directory" };
}

async function joinByInvitation(
  transaction: Transaction,
  person: NewPerson,
  token: string,
  requestId: string,
): Promise<void> {
  const { id, role, tenant } = await acceptInvitation(transaction, token, person);
  await join(transaction, person, { role, source: "invitation", tenant }, requestId);
  await recordAudit(transaction, personContext(person, role, tenant, requestId), {
    action: "invitation.accept",
    resourceKind: "invitation",
    resourceId: id,
    changes: { tenant_id: tenant.id, role },
  });
}

/** Makes the fixed developer of the bypass. Does not count as the first account: the next sign-up still is. */
export async function createDeveloper(transaction: Transaction, requestId: string): Promise<void> {
  const made = await transaction.insert(people).values(developer).onConflictDoNothing().returning();
  if (made.length > 0) await join(transaction, developer, { role: "platform_admin", source: "first" }, requestId);
}

async function join(
  transaction: Transaction,
  person: Person,
  { role, source, tenant: chosen, tenantSource }: Place,
  requestId: string,
): Promise<void> {
  const tenant = chosen ?? (await rootTenant(transaction));
  await transaction.insert(memberships).values({
    personId: person.id,
    tenantId: tenant.id,
    role,
    roleSource: source,
    tenantSource: chosen ? (tenantSource ?? source) : "default",
  });
  await recordAudit(transaction, personContext(person, role, tenant, requestId), {
    action: "person.create",
    resourceKind: "person",
    resourceId: person.id,
    changes: { role },
  });
}

/** The oldest organisation, whatever it is called by now; made when there is none. */
async function rootTenant(transaction: Transaction): Promise<TenantPlace> {
  const found = await findFirstOrganization(transaction);
  if (found) return found;
  const id = newId("ten");
  await transaction
    .insert(tenants)
    .values({ id, parentId: null, path: [id], name: rootTenantName })
    .onConflictDoNothing();
  const made = await findFirstOrganization(transaction);
  if (!made) throw new Error("The root tenant is missing although it was just made.");
  return made;
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
