import { recordAudit } from "@eai/modules/governance";
import type { Transaction } from "@eai/modules/kernel";
import { and, eq, isNull, ne } from "drizzle-orm";
import { developer } from "../enrolment.ts";
import { memberships, people, signIns } from "../tables.ts";
import type { Directory } from "./directory.ts";
import { ScimError } from "./scim-error.ts";

/** What a directory says of a person holds; but what an administrator suspended only an administrator lets in again. */
export async function applyActive(
  transaction: Transaction,
  directory: Directory,
  personId: string,
  active: boolean,
): Promise<void> {
  if (active) await reactivate(transaction, directory, personId);
  else await suspend(transaction, directory, personId, "made inactive by the directory");
}

/**
 * Closes every door at once: sign-ins end, and with them their tokens; API keys are refused while the suspension lasts.
 * The row of the person is locked, which a sign-in under way waits for.
 * @throws ScimError 403 for the last platform administrator: nobody could undo it
 */
export async function suspend(
  transaction: Transaction,
  directory: Directory,
  personId: string,
  reason: string,
): Promise<void> {
  await lockPerson(transaction, personId);
  await requireAnotherPlatformAdministrator(transaction, personId);
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
  await lockPerson(transaction, personId);
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

async function lockPerson(transaction: Transaction, personId: string): Promise<void> {
  await transaction.select({ id: people.id }).from(people).where(eq(people.id, personId)).for("update");
}

/** All of them are locked, in one order, so that two who are removed at the same moment do not both go. */
async function requireAnotherPlatformAdministrator(transaction: Transaction, personId: string): Promise<void> {
  const administrators = await transaction
    .select({ personId: memberships.personId })
    .from(memberships)
    .where(
      and(
        eq(memberships.role, "platform_admin"),
        isNull(memberships.suspendedAt),
        ne(memberships.personId, developer.id),
      ),
    )
    .orderBy(memberships.personId)
    .for("update");
  const isOne = administrators.some((administrator) => administrator.personId === personId);
  if (!isOne || administrators.length > 1) return;
  throw new ScimError(
    403,
    "This is the last platform administrator of the installation. Make somebody else one first, then remove this one.",
  );
}
