import { AsyncLocalStorage } from "node:async_hooks";
import type { SignInErrorCode } from "@eai/contract";
import { type Database, newId, ProblemError, type Transaction } from "@eai/modules/kernel";
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { APIError } from "better-auth/api";
import type { BetterAuthOptions, DBAdapter } from "better-auth/types";
import { eq } from "drizzle-orm";
import { enrol, type NewPerson, recordSignIn, type SignUpPolicy } from "./enrolment.ts";
import { holdPerson } from "./hold-person.ts";
import { type DirectoryPlace, placeByClaims } from "./providers/placement.ts";
import { noteProviderSession, recordIdentity } from "./providers/record-directory.ts";
import type { DirectorySettings } from "./providers/settings.ts";
import type { VerifiedIdentity } from "./providers/verified-identity.ts";
import { accounts, memberships, people, signIns, signingKeys, verifications } from "./tables.ts";

/** What better-auth calls our tables. */
const schema = {
  user: people,
  session: signIns,
  account: accounts,
  verification: verifications,
  jwks: signingKeys,
};

/** What the adapter must know of the request that better-auth is answering. */
export interface AuthRequestScope {
  requestId: string;
  isSignOut: boolean;
  /** Of the password of a sign-up, made before its transaction begins. */
  passwordHash?: string;
  /** Token of the invitation that a sign-up came with. */
  invitation?: string;
  /** Who a provider's token is about, once it is verified. */
  identity?: VerifiedIdentity;
  /** Why a sign-in with a provider did not go on. */
  failure?: SignInErrorCode;
  /** The sign-in that this request opened. */
  signInId?: string;
}

export const authRequestScope = new AsyncLocalStorage<AuthRequestScope>();

type CreateInput = Parameters<DBAdapter["create"]>[0];
type Handle = Database | Transaction;

/**
 * better-auth's Drizzle adapter, with the platform's own rules where people and sign-ins are written: a person gets
 * their membership, what a directory says of them is noted, and each sign-in and sign-out gets its audit row, in the
 * very transaction that writes them.
 */
export function authAdapter(
  database: Database,
  policy: SignUpPolicy,
  directory: DirectorySettings,
): (options: BetterAuthOptions) => DBAdapter<BetterAuthOptions> {
  return (options) => {
    const plain = (handle: Handle) => drizzleAdapter(handle, { provider: "pg", schema, transaction: true })(options);

    function over(handle: Handle, transaction?: Transaction): DBAdapter {
      const base = plain(handle);
      async function atomically<Value>(
        work: (inside: Transaction, adapter: DBAdapter) => Promise<Value>,
      ): Promise<Value> {
        if (transaction) return work(transaction, base);
        return database.transaction((inside) => work(inside, plain(inside)));
      }
      const create = async (input: CreateInput): Promise<unknown> => {
        const scope = currentScope();
        const { requestId, invitation, identity } = scope;
        const place = identity && placeByClaims(identity, directory);
        if (input.model === "user") {
          return atomically(async (inside, adapter) => {
            const person = await adapter.create<Record<string, unknown>, NewPerson>(input);
            const { id, name, email } = person;
            await enrol(inside, { id, name, email, invitation }, policy, requestId, place).catch(rethrowAsAuthError);
            return person;
          });
        }
        if (input.model === "session") {
          return atomically(async (inside, adapter) => {
            const personId = String(input.data.userId);
            await ensureEnrolled(inside, personId, policy, requestId, place).catch(rethrowAsAuthError);
            if (identity) await recordIdentity(inside, identity, { personId, requestId, settings: directory });
            const signIn = await adapter.create<Record<string, unknown>, { id: string }>(input);
            if (identity) await noteProviderSession(inside, signIn.id, identity);
            scope.signInId = signIn.id;
            await recordSignIn(inside, "person.sign_in", personId, requestId);
            return signIn;
          });
        }
        return base.create(input.model === "account" ? { ...input, data: withoutTokens(input.data) } : input);
      };
      return {
        ...base,
        create: create as DBAdapter["create"],
        async delete(input) {
          const { isSignOut, requestId } = currentScope();
          if (input.model !== "session" || !isSignOut) return base.delete(input);
          await atomically(async (inside, adapter) => {
            const signIn = await adapter.findOne<{ userId: string }>(input);
            await adapter.delete(input);
            if (signIn) await recordSignIn(inside, "person.sign_out", signIn.userId, requestId);
          });
        },
        transaction: (work) => {
          if (transaction) return work(over(transaction, transaction));
          return database.transaction((inside) => work(over(inside, inside)));
        },
      };
    }
    return over(database);
  };
}

/** A provider's tokens are checked once, when they come, and nobody needs them again: they are not kept. */
function withoutTokens({
  accessToken: _accessToken,
  refreshToken: _refreshToken,
  idToken: _idToken,
  ...rest
}: CreateInput["data"]): CreateInput["data"] {
  return rest;
}

/**
 * Sign-in of someone without a membership: a crash, or a provider that makes people in its own way, left them
 * without. They get one by the rules of a sign-up.
 * @throws ProblemError `suspended`, `sign_up_closed`
 */
export async function ensureEnrolled(
  transaction: Transaction,
  personId: string,
  policy: SignUpPolicy,
  requestId: string,
  place?: DirectoryPlace,
): Promise<void> {
  // Two requests may heal the same person at once.
  await holdPerson(transaction, personId);
  const [person] = await transaction
    .select({
      id: people.id,
      name: people.name,
      email: people.email,
      role: memberships.role,
      suspendedAt: memberships.suspendedAt,
    })
    .from(people)
    .leftJoin(memberships, eq(memberships.personId, people.id))
    .where(eq(people.id, personId));
  if (!person) return;
  if (person.role === null) return enrol(transaction, person, policy, requestId, place);
  if (person.suspendedAt) throw new ProblemError("suspended", suspendedSentence);
}

export const suspendedSentence = "This account is suspended. Ask an administrator.";

/** better-auth passes its own kind of error on unchanged and hides every other one. */
function rethrowAsAuthError(error: unknown): never {
  if (!(error instanceof ProblemError)) throw error;
  throw APIError.from("FORBIDDEN", { code: error.code, message: error.message });
}

function currentScope(): AuthRequestScope {
  return authRequestScope.getStore() ?? { requestId: newId("req"), isSignOut: false };
}
