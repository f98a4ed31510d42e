import { recordAudit } from "@eai/modules/governance";
import type { Transaction } from "@eai/modules/kernel";
import { and, eq, isNull } from "drizzle-orm";
import { holdPerson } from "../hold-person.ts";
import { holdPlatformAdmins, isLastPlatformAdmin } from "../last-platform-admin.ts";
import { memberships, signIns } from "../tables.ts";
import type { Directory } from "./directory.ts";
import { ScimError } from "./scim-error.ts";

/** Somebody who is held to the end of the transaction. */
export interface HeldPerson {
  personId: string;
  /** Who administers the platform; held too. */
  platformAdmins: readonly string[];
}

/** Holds a person as `holdPlatformAdmins` asks for: what they are, then the administrators, then their place. */
export async function holdWithPlace(transaction: Transaction, personId: string): Promise<HeldPerson> {
  await holdPerson(transaction, personId);
  const platformAdmins = await holdPlatformAdmins(transaction);
  await transaction
    .select({ personId: memberships.personId })
    .from(memberships)
    .where(eq(memberships.personId, personId))
    .for("update");
  return { personId, platformAdmins };
}

/** What a directory says of a person holds; but what an administrator suspended only an administrator lets in again. */
export async function applyActive(
  transaction: Transaction,
  directory: Directory,
  person: HeldPerson,
  active: boolean,
): Promise<void> {
  if (active) await reactivate(transaction, directory, person.personId);
  else await suspend(transaction, directory, person, "made inactive by the directory");
}

/**
 * Closes every door at once: sign-ins end, and with them their tokens; API keys are refused while the suspension lasts.
 * A sign-in under way waits for the person, whom this transaction holds.
 * @throws ScimError 403 for the last platform administrator: nobody could undo it
 */
export async function suspend(
  transaction: Transaction,
  directory: Directory,
  { personId, platformAdmins }: HeldPerson,
  reason: string,
): Promise<void> {
  if (isLastPlatformAdmin(platformAdmins, personId)) throw lastPlatformAdmin();
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

/** Not 409: a directory reads that as a name that is taken. */
function lastPlatformAdmin(): ScimError {
  return new ScimError(
    403,
    "This is the last platform administrator of the installation. Make somebody else one first, then remove this one.",
  );
}
