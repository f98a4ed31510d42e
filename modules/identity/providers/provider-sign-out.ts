import type { Database } from "@eai/modules/kernel";
import { and, eq, gt, inArray, sql } from "drizzle-orm";
import { recordSignIn } from "../enrolment.ts";
import { signIns } from "../tables.ts";
import type { Directories } from "./auth-providers.ts";
import { isProviderId, type ProviderId } from "./settings.ts";

export interface ProviderSignOut {
  /**
   * Where the browser signs out at the provider too, for the sign-in with this token; null when there is nothing to
   * sign out of. To be read before the sign-in ends.
   */
  addressFor(signInToken: string): Promise<string | null>;
  /**
   * Ends the sign-ins that came from a session of a provider. Called by its sign-out page in a frame, where no cookie
   * of ours is sent: only somebody who knows the id of the session can.
   */
  endSession(sessionId: string, issuer: string | undefined, requestId: string): Promise<void>;
}

const longestSessionId = 300;

export function createProviderSignOut(
  database: Database,
  directories: Directories,
  { webOrigin, signInPath }: { webOrigin: string; signInPath: string },
): ProviderSignOut {
  async function endpointOf(
    providerId: ProviderId,
  ): Promise<{ endpoint: string | undefined; clientId: string } | null> {
    const { entra, oidc } = directories;
    if (providerId === "microsoft" && entra) {
      const { authority, tenantId, clientId } = entra.settings;
      return { endpoint: `${authority}/${tenantId}/oauth2/v2.0/logout`, clientId };
    }
    if (providerId === "oidc" && oidc) {
      // While the provider is out of reach one can at least sign out here.
      const discovery = await oidc.document.read().catch(() => undefined);
      return { endpoint: discovery?.endSessionEndpoint, clientId: oidc.settings.clientId };
    }
    return null;
  }

  return {
    async addressFor(token) {
      const [signIn] = await database
        .select({ providerId: signIns.providerId, logoutHint: signIns.logoutHint })
        .from(signIns)
        .where(and(eq(signIns.token, token), gt(signIns.expiresAt, sql`now()`)));
      if (!signIn || !isProviderId(signIn.providerId)) return null;
      const found = await endpointOf(signIn.providerId);
      if (!found?.endpoint) return null;
      const address = new URL(found.endpoint);
      address.searchParams.set("client_id", found.clientId);
      address.searchParams.set("post_logout_redirect_uri", webOrigin + signInPath);
      if (signIn.logoutHint !== null) address.searchParams.set("logout_hint", signIn.logoutHint);
      return address.href;
    },
    async endSession(sessionId, issuer, requestId) {
      if (sessionId === "" || sessionId.length > longestSessionId) return;
      const providers = providersOf(directories, issuer);
      if (providers.length === 0) return;
      await database.transaction(async (transaction) => {
        const ended = await transaction
          .delete(signIns)
          .where(and(eq(signIns.providerSessionId, sessionId), inArray(signIns.providerId, providers)))
          .returning({ personId: signIns.userId });
        for (const { personId } of ended) await recordSignIn(transaction, "person.sign_out", personId, requestId);
      });
    },
  };
}

/** Entra names no issuer at a sign-out; where one is named it has to be the provider's. */
function providersOf({ entra, oidc }: Directories, issuer: string | undefined): ProviderId[] {
  const isEntra = entra && (issuer === undefined || issuer.startsWith(`${entra.settings.authority}/`));
  const isOidc = oidc && (issuer === undefined || issuer === oidc.document.known()?.issuer);
  return [...(isEntra ? (["microsoft"] as const) : []), ...(isOidc ? (["oidc"] as const) : [])];
}
