import type { Me } from "@eai/contract";
import { type Context, ProblemError, systemClock } from "@eai/modules/kernel";
import { hashPassword } from "better-auth/crypto";
import { type AuthSettings, authPath, clientAddressHeader, createAuth, passwordLength, signInPath } from "./auth.ts";
import { type AuthRequestScope, authRequestScope } from "./auth-adapter.ts";
import { type Authenticated, createAuthenticate, type IncomingRequest } from "./authenticate.ts";
import { clientAddress } from "./client-address.ts";
import { type Directories, openDirectories } from "./directory/auth-providers.ts";
import { callbackLocation } from "./directory/callback-answer.ts";
import { createEntraTokens, type EntraTokens } from "./directory/entra-access-token.ts";
import { createProviderSignOut } from "./directory/provider-sign-out.ts";
import { createRefreshGroups } from "./directory/refresh-groups.ts";
import { noDirectory, type ProviderId } from "./directory/settings.ts";
import { isReservedEmail } from "./directory/verified-identity.ts";
import { createFailedSignIns } from "./failed-sign-ins.ts";
import { isFirstRun, readMe } from "./people.ts";
import { requireSameOrigin } from "./same-origin.ts";
import { readSignInToken } from "./session-cookie.ts";
import { publicKeys } from "./signing-keys.ts";

export interface IdentityDependencies extends AuthSettings {
  /** Whether `X-Dev-Bypass: true` from this very machine acts as the fixed developer. */
  devBypass: boolean;
}

/** The parts of better-auth that are reachable, and sign-out by a provider. Everything else of it does not exist. */
export const authRoutes = [
  { method: "POST", path: "/sign-up/email" },
  { method: "POST", path: "/sign-in/email" },
  { method: "POST", path: "/sign-in/social" },
  { method: "GET", path: "/callback/microsoft" },
  { method: "GET", path: "/callback/oidc" },
  { method: "POST", path: "/sign-out" },
  { method: "POST", path: "/change-password" },
  { method: "GET", path: "/get-session" },
  { method: "GET", path: "/token" },
  { method: "GET", path: "/jwks" },
  { method: "GET", path: "/front-channel-sign-out" },
] as const;
export type AuthRoute = (typeof authRoutes)[number];

export interface AuthAnswer {
  status: number;
  setCookies: string[];
  /** Seconds, when there were too many requests. */
  retryAfterSeconds: number | undefined;
  body: unknown;
  /** Where the browser is sent. */
  location?: string;
}

export interface Identity {
  authenticate(request: IncomingRequest): Promise<Authenticated | null>;
  /** Has better-auth answer one of `authRoutes`; body and query must be validated before. */
  answerAuth(
    route: AuthRoute,
    request: IncomingRequest,
    body: unknown,
    query?: Readonly<Record<string, string>>,
  ): Promise<AuthAnswer>;
  /** The ways to sign in that are configured, as the sign-in page offers them. */
  signInMethods: readonly ("password" | ProviderId)[];
  /** What people call the provider `oidc`; null without one. */
  oidcName: string | null;
  /** Origins whose sign-out page may show ours in a frame. */
  frontChannelOrigins: readonly string[];
  /** New cookies for a sign-in that is more than a day old. */
  renewSignIn(request: IncomingRequest): Promise<string[]>;
  me(context: Context): Promise<Me>;
  isFirstRun(): Promise<boolean>;
  /** Whether the next person who asks may make an account. */
  isSignUpOpen(): Promise<boolean>;
}

