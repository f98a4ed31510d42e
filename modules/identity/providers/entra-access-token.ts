import { ProblemError } from "@eai/modules/kernel";
import { type SQL, sql } from "drizzle-orm";
import { decodeJwt } from "jose";
import { invalidToken } from "../verify-token.ts";
import { ProviderSignInError } from "./provider-error.ts";
import type { RemoteKeys } from "./remote-keys.ts";
import type { EntraSettings } from "./settings.ts";
import { providerAccount } from "./verified-identity.ts";
import { verifyEntraToken } from "./verify-entra-token.ts";

/** Access tokens of Entra that were given out for our API. */
export interface EntraTokens {
  /** Whether a token says that it is Entra's: which checks it goes through, not whether it passes them. */
  isItsToken(token: string): boolean;
  /**
   * A condition over `people` for the person of a token.
   * @throws ProblemError `unauthenticated` for a token that is not for us, whatever is wrong with it, and
   * `identity_provider_unavailable` when there are no keys to check it with
   */
  personOf(token: string): Promise<SQL>;
}

/** @param api what a token must be for */
export function createEntraTokens(
  settings: EntraSettings,
  keys: RemoteKeys,
  api: NonNullable<EntraSettings["api"]>,
): EntraTokens {
  return {
    isItsToken(token) {
      try {
        return decodeJwt(token).iss?.startsWith(`${settings.authority}/`) ?? false;
      } catch {
        return false;
      }
    },
    async personOf(token) {
      const claims = await verifyEntraToken(token, settings, keys, api.audience).catch((error: unknown) => {
        if (!(error instanceof ProviderSignInError)) throw error;
        if (error.code === "provider_unavailable") throw keysUnavailable(error);
        throw invalidToken(error);
      });
      // Neither an ID token nor a token of an application without a person has a scope.
      const scopes = claims.scp?.split(" ") ?? [];
      if (!scopes.includes(api.scope) || claims.idtyp === "app") throw invalidToken();
      const { accountId } = providerAccount("microsoft", claims.tid, claims.oid);
      return sql`people.id = (
        select user_id from accounts where provider_id = 'microsoft' and account_id = ${accountId})`;
    },
  };
}

/** The token is right, but nobody is known by it: only a sign-in makes an account. */
export function unknownEntraPerson(): ProblemError {
  return new ProblemError(
    "unauthenticated",
    "Nobody has signed in with this account yet. Sign in to the web app once.",
  );
}

function keysUnavailable(cause: unknown): ProblemError {
  return new ProblemError(
    "identity_provider_unavailable",
    "The token cannot be checked, as the identity provider cannot be reached. Try again in a moment.",
    { cause, retryAfterSeconds: 10 },
  );
}
