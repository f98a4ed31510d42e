import { recordAudit } from "@eai/modules/governance";
import { actorId, type Context, idempotencyKeys, ProblemError, type Transaction } from "@eai/modules/kernel";
import { eq, or, sql } from "drizzle-orm";
import { developer } from "./enrolment.ts";
import { holdPlatformAdmins, requireAnotherPlatformAdmin } from "./last-platform-admin.ts";
import {
  accounts,
  apiKeys,
  directoryProfiles,
  groupMembers,
  invitations,
  memberships,
  people,
  scimUsers,
  signIns,
  verifications,
} from "./tables.ts";

/** What an erased person is called where their id still stands. */
export const erasedPersonName = "Erased person";

/**
 * Erases who a person was, and closes every door behind them: their row stays under its id alone, for usage and audit.
 * Whoever signs in with the same account of a directory afterwards is a new person. What they wrote and stored is
 * removed after this, by the modules that keep it.
 * @param context whose act it is; must have been let do it by `viewDataSubject`
 * @throws ProblemError `permission_denied` for oneself; `conflict` for the last platform administrator
 */
export async function eraseIdentity(transaction: Transaction, context: Context, personId: string): Promise<void> {
  if (actorId(context.actor) === personId) {
    throw new ProblemError("permission_denied", "You cannot erase yourself. Ask another administrator.");
  }
  if (personId === developer.id) {
    throw new ProblemError("conflict", "The developer of the development bypass is nobody and cannot be erased.");
  }
  const [person] = await transaction.select().from(people).where(eq(people.id, personId)).for("update");
  if (!person || person.erasedAt !== null) return;
  requireAnotherPlatformAdmin(await holdPlatformAdmins(transaction), personId);
  const addresses = [person.email, person.contactEmail ?? person.email].map((address) => address.toLowerCase());
  await removeTraces(transaction, personId, addresses);
  const now = new Date();
  await transaction
    .update(people)
    .set({
      name: erasedPersonName,
      email: `erased.${personId}@erased.invalid`,
      contactEmail: null,
      emailVerified: false,
      image: null,
      erasedAt: now,
      updatedAt: now,
    })
    .where(eq(people.id, personId));
  const [membership] = await transaction
    .update(memberships)
    // Not to be taken back by a directory.
    .set({ role: "member", roleSource: "administrator", suspendedAt: now, directorySuspendedAt: null })
    .where(eq(memberships.personId, personId))
    .returning({ tenantId: memberships.tenantId });
  await recordAudit(transaction, context, {
    action: "person.erase",
    resourceKind: "person",
    resourceId: personId,
    ...membership,
  });
}

async function removeTraces(transaction: Transaction, personId: string, addresses: readonly string[]): Promise<void> {
  await transaction.delete(signIns).where(eq(signIns.userId, personId));
  await transaction.delete(accounts).where(eq(accounts.userId, personId));
  await transaction.delete(apiKeys).where(eq(apiKeys.personId, personId));
  await transaction.delete(groupMembers).where(eq(groupMembers.personId, personId));
  await transaction.delete(directoryProfiles).where(eq(directoryProfiles.personId, personId));
  await transaction.delete(scimUsers).where(eq(scimUsers.personId, personId));
  await transaction.delete(idempotencyKeys).where(eq(idempotencyKeys.actorId, personId));
  const toThem = addresses.map((address) => sql`lower(${invitations.email}) = ${address}`);
  await transaction.delete(invitations).where(or(eq(invitations.acceptedBy, personId), ...toThem));
  const aboutThem = [personId, ...addresses].map(
    (text) => sql`strpos(lower(${verifications.identifier} || ' ' || ${verifications.value}), ${text}) > 0`,
  );
  await transaction.delete(verifications).where(or(...aboutThem));
}