/** Sign-in, people and tenants, over one database. */
export async function createIdentity(dependencies: IdentityDependencies): Promise<Identity> {
  const { database, secret, webOrigin, signUp } = dependencies;
  const directory = dependencies.directory ?? noDirectory;
  const localSignIn = dependencies.localSignIn ?? true;
  const directories = openDirectories(directory, dependencies.log);
  const auth = createAuth(dependencies, directories);
  const providerSignOut = createProviderSignOut(database, directories, { webOrigin, signInPath });
  const failedSignIns = createFailedSignIns(systemClock);
  const { authCookies } = await auth.$context;
  const allowedOrigins = new Set([webOrigin, ...dependencies.trustedOrigins]);
  const authenticate = createAuthenticate({
    database,
    keys: publicKeys(database),
    secret,
    cookieName: authCookies.sessionToken.name,
    webOrigin,
    allowedOrigins,
    signUp,
    devBypass: dependencies.devBypass,
    entra: openEntraTokens(directories),
    refreshGroups: createRefreshGroups({ database, graph: directories.entra?.graph, settings: directory }),
  });
  const signInMethods = [
    ...(directories.entra ? (["microsoft"] as const) : []),
    ...(directories.oidc ? (["oidc"] as const) : []),
    ...(localSignIn ? (["password"] as const) : []),
  ];

  async function answerAuth(
    route: AuthRoute,
    request: IncomingRequest,
    body: unknown,
    query: Readonly<Record<string, string>> = {},
  ): Promise<AuthAnswer> {
    if (route.path === "/front-channel-sign-out") {
      await providerSignOut.endSession(query.sid ?? "", query.iss, request.requestId);
      return { status: 200, setCookies: [], retryAfterSeconds: undefined, body: null };
    }
    requireMethod(signInMethods, route.path, body);
    if (comesFromBrowser(request.headers)) requireSameOrigin(route.method, request.headers, allowedOrigins);
    const email = route.path === "/sign-in/email" ? emailOf(body) : undefined;
    if (email !== undefined) failedSignIns.require(email);
    const init: RequestInit = { method: route.method, headers: passedOn(request) };
    if (route.method === "POST") init.body = JSON.stringify(body ?? {});
    const cookieName = authCookies.sessionToken.name;
    const token = readSignInToken(request.headers.get("cookie") ?? "", cookieName, secret);
    const leaving = route.path === "/sign-out" && token !== undefined ? await providerSignOut.addressFor(token) : null;
    const scope: AuthRequestScope = {
      requestId: request.requestId,
      isSignOut: route.path === "/sign-out",
      ...(route.path === "/sign-up/email" ? await prepareHash(body) : {}),
    };
    const address = new URL(webOrigin + authPath + route.path);
    address.search = new URLSearchParams(query).toString();
    const response = await authRequestScope.run(scope, () => auth.handler(new Request(address, init)));
    if (email !== undefined) {
      if (response.status === 401) failedSignIns.add(email);
      else if (response.ok) failedSignIns.forget(email);
    }
    if (scope.failure !== undefined && route.path === "/sign-in/social") throw providerUnreachable();
    const retryAfter = response.headers.get("x-retry-after");
    const said: unknown = await response.json().catch(() => null);
    return {
      status: response.status,
      setCookies: response.headers.getSetCookie(),
      retryAfterSeconds: retryAfter === null ? undefined : Number(retryAfter),
      body: route.path === "/sign-out" && response.ok ? { ...(said as object), redirect_url: leaving } : said,
      ...(isCallback(route.path) ? { location: callbackLocation(response, scope, webOrigin, signInPath) } : {}),
    };
  }

  return {
    authenticate,
    answerAuth,
    signInMethods,
    oidcName: directory.oidc?.name ?? null,
    frontChannelOrigins: [directory.entra?.authority, directory.oidc?.issuer].flatMap((address) =>
      address === undefined ? [] : [new URL(address).origin],
    ),
    async renewSignIn(request) {
      const answer = await answerAuth(
        { method: "GET", path: "/get-session" },
        { ...request, method: "GET" },
        undefined,
      );
      return answer.status === 200 ? answer.setCookies : [];
    },
    me: (context) => readMe(database, context),
    isFirstRun: () => isFirstRun(database),
    isSignUpOpen: async () => localSignIn && (signUp === "open" || isFirstRun(database)),
  };
}

function openEntraTokens({ entra }: Directories): EntraTokens | undefined {
  const api = entra?.settings.api;
  return entra && api ? createEntraTokens(entra.settings, entra.keys, api) : undefined;
}

function isCallback(path: AuthRoute["path"]): path is `/callback/${ProviderId}` {
  return path.startsWith("/callback/");
}

/**
 * What is not configured does not exist; a password, which people know of, is refused with a sentence.
 * @throws ProblemError `not_found`, `permission_denied`, `sign_up_closed`, or `validation_failed` for a reserved address
 */
function requireMethod(methods: Identity["signInMethods"], path: AuthRoute["path"], body: unknown): void {
  const { provider, email } = (body ?? {}) as { provider?: unknown; email?: unknown };
  const wanted = isCallback(path) ? path.slice("/callback/".length) : path === "/sign-in/social" ? provider : undefined;
  if (wanted !== undefined && !methods.some((method) => method === wanted)) {
    throw new ProblemError("not_found", "There is no such route, or you may not see it.");
  }
  const hasPassword = methods.includes("password");
  const off = "Passwords are turned off here. Sign in with your organisation's account.";
  if (path === "/sign-up/email" && !hasPassword) throw new ProblemError("sign_up_closed", off);
  if ((path === "/sign-in/email" || path === "/change-password") && !hasPassword) {
    throw new ProblemError("permission_denied", off);
  }
  if (path === "/sign-up/email" && typeof email === "string" && isReservedEmail(email)) {
    const message = "Addresses that end in .invalid are nobody's. Give your own.";
    throw new ProblemError("validation_failed", message, { errors: [{ field: "body.email", message }] });
  }
}

function providerUnreachable(): ProblemError {
  return new ProblemError(
    "identity_provider_unavailable",
    "The identity provider cannot be reached right now. Try again in a moment.",
    { retryAfterSeconds: 10 },
  );
}

function emailOf(body: unknown): string | undefined {
  const { email } = (body ?? {}) as { email?: unknown };
  return typeof email === "string" ? email : undefined;
}

/** Programs that sign in send none of these, and have no cookie that another page could misuse. */
function comesFromBrowser(headers: Headers): boolean {
  return headers.has("origin") || headers.has("sec-fetch-site") || headers.has("cookie");
}

/** A password that is too long is refused by better-auth before it would hash it. */
async function prepareHash(body: unknown): Promise<{ passwordHash?: string }> {
  const { password } = (body ?? {}) as { password?: unknown };
  if (typeof password !== "string" || password.length > passwordLength.maximum) return {};
  return { passwordHash: await hashPassword(password) };
}

/** The headers better-auth decides by; what a client may forge about its address stays out. */
const passedOnNames = [
  "cookie",
  "origin",
  "referer",
  "user-agent",
  "sec-fetch-site",
  "sec-fetch-mode",
  "sec-fetch-dest",
];

function passedOn({ headers, peer }: IncomingRequest): Headers {
  const passed = new Headers({ "content-type": "application/json" });
  for (const name of passedOnNames) {
    const value = headers.get(name);
    if (value !== null) passed.set(name, value);
  }
  passed.set(clientAddressHeader, clientAddress(peer, headers.get("x-forwarded-for")));
  return passed;
}
