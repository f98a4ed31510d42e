/** Where people land who were not on their way anywhere. */
export const homePath = "/chat";

/**
 * The page to open after signing in. Only a path of this origin is accepted, so that a link to the sign-in page cannot
 * lead to another site afterwards (`//evil.example`, `/\evil.example` and full addresses are refused).
 */
export function safeReturnPath(wanted: string | null | undefined): string {
  if (!wanted?.startsWith("/")) return homePath;
  const base = "http://same-origin.invalid";
  const parsed = URL.canParse(wanted, base) ? new URL(wanted, base) : undefined;
  if (!parsed || parsed.origin !== base || parsed.pathname.startsWith("//")) return homePath;
  if (parsed.pathname.startsWith("/sign-") || parsed.pathname.startsWith("/api/")) return homePath;
  return parsed.pathname + parsed.search + parsed.hash;
}
