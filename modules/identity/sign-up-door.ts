import type { Database } from "@eai/modules/kernel";
import { findOpenInvitation, invalidInvitation } from "./accept-invitation.ts";
import { type SignUpPolicy, signUpClosed } from "./enrolment.ts";
import { isFirstRun } from "./people.ts";

/**
 * Asked before anything looks for an account: where sign-up is closed, the answer must not depend on whether there is
 * one with the address that was tried. Who really gets in is decided in the transaction that makes the account.
 * @param body of a sign-up, validated
 * @throws ProblemError `sign_up_closed`, `invitation_invalid`
 */
export async function requireOpenSignUp(
  database: Database,
  policy: SignUpPolicy,
  { email, invitation }: { email: string; invitation: string | undefined },
): Promise<void> {
  if (invitation !== undefined) {
    const found = await findOpenInvitation(database, invitation);
    if (found?.email !== email.toLowerCase()) throw invalidInvitation();
  } else if (policy === "first-only" && !(await isFirstRun(database))) throw signUpClosed();
}
