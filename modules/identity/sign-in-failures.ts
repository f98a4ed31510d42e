import { recordAudit } from "@eai/modules/governance";
import {
  type Database,
  describeError,
  type Log,
  systemContext,
  type TenantPlace,
  type Transaction,
} from "@eai/modules/kernel";
import { eq, sql } from "drizzle-orm";
import { findFirstOrganization } from "./first-organization.ts";
import { memberships, people, tenants } from "./tables.ts";

/** Why somebody was not let in. */
export type SignInFailure =
  | "wrong_password"
  | "unknown_account"
  | "suspended"
  | "sign_up_closed"
  | "too_many_attempts"
  /** The provider's own answer was an error, such as a person who gave up. */
  | "provider_refused"
  /** What the provider sent back is not a sign-in that was begun here. */
  | "provider_answer_invalid"
  /** Their directory is not among those that may sign in. */
  | "directory_not_allowed";

export interface FailedSignIn {
  reason: SignInFailure;
  requestId: string;
  /** Whose account was tried: by id, by the address of a local account, or not known. */
  account: { personId: string } | { email: string } | null;
}

/** The resource of a failure that belongs to no account: an address that was tried is not kept. */
const unknownAccount = "unknown";

/**
 * Records that somebody was not let in, for passwords and for providers: in the tenant of the account that was tried,
 * else in the first organisation. Who tried is not known, so the actor is the platform's own sign-in. The refusal
 * stands, whether or not it can be recorded: a failure here is logged and not thrown.
 */
export async function recordSignInFailure(
  { database, log }: { database: Database; log: Log },
  failure: FailedSignIn,
): Promise<void> {
  try {
    await database.transaction((transaction) => record(transaction, failure));
  } catch (error) {
    log.error({ request_id: failure.requestId, ...describeError(error) }, "failed sign-in not recorded");
  }
}

async function record(transaction: Transaction, { account, reason, requestId }: FailedSignIn): Promise<void> {
  // Known and unknown accounts take the same two statements: the time of the answer tells nothing.
  const found = await findAccount(transaction, account);
  const root = await findFirstOrganization(transaction);
  const tenant = found?.tenant ?? root;
  if (!tenant) return;
  const isUnknown = found === undefined && reason === "wrong_password";
  await recordAudit(
    transaction,
    { ...systemContext("sign_in", tenant), requestId, channel: "api" },
    {
      action: "person.sign_in",
      resourceKind: "person",
      resourceId: found?.personId ?? unknownAccount,
      decision: "refused",
      reason: isUnknown ? "unknown_account" : reason,
    },
  );
}

async function findAccount(
  transaction: Transaction,
  account: FailedSignIn["account"],
): Promise<{ personId: string; tenant: TenantPlace | null } | undefined> {
  const condition =
    account !== null && "personId" in account
      ? eq(people.id, account.personId)
      : sql`${people.email} = ${account?.email.trim().toLowerCase() ?? ""}`;
  const [row] = await transaction
    .select({ personId: people.id, id: tenants.id, path: tenants.path })
    .from(people)
    .leftJoin(memberships, eq(memberships.personId, people.id))
    .leftJoin(tenants, eq(tenants.id, memberships.tenantId))
    .where(condition);
  if (!row) return undefined;
  const { personId, id, path } = row;
  return { personId, tenant: id === null || path === null ? null : { id, path } };
}
