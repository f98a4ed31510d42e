import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type Provider from "oidc-provider";
import { listenOnLoopback } from "../listen-on-loopback.ts";
import { createDirectory, type Directory, type EmulatedPerson } from "./directory.ts";
import { accessTokenClaims, signToken, type TokenDraft } from "./entra-tokens.ts";
import { answerGraph, type GraphEmulator } from "./graph.ts";
import { createPlainProvider, createTenantProvider, type Registration } from "./provider.ts";
import { answerSignInPage } from "./sign-in-page.ts";
import { createSigningKeys, type SigningKeys } from "./signing-keys.ts";

export interface IdentityEmulatorOptions {
  /** Default: any free one; Graph listens on the next free one. */
  port?: number;
  /** Web origins of applications that may sign people in. More can be added later. */
  webOrigins?: readonly string[];
  homeTenantId?: string;
  /** Of the registered application. Default: a new one. */
  clientId?: string;
  clientSecret?: string;
}

/** Entra ID with several tenants, Microsoft Graph, and a plain OpenID provider, on this machine. */
export interface IdentityEmulator extends AsyncDisposable {
  /** What `ENTRA_AUTHORITY` is set to. */
  url: string;
  /** What `ENTRA_GRAPH_URL` is set to. */
  graphUrl: string;
  /** The issuer of the plain OpenID provider. */
  plainIssuer: string;
  clientId: string;
  clientSecret: string;
  apiAudience: string;
  directory: Directory;
  keys: SigningKeys;
  graph: GraphEmulator;
  /** Requests to a host that nobody has a reason to ask; a token and Graph name it. */
  strayRequests: string[];
  /** Changes each ID token before it is signed, until it is taken away. */
  forge: ((draft: TokenDraft) => TokenDraft) | undefined;
  /** While true every answer of Entra is a 503. */
  isDown: boolean;
  addWebOrigin(origin: string): void;
  /** Session ids (`sid`) the provider gave for a person. */
  sessionsOf(person: EmulatedPerson): string[];
  /** An access token for the API, as Entra gives it to another application. */
  accessToken(person: EmulatedPerson, change?: (draft: TokenDraft) => TokenDraft): Promise<string>;
  /** The product's variables for sign-in with this Entra. */
  entraEnvironment(): Record<string, string>;
  /** The product's variables for sign-in with the plain provider. */
  oidcEnvironment(): Record<string, string>;
  close(): Promise<void>;
}

