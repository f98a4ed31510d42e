import { type Log, systemClock } from "@eai/modules/kernel";
import { createAuthorizationURL, type OAuthProvider } from "better-auth/oauth2";
import type { BetterAuthPlugin } from "better-auth/types";
import { authRequestScope } from "../auth-adapter.ts";
import { readEntraIdentity } from "./entra-identity.ts";
import { createGraphGroups, type GraphGroups } from "./graph-groups.ts";
import { createOidcDocument, type OidcDocument } from "./oidc-discovery.ts";
import { readOidcIdentity } from "./oidc-identity.ts";
import { ProviderSignInError } from "./provider-error.ts";
import { redeemCode } from "./redeem-code.ts";
import { createRemoteKeys, type RemoteKeys } from "./remote-keys.ts";
import type { DirectorySettings, EntraSettings, OidcSettings, ProviderId } from "./settings.ts";
import { providerAccount, type VerifiedIdentity } from "./verified-identity.ts";

const scopes = ["openid", "profile", "email"];

/** What is kept of the providers while the process runs: keys, discovery, tokens for Graph. */
export interface Directories {
  entra: { settings: EntraSettings; keys: RemoteKeys; graph: GraphGroups | undefined } | undefined;
  oidc: { settings: OidcSettings; document: OidcDocument } | undefined;
}

export function openDirectories({ entra, oidc }: DirectorySettings, log: Log): Directories {
  return {
    entra: entra && { settings: entra, keys: entraKeys(entra), graph: entraGraph(entra, log) },
    oidc: oidc && { settings: oidc, document: createOidcDocument(oidc.issuer) },
  };
}

function entraKeys({ authority, tenantId }: EntraSettings): RemoteKeys {
  return createRemoteKeys(async () => `${authority}/${tenantId}/discovery/v2.0/keys`, systemClock);
}

function entraGraph(settings: EntraSettings, log: Log): GraphGroups | undefined {
  const { graphUrl } = settings;
  return graphUrl === undefined ? undefined : createGraphGroups({ ...settings, graphUrl }, log);
}

/**
 * The providers as better-auth knows them. It keeps state, nonce and PKCE of a sign-in; the code is redeemed and the
 * token checked here, and what the token says travels in the scope of the request to where the sign-in is written.
 */
export function directoryProviders(directories: Directories, log: Log): BetterAuthPlugin {
  const providers = [
    ...(directories.entra ? [entraProvider(directories.entra, log)] : []),
    ...(directories.oidc ? [oidcProvider(directories.oidc, log)] : []),
  ];
  return { id: "directory-providers", init: () => ({ context: { socialProviders: providers } }) };
}

function entraProvider(entra: NonNullable<Directories["entra"]>, log: Log): OAuthProvider {
  const { settings } = entra;
  const base = `${settings.authority}/${settings.tenantId}/oauth2/v2.0`;
  return providerOf({
    id: "microsoft",
    log,
    endpoints: async () => ({ authorization: `${base}/authorize`, token: `${base}/token`, secretIn: "body" as const }),
    client: settings,
    identify: (idToken, nonce) => readEntraIdentity(idToken, nonce, entra),
  });
}

function oidcProvider({ settings, document }: NonNullable<Directories["oidc"]>, log: Log): OAuthProvider {
  const provider = providerOf({
    id: "oidc",
    log,
    async endpoints() {
      const { authorizationEndpoint, tokenEndpoint, secretIn } = await document.read();
      return { authorization: authorizationEndpoint, token: tokenEndpoint, secretIn };
    },
    client: settings,
    identify: (idToken, nonce) => readOidcIdentity(idToken, nonce, settings, document),
  });
  // Compared with `iss` of the answer, so that no answer of another provider is taken for this one's (RFC 9207).
  return Object.defineProperty(provider, "issuer", { get: () => document.known()?.issuer });
}

interface ProviderInput {
  id: ProviderId;
  log: Log;
  client: { clientId: string; clientSecret: string };
  endpoints(): Promise<{ authorization: string; token: string; secretIn: "header" | "body" }>;
  identify(idToken: string, nonce: string | undefined): Promise<VerifiedIdentity>;
}

function providerOf({ id, log, client, endpoints, identify }: ProviderInput): OAuthProvider {
  /** Keeps the code of a failure for the answer, as better-auth only passes on that there was one. */
  async function noting<Value>(work: () => Promise<Value>): Promise<Value | null> {
    return work().catch((error: unknown) => {
      if (!(error instanceof ProviderSignInError)) throw error;
      note(error);
      return null;
    });
  }
  function note(error: ProviderSignInError): void {
    const cause = error.cause instanceof Error ? error.cause.message : undefined;
    log.warn({ part: "sign-in", provider: id, code: error.code, cause }, error.message);
    const scope = authRequestScope.getStore();
    if (scope) scope.failure = error.code;
  }
  return {
    id,
    name: id,
    requiresIdTokenNonce: true,
    accountSubject: ({ profile }) => (profile as { accountId: string }).accountId,
    async createAuthorizationURL({ state, codeVerifier, redirectURI, idTokenNonce }) {
      const { authorization } = await endpoints().catch((error: unknown) => {
        if (error instanceof ProviderSignInError) note(error);
        throw error;
      });
      return createAuthorizationURL({
        id,
        options: { clientId: client.clientId },
        authorizationEndpoint: authorization,
        state,
        codeVerifier,
        scopes,
        redirectURI,
        ...(idTokenNonce === undefined ? {} : { nonce: idTokenNonce }),
      });
    },
    validateAuthorizationCode: ({ code, codeVerifier, redirectURI }) =>
      noting(async () => {
        const { token, secretIn } = await endpoints();
        // The ID token alone: the others would only be there to be stolen.
        return { idToken: await redeemCode({ address: token, secretIn, ...client, code, codeVerifier, redirectURI }) };
      }),
    getUserInfo: ({ idToken, expectedIdTokenNonce }) =>
      noting(async () => {
        const identity = await identify(idToken ?? "", expectedIdTokenNonce);
        const scope = authRequestScope.getStore();
        if (!scope) throw new Error("A sign-in with a provider runs outside of a request.");
        scope.identity = identity;
        const { directoryTenantId, issuer, objectId } = identity;
        const { accountId, email } = providerAccount(id, directoryTenantId ?? issuer, objectId);
        return { user: { name: identity.name || "Unnamed", email, emailVerified: false }, data: { accountId } };
      }),
  };
}
