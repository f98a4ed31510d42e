import { errors, type JWTPayload, jwtVerify } from "jose";
import { z } from "zod";
import { isTokenError } from "../verify-token.ts";
import { ProviderSignInError } from "./provider-error.ts";
import type { RemoteKeys } from "./remote-keys.ts";
import type { EntraSettings } from "./settings.ts";

const guid = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
/** What is only shown or handed back may be missing or odd, but does not spoil a sign-in. */
export const shown = z
  .string()
  .max(1000)
  .transform((text) => text.replaceAll(/\p{Cc}/gu, " ").trim())
  .optional()
  .catch(undefined);

const claimsSchema = z.object({
  ver: z.literal("2.0"),
  iss: z.string(),
  aud: z.string(),
  tid: guid,
  oid: guid,
  nonce: z.string().optional(),
  scp: z.string().optional(),
  idtyp: z.string().optional(),
  name: shown,
  preferred_username: shown,
  email: shown,
  sid: shown,
  login_hint: shown,
  roles: z.array(z.string().max(200)).max(1000).default([]),
  groups: z.array(z.string().max(200)).max(1000).optional(),
  hasgroups: z.unknown().optional(),
  _claim_names: z.unknown().optional(),
});
export type EntraClaims = z.infer<typeof claimsSchema>;

export const toleranceSeconds = 60;

/**
 * Checks a token of Entra, whatever it is for: signature (RS256) by a key that may sign for its tenant, version, the
 * audience exactly, times, an issuer that is that of its `tid`, and that this tenant may come in.
 * @throws ProviderSignInError `token_invalid`, `tenant_not_allowed`, or `provider_unavailable` when there are no keys
 */
export async function verifyEntraToken(
  token: string,
  settings: EntraSettings,
  keys: RemoteKeys,
  audience: string,
): Promise<EntraClaims> {
  let keyIssuer: string | undefined;
  const { payload } = await jwtVerify(
    token,
    async ({ kid }) => {
      if (typeof kid !== "string") throw new errors.JWKSNoMatchingKey();
      const found = await keys.find(kid, "RS256");
      keyIssuer = found.issuer;
      return found.key;
    },
    {
      algorithms: ["RS256"],
      audience,
      requiredClaims: ["exp", "iat", "nbf", "iss", "aud", "tid", "oid"],
      clockTolerance: toleranceSeconds,
    },
  ).catch((error: unknown) => {
    if (isTokenError(error)) throw invalid("Signature, audience or times are wrong.", error);
    throw error;
  });
  const claims = readClaims(payload);
  const issuer = `${settings.authority}/${claims.tid}/v2.0`;
  if (claims.iss !== issuer) throw invalid("The issuer is not that of the tenant.");
  if (keyIssuer?.replace("{tenantid}", claims.tid) !== issuer) throw invalid("The key may not sign for this tenant.");
  if (!settings.allowedTenants.includes(claims.tid)) {
    throw new ProviderSignInError("tenant_not_allowed", "The tenant is not on the list of allowed ones.");
  }
  return claims;
}

function readClaims(payload: JWTPayload): EntraClaims {
  const parsed = claimsSchema.safeParse(payload);
  if (!parsed.success) throw invalid(`The claim ${parsed.error.issues[0]?.path.join(".")} is not as it has to be.`);
  return parsed.data;
}

function invalid(message: string, cause?: unknown): ProviderSignInError {
  return new ProviderSignInError("token_invalid", message, { cause });
}
