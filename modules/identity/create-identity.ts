import type { Me } from "@eai/contract";
import { type Context, systemClock } from "@eai/modules/kernel";
import { hashPassword } from "better-auth/crypto";
import { type ApiKeyVerbs, apiKeyVerbs } from "./api-keys.ts";
import { type AuthSettings, authPath, clientAddressHeader, createAuth, passwordLength } from "./auth.ts";
import { authRequestScope } from "./auth-adapter.ts";
import { createAuthenticate, type IncomingRequest } from "./authenticate.ts";
import type { Authenticated } from "./authenticated-person.ts";
import { clientAddress } from "./client-address.ts";
import { type DirectoryConnectionVerbs, directoryConnectionVerbs } from "./directory-connections.ts";
import { createFailedSignIns } from "./failed-sign-ins.ts";
import { isFirstRun, readMe } from "./people.ts";
import { type PersonView, viewPerson } from "./person-view.ts";
import { requireSameOrigin } from "./same-origin.ts";
import { createScim, type Scim } from "./scim/create-scim.ts";
import { recordSignInFailure, type SignInFailure } from "./sign-in-failures.ts";
import { type SignInVerbs, signInVerbs } from "./sign-ins.ts";
import { publicKeys } from "./signing-keys.ts";

export interface IdentityDependencies extends AuthSettings {
  /** Whether `X-Dev-Bypass: true` from this very machine acts as the fixed developer. */
  devBypass: boolean;
}

/** The parts of better-auth that are reachable. Everything else of it does not exist. */
export const authRoutes = [
  { method: "POST", path: "/sign-up/email" },
  { method: "POST", path: "/sign-in/email" },
  { method: "POST", path: "/sign-out" },
  { method: "POST", path: "/change-password" },
  { method: "GET", path: "/get-session" },
  { method: "GET", path: "/token" },
  { method: "GET", path: "/jwks" },
] as const;
export type AuthRoute = (typeof authRoutes)[number];

export interface AuthAnswer {
  status: number;
  setCookies: string[];
  /** Seconds, when there were too many requests. */
  retryAfterSeconds: number | undefined;
  body: unknown;
}

export interface Identity extends ApiKeyVerbs, SignInVerbs, DirectoryConnectionVerbs {
  authenticate(request: IncomingRequest): Promise<Authenticated | null>;
  /** Has better-auth answer one of `authRoutes`; the body must be validated before. */
  answerAuth(route: AuthRoute, request: IncomingRequest, body: unknown): Promise<AuthAnswer>;
  /** New cookies for a sign-in that is more than a day old. */
  renewSignIn(request: IncomingRequest): Promise<string[]>;
  me(context: Context): Promise<Me>;
  /** Another person's context, for explaining; see `viewPerson`. @throws ProblemError `not_found` */
  viewPerson(context: Context, personId: string): Promise<PersonView>;
  scim: Scim;
  isFirstRun(): Promise<boolean>;
  /** Whether the next person who asks may make an account. */
  isSignUpOpen(): Promise<boolean>;
}

/** Sign-in, people and tenants, over one database. */
export async function createIdentity(dependencies: IdentityDependencies): Promise<Identity> {
  const { database, secret, webOrigin, signUp } = dependencies;
  const auth = createAuth(dependencies);
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
    log: dependencies.log,
  });

  async function answerAuth(route: AuthRoute, request: IncomingRequest, body: unknown): Promise<AuthAnswer> {
    if (comesFromBrowser(request.headers)) requireSameOrigin(route.method, request.headers, allowedOrigins);
    const email = route.path === "/sign-in/email" ? emailOf(body) : undefined;
    if (email !== undefined) await requireMoreAttempts(email, request.requestId);
    const init: RequestInit = { method: route.method, headers: passedOn(request) };
    const { invitation, rest } = splitInvitation(route, body);
    if (route.method === "POST") init.body = JSON.stringify(rest ?? {});
    const scope = {
      requestId: request.requestId,
      isSignOut: route.path === "/sign-out",
      ...(route.path === "/sign-up/email" ? await prepareHash(body) : {}),
      ...(invitation === undefined ? {} : { invitation }),
    };
    const response = await authRequestScope.run(scope, () =>
      auth.handler(new Request(webOrigin + authPath + route.path, init)),
    );
    if (email !== undefined) {
      if (response.ok) failedSignIns.forget(email);
      else if (response.status !== 401) failedSignIns.takeBack(email);
    }
    const retryAfter = response.headers.get("x-retry-after");
    const answer: AuthAnswer = {
      status: response.status,
      setCookies: response.headers.getSetCookie(),
      retryAfterSeconds: retryAfter === null ? undefined : Number(retryAfter),
      body: await response.json().catch(() => null),
    };
    const reason = email === undefined ? undefined : failureOf(answer);
    if (email !== undefined && reason) await recordFailure(email, reason, request.requestId);
    return answer;
  }

  function recordFailure(email: string, reason: SignInFailure, requestId: string): Promise<void> {
    return recordSignInFailure(dependencies, { account: { email }, reason, requestId });
  }

  /** Recorded once for each time the door closes, not for each attempt that finds it closed: those could fill the log. */
  async function requireMoreAttempts(email: string, requestId: string): Promise<void> {
    const refusal = failedSignIns.refusal(email);
    if (refusal === null) return failedSignIns.add(email);
    if (refusal.isFirst) await recordFailure(email, "too_many_attempts", requestId);
    throw refusal.error;
  }

  return {
    ...apiKeyVerbs(database),
    ...signInVerbs(database),
    ...directoryConnectionVerbs(database, webOrigin),
    scim: createScim(database, webOrigin, dependencies.log),
    authenticate,
    answerAuth,
    async renewSignIn(request) {
      const answer = await answerAuth(
        { method: "GET", path: "/get-session" },
        { ...request, method: "GET" },
        undefined,
      );
      return answer.status === 200 ? answer.setCookies : [];
    },
    me: (context) => readMe(database, context),
    viewPerson: (context, personId) => viewPerson(database, context, personId),
    isFirstRun: () => isFirstRun(database),
    isSignUpOpen: async () => signUp === "open" || isFirstRun(database),
  };
}

/** Why a sign-in with a password was refused; undefined when it was not, or for nothing that the account is about. */
function failureOf({ status, body }: AuthAnswer): SignInFailure | undefined {
  if (status === 401) return "wrong_password";
  const { code } = (body ?? {}) as { code?: unknown };
  return code === "suspended" || code === "sign_up_closed" ? code : undefined;
}

function emailOf(body: unknown): string | undefined {
  const { email } = (body ?? {}) as { email?: unknown };
  return typeof email === "string" ? email : undefined;
}

/** The invitation is for us; better-auth is not told of it. */
function splitInvitation(route: AuthRoute, body: unknown): { invitation?: string; rest: unknown } {
  if (route.path !== "/sign-up/email" || typeof body !== "object" || body === null) return { rest: body };
  const { invitation, ...rest } = body as { invitation?: unknown };
  return typeof invitation === "string" ? { invitation, rest } : { rest };
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
