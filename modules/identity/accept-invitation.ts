import { createHash } from "node:crypto";
import { Permission, type Role } from "@eai/contract";
import { type Database, ProblemError, type TenantPlace, type Transaction } from "@eai/modules/kernel";
import { and, eq, gt, isNull, sql } from "drizzle-orm";
import { coversRole, permissionsOf } from "./access.ts";
import { currentRole } from "./providers/current-claims.ts";
import { invitations, memberships, people, tenants } from "./tables.ts";

/** Of the token only this is kept. */
export function invitationHash(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

export interface UsableInvitation {
  id: string;
  email: string;
  role: Role;
  expiresAt: Date;
  tenant: TenantPlace & { name: string };
}

/**
 * Uses up an invitation for a person who is being made, in the transaction that makes them. Of two who race for it the
 * second waits for the first, and finds it used.
 * @param person with the address that the invitation has to be for
 * @throws ProblemError `invitation_invalid`, one and the same for whatever is wrong with it
 */
export async function acceptInvitation(
  transaction: Transaction,
  token: string,
  person: { id: string; email: string },
): Promise<UsableInvitation> {
  const found = await findOpenInvitation(transaction, token, "update");
  if (!found || found.email !== person.email.toLowerCase()) {
    throw invalidInvitation();
  }
  await transaction
    .update(invitations)
    .set({ acceptedBy: person.id, acceptedAt: sql`now()` })
    .where(eq(invitations.id, found.id));
  return found;
}

export function invalidInvitation(): ProblemError {
  return new ProblemError(
    "invitation_invalid",
    "This invitation was used, revoked, has expired, or is for another e-mail address. Ask for a new one.",
  );
}

/**
 * The invitation of a token, when it can still be used: nobody has, it was not revoked and has not expired, and
 * whoever made it could still make it.
 */
export async function findOpenInvitation(
  database: Database | Transaction,
  token: string,
  hold?: "update",
): Promise<UsableInvitation | undefined> {
  const isOpen = and(
    eq(invitations.hash, invitationHash(token)),
    isNull(invitations.acceptedAt),
    isNull(invitations.revokedAt),
    gt(invitations.expiresAt, sql`now()`),
  );
  const query = database.select().from(invitations).where(isOpen);
  const [invitation] = await (hold ? query.for(hold) : query);
  if (!invitation) return undefined;
  const [tenant] = await database.select().from(tenants).where(eq(tenants.id, invitation.tenantId));
  if (!tenant || !(await couldStillBeMade(database, invitation, tenant.path))) return undefined;
  const { id, email, role, expiresAt } = invitation;
  return { id, email, role, expiresAt, tenant };
}

/** An administrator who was suspended, or has lost the role, leaves no doors open behind them. */
async function couldStillBeMade(
  database: Database | Transaction,
  { createdBy, role }: typeof invitations.$inferSelect,
  tenantPath: readonly string[],
): Promise<boolean> {
  const [inviter] = await database
    .select({ role: currentRole, tenantId: memberships.tenantId })
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.personId))
    .where(and(eq(memberships.personId, createdBy), isNull(memberships.suspendedAt)));
  if (!inviter || inviter.role === null) return false;
  const permissions = permissionsOf(inviter.role);
  const administers = permissions.has(Permission.PlatformManage) || tenantPath.includes(inviter.tenantId);
  return administers && permissions.has(Permission.PeopleManage) && coversRole(permissions, role);
}
