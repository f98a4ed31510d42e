import { isIP } from "node:net";

/** True for an address of this very machine, in any spelling. */
export function isLoopback(address: string | undefined): boolean {
  if (address === undefined) return false;
  const plain = address.toLowerCase().replace(/^::ffff:/, "");
  return plain === "::1" || (isIP(plain) === 4 && plain.startsWith("127."));
}

/**
 * Who is calling: the peer of the connection, or, when that is a proxy on this machine, the last hop it was told of.
 * Whatever stands further left in `X-Forwarded-For` a client may have written.
 */
export function clientAddress(peer: string | undefined, forwardedFor: string | null): string {
  const last = forwardedFor?.split(",").at(-1)?.trim();
  if (isLoopback(peer) && last && isIP(last)) return oneSpelling(last);
  return peer === undefined ? "unknown" : oneSpelling(peer);
}

/** Without the zone of a link-local address and in small letters: better-auth knows the same address written otherwise, but not so. */
function oneSpelling(address: string): string {
  return address.replace(/%.*$/, "").toLowerCase();
}
