/**
 * Whether a text is a path within the web app, to go to after a sign-in: not another site under any reading of it, and
 * no address of the API.
 */
export function isReturnPath(text: string): boolean {
  if (!isPlainPath(text)) return false;
  // A browser reads `\` as `/`, and drops tabs and line ends; another program may decode once more than we do.
  let path = text.split(/[?#]/)[0] ?? "";
  for (let rounds = 0; rounds < 5; rounds++) {
    const decoded = decodeOnce(path);
    if (decoded === path) return true;
    if (decoded === undefined || !isPlainPath(decoded)) return false;
    path = decoded;
  }
  return false;
}

function isPlainPath(text: string): boolean {
  if (!/^\/(?![/\\])/.test(text) || /[\\\p{Cc}]/u.test(text)) return false;
  const base = "http://same-origin.invalid";
  if (!URL.canParse(text, base)) return false;
  const { origin, pathname } = new URL(text, base);
  return origin === base && !pathname.startsWith("//") && !/^\/api(\/|$)/i.test(pathname);
}

function decodeOnce(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
