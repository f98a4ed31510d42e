import type { SignInErrorCode } from "@eai/contract";
import type { Database, Log } from "@eai/modules/kernel";
import { and, eq } from "drizzle-orm";
import type { AuthRequestScope } from "../auth-adapter.ts";
import { type FailedSignIn, recordSignInFailure, type SignInFailure } from "../sign-in-failures.ts";
import { accounts } from "../tables.ts";
import { providerAccount, type VerifiedIdentity } from "./verified-identity.ts";

/**
 * Those that belong in the audit log. Each of them follows a sign-in that was begun here: what anybody can send
 * without that, as often as they like, only the other log has.
 */
const recorded: Partial<Record<SignInErrorCode, SignInFailure>> = {
  sign_in_cancelled: "provider_refused",
  provider_refused: "provider_refused",
  token_invalid: "provider_answer_invalid",
  tenant_not_allowed: "directory_not_allowed",
  suspended: "suspended",
};

/** Records that a sign-in with a provider was refused. */
export async function recordProviderFailure(
  dependencies: { database: Database; log: Log },
  code: SignInErrorCode,
  { requestId, identity }: AuthRequestScope,
): Promise<void> {
  const reason = recorded[code];
  if (!reason) return;
  const account = identity ? await findAccount(dependencies.database, identity) : null;
  await recordSignInFailure(dependencies, { account, reason, requestId });
}

async function findAccount(database: Database, identity: VerifiedIdentity): Promise<FailedSignIn["account"]> {
  const { providerId, directoryTenantId, issuer, objectId } = identity;
  const { accountId } = providerAccount(providerId, directoryTenantId ?? issuer, objectId);
  const [row] = await database
    .select({ personId: accounts.userId })
    .from(accounts)
    .where(and(eq(accounts.providerId, providerId), eq(accounts.accountId, accountId)));
  return row ?? null;
}
