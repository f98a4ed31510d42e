import { recordAudit } from "@eai/modules/governance";
import type { Transaction } from "@eai/modules/kernel";
import { and, eq, isNull } from "drizzle-orm";
import { memberships, people, signIns } from "../tables.ts";
import type { Directory } from "./directory.ts";
import { ScimError } from "./scim-error.ts";

/** Whom it is about. */
export interface Subject {
  personId: string;
  /** What `holdPlatformAdmins` gave before anything of the person was held. */
  platformAdmins: readonly string[];
}

/** What a directory says of a person holds; but what an administrator suspended only an administrator lets in again. */
export async function applyActive(
  transaction: Transaction,
  directory: Directory,
  subject: Subject,
  active: boolean,
): Promise<void> {
  if (active) await reactivate(transaction, directory, subject.personId);
  else await suspend(transaction, directory, subject, "made inactive by the directory");
}

/**
 * Closes every door at once: sign-ins end, and with them their tokens; API keys are refused while the suspension lasts.
 * The person must be held, which a sign-in under way waits for.
 * @throws ScimError 403 for the last platform administrator: nobody could undo it
 */
export async function suspend(
  transaction: Transaction,
  directory: Directory,
  { personId, platformAdmins }: Subject,
  reason: string,
): Promise<void> {
  requireAnother(platformAdmins, personId);
  const now = new Date();
  const suspended = await transaction
    .update(memberships)
    .set({ suspendedAt: now, directorySuspendedAt: now })
    .where(and(eq(memberships.personId, personId), isNull(memberships.suspendedAt)))
    .returning({ personId: memberships.personId });
  await transaction.delete(signIns).where(eq(signIns.userId, personId));
  if (suspended.length === 0) return;
  await recordAudit(transaction, directory.context, {
    action: "person.suspend",
    resourceKind: "person",
    resourceId: personId,
    reason,
  });
}

/**
 * Holds a person and their place to the end of the transaction: the person first, as a sign-in does, and both before
 * the audit log.
 */
export async function holdPerson(transaction: Transaction, personId: string): Promise<void> {
  await transaction.select({ id: people.id }).from(people).where(eq(people.id, personId)).for("update");
  await transaction
    .select({ personId: memberships.personId })
    .from(memberships)
    .where(eq(memberships.personId, personId))
    .for("update");
}

async function reactivate(transaction: Transaction, directory: Directory, personId: string): Promise<void> {
  const reactivated = await transaction
    .update(memberships)
    .set({ suspendedAt: null, directorySuspendedAt: null })
    .where(and(eq(memberships.personId, personId), eq(memberships.suspendedAt, memberships.directorySuspendedAt)))
    .returning({ personId: memberships.personId });
  if (reactivated.length === 0) return;
  await recordAudit(transaction, directory.context, {
    action: "person.reactivate",
    resourceKind: "person",
    resourceId: personId,
    reason: "made active by the directory",
  });
}

function requireAnother(platformAdmins: readonly string[], personId: string): void {
  if (!platformAdmins.includes(personId) || platformAdmins.length > 1) return;
  // Not 409: a directory reads that as a name that is taken.
  throw new ScimError(
    403,
    "This is the last platform administrator of the installation. Make somebody else one first, then remove this one.",
  );
}
