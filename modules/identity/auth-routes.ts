import { ProblemError } from "@eai/modules/kernel";
import type { ProviderId } from "./providers/settings.ts";
import { isReservedEmail } from "./providers/verified-identity.ts";

/** The parts of better-auth that are reachable, and sign-out by a provider. Everything else of it does not exist. */
export const authRoutes = [
  { method: "POST", path: "/sign-up/email" },
  { method: "POST", path: "/sign-in/email" },
  { method: "POST", path: "/sign-in/social" },
  { method: "GET", path: "/callback/microsoft" },
  { method: "GET", path: "/callback/oidc" },
  { method: "POST", path: "/sign-out" },
  { method: "GET", path: "/front-channel-sign-out" },
  { method: "POST", path: "/change-password" },
  { method: "GET", path: "/get-session" },
  { method: "GET", path: "/token" },
  { method: "GET", path: "/jwks" },
] as const;
export type AuthRoute = (typeof authRoutes)[number];

/** A way to sign in. */
export type SignInMethod = "password" | ProviderId;

export function isCallback(path: AuthRoute["path"]): path is `/callback/${ProviderId}` {
  return path.startsWith("/callback/");
}

/**
 * What is not configured does not exist; a password, which people know of, is refused with a sentence.
 * @throws ProblemError `not_found`, `permission_denied`, `sign_up_closed`, or `validation_failed` for an address that
 * is kept for people of a directory
 */
export function requireMethod(methods: readonly SignInMethod[], path: AuthRoute["path"], body: unknown): void {
  const { provider, email } = (body ?? {}) as { provider?: unknown; email?: unknown };
  const wanted = isCallback(path) ? path.slice("/callback/".length) : path === "/sign-in/social" ? provider : undefined;
  if (wanted !== undefined && !methods.some((method) => method === wanted)) {
    throw new ProblemError("not_found", "There is no such route, or you may not see it.");
  }
  const isOff = !methods.includes("password");
  const off = "Passwords are turned off here. Sign in with your organisation's account.";
  if (isOff && path === "/sign-up/email") throw new ProblemError("sign_up_closed", off);
  if (isOff && (path === "/sign-in/email" || path === "/change-password")) {
    throw new ProblemError("permission_denied", off);
  }
  if (path === "/sign-up/email" && typeof email === "string" && isReservedEmail(email)) {
    const message = "Addresses that end in .invalid are nobody's. Give your own.";
    throw new ProblemError("validation_failed", message, { errors: [{ field: "body.email", message }] });
  }
}
