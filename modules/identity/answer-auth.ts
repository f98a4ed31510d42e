import { type Database, describeError, type Log, ProblemError, systemClock } from "@eai/modules/kernel";
import { hashPassword } from "better-auth/crypto";
import { authPath, clientAddressHeader, type createAuth, passwordLength, signInPath } from "./auth.ts";
import { type AuthRequestScope, authRequestScope } from "./auth-adapter.ts";
import { type AuthRoute, isCallback, requireMethod, type SignInMethod } from "./auth-routes.ts";
import type { IncomingRequest } from "./authenticate.ts";
import { clientAddress } from "./client-address.ts";
import type { SignUpPolicy } from "./enrolment.ts";
import { createFailedSignIns } from "./failed-sign-ins.ts";
import type { Directories } from "./providers/auth-providers.ts";
import { callbackError, callbackLocation } from "./providers/callback-answer.ts";
import { createProviderSignOut } from "./providers/provider-sign-out.ts";
import { recordProviderFailure } from "./providers/record-provider-failure.ts";
import { requireSameOrigin } from "./same-origin.ts";
import { readSignInToken } from "./session-cookie.ts";
import { recordSignInFailure, type SignInFailure } from "./sign-in-failures.ts";
import { requireOpenSignUp } from "./sign-up-door.ts";

export interface AuthAnswer {
  status: number;
  setCookies: string[];
  /** Seconds, when there were too many requests. */
  retryAfterSeconds: number | undefined;
  body: unknown;
  /** Where the browser is sent. */
  location?: string;
}

export type AnswerAuth = (
  route: AuthRoute,
  request: IncomingRequest,
  body: unknown,
  query?: Readonly<Record<string, string>>,
) => Promise<AuthAnswer>;

interface AnswerAuthDependencies {
  database: Database;
  log: Log;
  auth: ReturnType<typeof createAuth>;
  directories: Directories;
  methods: readonly SignInMethod[];
  signUp: SignUpPolicy;
  secret: string;
  cookieName: string;
  webOrigin: string;
  allowedOrigins: ReadonlySet<string>;
}

/**
 * Has better-auth answer a route, and does around it what it does not: origin, limits for each account, the audit of
 * failures, and where a browser goes that comes back from a provider.
 */
export function createAnswerAuth(dependencies: AnswerAuthDependencies): AnswerAuth {
  const { database, auth, webOrigin, log } = dependencies;
  const failedSignIns = createFailedSignIns(systemClock);
  const signOut = createProviderSignOut(database, dependencies.directories, { webOrigin, signInPath });

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

  /** Where to sign out at the provider too; read while the sign-in is still there. */
  async function signOutAddress(headers: Headers): Promise<string | null> {
    const token = readSignInToken(headers.get("cookie") ?? "", dependencies.cookieName, dependencies.secret);
    return token === undefined ? null : signOut.addressFor(token);
  }

  return async (route, request, body, query = {}) => {
    const { path, method } = route;
    const { requestId } = request;
    if (path === "/front-channel-sign-out") {
      await signOut.endSession(query.sid ?? "", query.iss, requestId);
      return { status: 200, setCookies: [], retryAfterSeconds: undefined, body: null };
    }
    requireMethod(dependencies.methods, path, body);
    if (comesFromBrowser(request.headers)) requireSameOrigin(method, request.headers, dependencies.allowedOrigins);
    const email = path === "/sign-in/email" ? emailOf(body) : undefined;
    if (email !== undefined) await requireMoreAttempts(email, requestId);
    const leaving = path === "/sign-out" ? await signOutAddress(request.headers) : null;
    const init: RequestInit = { method, headers: passedOn(request) };
    const { invitation, rest } = splitInvitation(route, body);
    if (path === "/sign-up/email") {
      await requireOpenSignUp(database, dependencies.signUp, { email: emailOf(body) ?? "", invitation });
    }
    if (method === "POST") init.body = JSON.stringify(rest ?? {});
    const scope: AuthRequestScope = {
      requestId,
      isSignOut: path === "/sign-out",
      ...(path === "/sign-up/email" ? await prepareHash(body) : {}),
      ...(invitation === undefined ? {} : { invitation }),
    };
    const address = new URL(webOrigin + authPath + path);
    address.search = new URLSearchParams(query).toString();
    const response = await authRequestScope.run(scope, async () =>
      auth.handler(new Request(address, init)).catch((error: unknown) => {
        if (path === "/sign-in/social" && scope.failure) throw providerUnreachable(error);
        if (!isCallback(path)) throw error;
        // A browser that comes back from a provider is shown a page, whatever happened.
        log.error({ request_id: requestId, ...describeError(error) }, "sign-in with a provider failed");
        return new Response(null, { status: 500 });
      }),
    );
    if (email !== undefined) {
      if (response.ok) failedSignIns.forget(email);
      else if (response.status !== 401) failedSignIns.takeBack(email);
    }
    const answer = await readAnswer(response);
    if (isCallback(path)) {
      const error = callbackError(response, scope, webOrigin);
      if (error) await recordProviderFailure(dependencies, error, scope);
      return { ...answer, location: callbackLocation(response, error, webOrigin, signInPath) };
    }
    if (path === "/sign-out" && response.ok) return { ...answer, body: { success: true, redirect_url: leaving } };
    const reason = email === undefined ? undefined : failureOf(answer);
    if (email !== undefined && reason) await recordFailure(email, reason, requestId);
    return answer;
  };
}

async function readAnswer(response: Response): Promise<AuthAnswer> {
  const retryAfter = response.headers.get("x-retry-after");
  return {
    status: response.status,
    setCookies: response.headers.getSetCookie(),
    retryAfterSeconds: retryAfter === null ? undefined : Number(retryAfter),
    body: await response.json().catch(() => null),
  };
}

function providerUnreachable(cause: unknown): ProblemError {
  return new ProblemError(
    "identity_provider_unavailable",
    "The identity provider cannot be reached right now. Try again in a moment.",
    { cause, retryAfterSeconds: 10 },
  );
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
