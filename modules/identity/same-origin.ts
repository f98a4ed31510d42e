import { ProblemError } from "@eai/modules/kernel";

const safeMethods: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Refuses a change that another site's page could have sent with this browser's cookie.
 * @param allowed origins whose pages may; the web app's own among them
 * @throws ProblemError `permission_denied`
 */
export function requireSameOrigin(method: string, headers: Headers, allowed: ReadonlySet<string>): void {
  if (safeMethods.has(method)) return;
  const origin = headers.get("origin");
  if (origin !== null ? allowed.has(origin) : headers.get("sec-fetch-site") === "same-origin") return;
  throw new ProblemError(
    "permission_denied",
    "This request did not come from the web app's own pages. Programs send a bearer token instead of the cookie.",
  );
}
