import { errors, jwtVerify } from "jose";
import { z } from "zod";
import { isTokenError } from "../verify-token.ts";
import type { OidcDocument } from "./oidc-discovery.ts";
import { ProviderSignInError } from "./provider-error.ts";
import type { OidcSettings } from "./settings.ts";
import type { DirectoryGroups, VerifiedIdentity } from "./verified-identity.ts";
import { shown, toleranceSeconds } from "./verify-entra-token.ts";

const claimsSchema = z.looseObject({
  sub: z.string().min(1).max(255),
  iss: z.string(),
  aud: z.union([z.string(), z.array(z.string())]),
  azp: z.string().optional(),
  nonce: z.string().optional(),
  name: shown,
  preferred_username: shown,
  email: shown,
  sid: shown,
});
const namesSchema = z
  .union([z.string().transform((name) => [name]), z.array(z.string().max(200)).max(2000)])
  .optional();

/**
 * Who an ID token of the provider is about.
 * @param nonce what the sign-in sent along
 * @throws ProviderSignInError
 */
export async function readOidcIdentity(
  idToken: string,
  nonce: string | undefined,
  settings: OidcSettings,
  document: OidcDocument,
): Promise<VerifiedIdentity> {
  const { issuer, algorithms } = await document.read();
  const { payload } = await jwtVerify(
    idToken,
    async ({ kid, alg }) => {
      if (typeof kid !== "string") throw new errors.JWKSNoMatchingKey();
      return (await document.keys.find(kid, alg)).key;
    },
    {
      algorithms: [...algorithms],
      issuer,
      audience: settings.clientId,
      requiredClaims: ["exp", "iat", "sub"],
      clockTolerance: toleranceSeconds,
    },
  ).catch((error: unknown) => {
    if (isTokenError(error)) throw invalid("Signature, issuer, audience or times are wrong.", error);
    throw error;
  });
  const parsed = claimsSchema.safeParse(payload);
  const groups = namesSchema.safeParse(payload[settings.groupsClaim]);
  const roles = namesSchema.safeParse(payload[settings.rolesClaim]);
  if (!parsed.success || !groups.success || !roles.success) throw invalid("A claim is not as it has to be.");
  const claims = parsed.data;
  const isForOthersToo = Array.isArray(claims.aud) && claims.aud.length > 1;
  if (
    isForOthersToo ? claims.azp !== settings.clientId : claims.azp !== undefined && claims.azp !== settings.clientId
  ) {
    throw invalid("The token was given to another application.");
  }
  if (nonce === undefined || claims.nonce !== nonce) throw invalid("The token answers another sign-in.");
  return {
    providerId: "oidc",
    issuer,
    directoryTenantId: null,
    objectId: claims.sub,
    name: claims.name ?? claims.preferred_username ?? "",
    userName: claims.preferred_username,
    contactEmail: claims.email,
    appRoles: roles.data ?? [],
    groups: groupsOf(groups.data, payload._claim_names, settings.groupsClaim),
    sessionId: claims.sid,
    logoutHint: undefined,
  };
}

/** Marked, so that no group of this provider is ever taken for one of Entra with the same id. */
export function oidcGroupId(name: string): string {
  return `oidc:${name}`;
}

/** Claims that are to be fetched elsewhere are not: then there are groups, but which is not known. */
function groupsOf(names: string[] | undefined, elsewhere: unknown, claim: string): DirectoryGroups {
  if (names === undefined && typeof elsewhere === "object" && elsewhere !== null && claim in elsewhere) {
    return { state: "unavailable", reason: "not_configured" };
  }
  return { state: "known", groups: (names ?? []).map((name) => ({ externalId: oidcGroupId(name), name })) };
}

function invalid(message: string, cause?: unknown): ProviderSignInError {
  return new ProviderSignInError("token_invalid", message, { cause });
}
