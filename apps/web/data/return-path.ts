/** Where people land who were not on their way anywhere. */
export const homePath = "/chat";

/** Where a sign-in page may not lead to afterwards. */
const closedPaths = /^\/(sign-|api(\/|$))/i;

/**
 * The page to open after signing in. Only a path of this origin is accepted, so that a link to the sign-in page cannot
 * lead to another site afterwards (`//evil.example`, `/\evil.example` and full addresses are refused, also when encoded:
 * the server refuses those as well).
 */
export function safeReturnPath(wanted: string | null | undefined): string {
  if (!wanted || !isOwnPath(wanted)) return homePath;
  let path = wanted.split(/[?#]/)[0] ?? "";
  for (let decoded = decodeOnce(path); decoded !== path; decoded = decodeOnce(path)) {
    if (decoded === undefined || !isOwnPath(decoded)) return homePath;
    path = decoded;
  }
  const { pathname, search, hash } = new URL(wanted, base);
  return pathname + search + hash;
}

const base = "http://same-origin.invalid";

function isOwnPath(text: string): boolean {
  // A browser reads `\` as `/` and drops control characters.
  if (!text.startsWith("/") || /[\\\p{Cc}]/u.test(text) || !URL.canParse(text, base)) return false;
  const { origin, pathname } = new URL(text, base);
  return origin === base && !pathname.startsWith("//") && !closedPaths.test(pathname);
}

/** Undefined when it cannot be decoded. */
function decodeOnce(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

const keptPathKey = "return-path";

/** Keeps the page to open across a visit to the provider's sign-in page, in this tab. */
export function keepReturnPath(path: string): void {
  try {
    sessionStorage.setItem(keptPathKey, path);
  } catch {
    // Without storage (private windows) a sign-in that failed leads home when it is tried again.
  }
}

/** The page that was wanted before a visit to the provider; the one given when there was none. */
export function keptReturnPath(otherwise: string): string {
  try {
    return safeReturnPath(sessionStorage.getItem(keptPathKey) ?? otherwise);
  } catch {
    return otherwise;
  }
}
