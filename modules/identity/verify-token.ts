import { ProblemError } from "@eai/modules/kernel";
import { jwtVerify } from "jose";
import { type PublicKeys, signingAlgorithm } from "./signing-keys.ts";

export interface TokenClaims {
  personId: string;
  signInId: string;
}

const toleranceSeconds = 30;

/**
 * Checks a bearer token of `/api/auth/token`: signature by one of our keys with the one algorithm, issuer, audience,
 * and times that must be there.
 * @throws ProblemError `unauthenticated` for everything else, whatever it is
 */
export async function verifyToken(token: string, keys: PublicKeys, origin: string): Promise<TokenClaims> {
  const { payload, protectedHeader } = await jwtVerify(token, keys, {
    algorithms: [signingAlgorithm],
    issuer: origin,
    audience: origin,
    requiredClaims: ["exp", "iat", "sub", "sid"],
    clockTolerance: toleranceSeconds,
  }).catch((error: unknown) => {
    // A failing database is not the caller's fault and must not look like a bad token.
    if (isTokenError(error)) throw invalidToken(error);
    throw error;
  });
  const { typ } = protectedHeader;
  const signInId = payload.sid;
  if (typeof payload.sub !== "string" || typeof signInId !== "string") throw invalidToken();
  if (typ !== undefined && typ.toUpperCase() !== "JWT") throw invalidToken();
  return { personId: payload.sub, signInId };
}

export function invalidToken(cause?: unknown): ProblemError {
  return new ProblemError("unauthenticated", "The bearer token is not valid or has expired. Get a new one.", { cause });
}

/** jose's own errors have a code; a malformed key or header makes a plain TypeError or SyntaxError. */
export function isTokenError(error: unknown): boolean {
  if (error instanceof TypeError || error instanceof SyntaxError || error instanceof DOMException) return true;
  return error instanceof Error && /^ERR_J/.test(String((error as { code?: unknown }).code));
}