/** Starts the emulator on the loopback address. */
export async function startIdentityEmulator(options: IdentityEmulatorOptions = {}): Promise<IdentityEmulator> {
  const homeTenantId = options.homeTenantId ?? randomUUID();
  const registration: Registration = {
    clientId: options.clientId ?? randomUUID(),
    clientSecret: options.clientSecret ?? randomUUID(),
    webOrigins: new Set(options.webOrigins),
  };
  const directory = createDirectory(homeTenantId);
  const keys = await createSigningKeys();
  const graph: GraphEmulator = { mode: "up", pageSize: 999, requests: [] };
  const sessions = new Map<string, Set<string>>();
  const strayRequests: string[] = [];
  const providers = new Map<string, Promise<Provider>>();

  const entra = await listenOnLoopback((request, response) => answer(request, response), options.port ?? 0);
  const elsewhere = await listenOnLoopback(async (request, response) => {
    strayRequests.push(request.url ?? "");
    response.end("{}");
  }, 0);
  const graphServer = await listenOnLoopback(
    (request, response) =>
      answerGraph(
        { directory, graph, graphUrl: graphServer.url, elsewhere: elsewhere.url, acceptsToken },
        request,
        response,
      ),
    options.port ? options.port + 1 : 0,
  );
  const origin = entra.url;

  function providerOf(name: string): Promise<Provider> {
    const known = providers.get(name);
    if (known) return known;
    const made =
      name === "plain"
        ? createPlainProvider({ origin, directory, registration })
        : createTenantProvider({
            origin,
            tenant: name,
            graphUrl: graphServer.url,
            elsewhere: elsewhere.url,
            keys,
            directory,
            registration,
            sessions,
            reshape: (draft) => emulator.forge?.(draft) ?? draft,
          });
    providers.set(name, made);
    return made;
  }

  async function acceptsToken(token: string, tenantId: string): Promise<boolean> {
    const provider = await providerOf(tenantId);
    const found = await provider.ClientCredentials.find(token);
    return found?.scope === `${graphServer.url}/.default`;
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? "/", origin).pathname;
    const [, name = "", rest = ""] = /^\/([\w-]+)(\/.*)?$/.exec(path) ?? [];
    const isTenant = name === "organizations" || directory.people.some(({ tenantId }) => tenantId === name);
    if (emulator.isDown) return void response.writeHead(503).end();
    if (name !== "plain" && name !== homeTenantId && !isTenant) return void response.writeHead(404).end();
    if (name !== "plain" && rest === "/v2.0/.well-known/openid-configuration")
      return sendJson(response, discovery(name));
    if (name !== "plain" && rest === "/discovery/v2.0/keys") {
      keys.fetches++;
      return sendJson(response, keys.publish(origin, name));
    }
    const provider = await providerOf(name);
    if (rest.startsWith("/pick-account/")) {
      const shown = directory.people.filter(({ tenantId }) => isShared(name) || tenantId === name);
      return answerSignInPage(provider, shown, request, response);
    }
    // Mounted below the tenant: `oidc-provider` works out the prefix from the two addresses.
    const whole = request.url ?? "/";
    Object.assign(request, { originalUrl: whole, url: whole.slice(name.length + 1) });
    await provider.callback()(request, response);
  }

  /** As Entra describes a tenant; that of `organizations` has a place to fill in for its issuer. */
  function discovery(tenant: string): object {
    const base = `${origin}/${tenant}`;
    return {
      issuer: `${origin}/${isShared(tenant) ? "{tenantid}" : tenant}/v2.0`,
      authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
      token_endpoint: `${base}/oauth2/v2.0/token`,
      token_endpoint_auth_methods_supported: ["client_secret_post", "private_key_jwt"],
      jwks_uri: `${base}/discovery/v2.0/keys`,
      end_session_endpoint: `${base}/oauth2/v2.0/logout`,
      response_types_supported: ["code"],
      subject_types_supported: ["pairwise"],
      id_token_signing_alg_values_supported: ["RS256"],
      frontchannel_logout_supported: true,
    };
  }

  const apiAudience = registration.clientId;
  const emulator: IdentityEmulator = {
    url: origin,
    graphUrl: graphServer.url,
    plainIssuer: `${origin}/plain`,
    clientId: registration.clientId,
    clientSecret: registration.clientSecret,
    apiAudience,
    directory,
    keys,
    graph,
    strayRequests,
    forge: undefined,
    isDown: false,
    addWebOrigin: (web) => void registration.webOrigins.add(web),
    sessionsOf: ({ objectId }) => [...(sessions.get(objectId) ?? [])],
    async accessToken(person, change = (draft) => draft) {
      const now = Math.floor(Date.now() / 1000);
      const wanted = { origin, audience: apiAudience, clientId: registration.clientId, scope: "access_as_user", now };
      const key = keys.current;
      const header = { alg: "RS256", typ: "JWT", kid: key.kid };
      return signToken(change({ header, claims: accessTokenClaims(person, wanted), key }));
    },
    entraEnvironment: () => ({
      ENTRA_TENANT_ID: homeTenantId,
      ENTRA_CLIENT_ID: registration.clientId,
      ENTRA_CLIENT_SECRET: registration.clientSecret,
      ENTRA_AUTHORITY: origin,
      ENTRA_GRAPH_URL: graphServer.url,
      ENTRA_API_AUDIENCE: apiAudience,
    }),
    oidcEnvironment: () => ({
      OIDC_ISSUER: `${origin}/plain`,
      OIDC_CLIENT_ID: registration.clientId,
      OIDC_CLIENT_SECRET: registration.clientSecret,
      OIDC_NAME: "Plain OpenID",
    }),
    async close() {
      await Promise.all([entra, graphServer, elsewhere].map(({ close }) => close()));
    },
    [Symbol.asyncDispose]: () => emulator.close(),
  };
  return emulator;
}

function isShared(name: string): boolean {
  return name === "organizations" || name === "plain";
}

function sendJson(response: ServerResponse, body: object): void {
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(body));
}
