import { exportJWK, generateKeyPair, type JWK } from "jose";
import Provider, { type Configuration, type KoaContextWithOIDC } from "oidc-provider";
import type { Directory } from "./directory.ts";
import { idTokenClaims, signToken, type TokenDraft } from "./entra-tokens.ts";
import { signOutPage } from "./sign-in-page.ts";
import type { SigningKeys } from "./signing-keys.ts";

/** The registered application, the same in every emulated tenant and in the plain provider. */
export interface Registration {
  clientId: string;
  clientSecret: string;
  /** Where the applications run; their redirect addresses are exact paths below these. */
  webOrigins: Set<string>;
}

interface ProviderInput {
  issuer: string;
  /** Paths and cookies of several providers on one host must not meet. */
  name: string;
  registration: Registration;
  /** The last part of the redirect address. */
  callback: "microsoft" | "oidc";
  configuration: Configuration;
  directory: Directory;
}

/** What an Entra tenant has beside an OpenID provider. */
export interface TenantInput {
  origin: string;
  /** A tenant id, or `organizations`, where people of every tenant sign in. */
  tenant: string;
  graphUrl: string;
  elsewhere: string;
  keys: SigningKeys;
  directory: Directory;
  registration: Registration;
  /** Whose sign-ins are open: session ids of the provider by object id. */
  sessions: Map<string, Set<string>>;
  reshape(draft: TokenDraft): TokenDraft;
}

const frontChannelPath = "/api/auth/front-channel-sign-out";

/**
 * One Entra tenant: the protocol is the real one of `oidc-provider` at Entra's paths. Its ID tokens get Entra's claims
 * and are signed with the emulator's keys, because the tokens of `organizations` have the issuer of the person's tenant.
 */
export async function createTenantProvider(input: TenantInput): Promise<Provider> {
  const { tenant, registration, sessions } = input;
  const provider = await createProvider({
    issuer: `${input.origin}/${tenant}/v2.0`,
    name: tenant,
    registration,
    callback: "microsoft",
    directory: input.directory,
    configuration: {
      routes: {
        authorization: "/oauth2/v2.0/authorize",
        token: "/oauth2/v2.0/token",
        end_session: "/oauth2/v2.0/logout",
        jwks: "/internal/keys",
      },
      scopes: ["openid", "profile", "email", "offline_access", `${input.graphUrl}/.default`],
      features: {
        ...commonFeatures,
        clientCredentials: { enabled: true },
        rpInitiatedLogout: {
          enabled: true,
          logoutSource(context, form) {
            const { session, params } = context.oidc;
            const frames = session?.uid
              ? [...registration.webOrigins].map((web) => frontChannel(web, session.uid))
              : [];
            // Without a hint Entra asks which account it is about.
            context.body = signOutPage(form, frames, !params?.logout_hint);
          },
        },
      },
    },
  });
  provider.use(async (context: KoaContextWithOIDC, next) => {
    await next();
    const { account, code } = tokenExchange(context);
    const body = context.body as { id_token?: string } | undefined;
    if (!body?.id_token || !account || !code) return;
    const person = input.directory.person(account.accountId);
    const sessionId = code.sessionUid ?? "";
    sessions.set(person.objectId, (sessions.get(person.objectId) ?? new Set()).add(sessionId));
    const claims = idTokenClaims(person, {
      origin: input.origin,
      elsewhere: input.elsewhere,
      clientId: registration.clientId,
      nonce: code.nonce,
      sessionId,
      now: Math.floor(Date.now() / 1000),
    });
    const key = input.keys.current;
    body.id_token = await signToken(input.reshape({ header: { alg: "RS256", typ: "JWT", kid: key.kid }, claims, key }));
  });
  return provider;
}

/** An OpenID provider as any other, with ES256 and nothing done to its tokens. */
export async function createPlainProvider(
  input: Pick<TenantInput, "origin" | "directory" | "registration">,
): Promise<Provider> {
  return createProvider({
    issuer: `${input.origin}/plain`,
    name: "plain",
    registration: input.registration,
    callback: "oidc",
    directory: input.directory,
    configuration: {
      claims: {
        profile: ["name", "preferred_username"],
        email: ["email", "email_verified"],
        openid: ["sub", "groups", "roles"],
      },
      conformIdTokenClaims: false,
      features: {
        ...commonFeatures,
        rpInitiatedLogout: {
          enabled: true,
          logoutSource(context, form) {
            context.body = signOutPage(form, [], false);
          },
        },
      },
    },
  });
}

const commonFeatures = { devInteractions: { enabled: false }, userinfo: { enabled: true } } as const;

function frontChannel(webOrigin: string, sessionId: string): string {
  return `${webOrigin}${frontChannelPath}?sid=${encodeURIComponent(sessionId)}`;
}

async function createProvider(input: ProviderInput): Promise<Provider> {
  const { registration, name, directory, callback } = input;
  const redirect = (web: string) => `${web}/api/auth/callback/${callback}`;
  const provider = new Provider(input.issuer, {
    clients: [
      {
        client_id: registration.clientId,
        client_secret: registration.clientSecret,
        grant_types: ["authorization_code", ...(callback === "microsoft" ? ["client_credentials"] : [])],
        redirect_uris: [redirect("http://localhost:3001")],
        post_logout_redirect_uris: ["http://localhost:3001/sign-in"],
        id_token_signed_response_alg: "ES256",
        token_endpoint_auth_method: "client_secret_post",
      },
    ],
    jwks: { keys: [await internalKey()] },
    cookies: {
      keys: [registration.clientSecret],
      names: { session: `session_${name}`, interaction: `interaction_${name}`, resume: `resume_${name}` },
    },
    pkce: { required: () => true },
    ttl: {
      Session: 86_400,
      Interaction: 600,
      Grant: 86_400,
      IdToken: 3600,
      AccessToken: 3600,
      AuthorizationCode: 60,
      ClientCredentials: 3600,
    },
    renderError(context, out) {
      context.type = "text";
      context.body = `${out.error}: ${out.error_description ?? ""}`;
    },
    interactions: { url: (_context, { uid }) => `/${name}/pick-account/${uid}` },
    findAccount(_context, id) {
      const person = directory.person(id);
      return {
        accountId: id,
        claims: () => ({
          sub: id,
          name: person.name,
          preferred_username: person.userName,
          ...(person.email === undefined ? {} : { email: person.email, email_verified: true }),
          groups: person.groups,
          roles: person.roles,
          ...person.claims,
        }),
      };
    },
    /** The administrator consented for everybody. */
    async loadExistingGrant(context) {
      const { client, session } = context.oidc;
      if (!client || !session?.accountId) return undefined;
      const grant = new context.oidc.provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope("openid profile email offline_access");
      await grant.save();
      return grant;
    },
    ...input.configuration,
  });
  // The applications of tests run on ports that are not known yet.
  Object.assign(provider.Client.prototype, {
    redirectUriAllowed: (value: string) => [...registration.webOrigins].some((web) => value === redirect(web)),
    postLogoutRedirectUriAllowed: (value: string) =>
      [...registration.webOrigins].some((web) => value === `${web}/sign-in`),
  });
  return provider;
}

async function internalKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  return { ...(await exportJWK(privateKey)), use: "sig", alg: "ES256" };
}

interface TokenExchange {
  account?: { accountId: string } | undefined;
  code?: { sessionUid?: string | undefined; nonce?: string | undefined } | undefined;
}

function tokenExchange(context: KoaContextWithOIDC): TokenExchange {
  if (context.oidc?.route !== "token") return {};
  const { Account: account, AuthorizationCode: code } = context.oidc.entities;
  return { account, code };
}
