import { ProblemError, type Transaction } from "@eai/modules/kernel";
import { and, asc, eq, isNull } from "drizzle-orm";
import { developer } from "./enrolment.ts";
import { memberships, people } from "./tables.ts";

/**
 * Holds the memberships of all platform administrators who can sign in, to the end of the transaction. To be called by
 * everyone who takes a role, suspends or erases: of two that would each leave the other as the last one, the second
 * then sees what the first did. The order is the same everywhere, so that nobody waits in a circle: the row of the
 * person if it is needed, then these, then the membership of the person.
 * @returns their ids; the developer of the bypass is not one of them
 */
export async function holdPlatformAdmins(transaction: Transaction): Promise<string[]> {
  const rows = await transaction
    .select({ personId: memberships.personId })
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.personId))
    .where(and(eq(memberships.role, "platform_admin"), isNull(memberships.suspendedAt), isNull(people.erasedAt)))
    .orderBy(asc(memberships.personId))
    .for("update", { of: memberships });
  return rows.map((row) => row.personId).filter((id) => id !== developer.id);
}

/**
 * Whether nobody would administer the platform without this person.
 * @param held what `holdPlatformAdmins` gave
 */
export function isLastPlatformAdmin(held: readonly string[], personId: string): boolean {
  return held.length === 1 && held[0] === personId;
}

/** @throws ProblemError `conflict` for the last platform administrator */
export function requireAnotherPlatformAdmin(held: readonly string[], personId: string): void {
  if (!isLastPlatformAdmin(held, personId)) return;
  const detail = "This is the last platform administrator. Make someone else one first.";
  throw new ProblemError("conflict", detail);
}
