import type { GraphGroups } from "./graph-groups.ts";
import { ProviderSignInError } from "./provider-error.ts";
import type { RemoteKeys } from "./remote-keys.ts";
import type { EntraSettings } from "./settings.ts";
import type { DirectoryGroups, VerifiedIdentity } from "./verified-identity.ts";
import { type EntraClaims, verifyEntraToken } from "./verify-entra-token.ts";

interface EntraIdentityInput {
  settings: EntraSettings;
  keys: RemoteKeys;
  /** Undefined: groups that are not in the token cannot be read. */
  graph: GraphGroups | undefined;
}

/**
 * Who an ID token of Entra is about.
 * @param nonce what the sign-in sent along
 * @throws ProviderSignInError
 */
export async function readEntraIdentity(
  idToken: string,
  nonce: string | undefined,
  { settings, keys, graph }: EntraIdentityInput,
): Promise<VerifiedIdentity> {
  const claims = await verifyEntraToken(idToken, settings, keys, settings.clientId);
  if (nonce === undefined || claims.nonce !== nonce) {
    throw new ProviderSignInError("token_invalid", "The token answers another sign-in.");
  }
  return {
    providerId: "microsoft",
    issuer: claims.iss,
    directoryTenantId: claims.tid,
    objectId: claims.oid,
    name: claims.name ?? claims.preferred_username ?? "",
    userName: claims.preferred_username,
    contactEmail: claims.email,
    appRoles: claims.roles,
    groups: await groupsOf(claims, graph),
    sessionId: claims.sid,
    logoutHint: claims.login_hint,
  };
}

/** Only ids count: names, which an app registration can be set to send instead, anybody may choose. */
const objectId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Graph is asked at an address of our own: the one in the token is never looked at. A missing claim means no groups
 * only where the token does not say that there are some.
 */
async function groupsOf(claims: EntraClaims, graph: GraphGroups | undefined): Promise<DirectoryGroups> {
  const told: DirectoryGroups = isOverage(claims)
    ? { state: "unavailable", reason: "not_configured" }
    : {
        state: "known",
        groups: (claims.groups ?? []).flatMap((id) => (objectId.test(id) ? [{ externalId: id, name: undefined }] : [])),
      };
  if (!graph) return told;
  const read = await graph.read(claims.tid, claims.oid);
  // What the token itself tells is as good, only without names.
  return read.state === "unavailable" && told.state === "known" ? told : read;
}

function isOverage({ groups, hasgroups, _claim_names: names }: EntraClaims): boolean {
  if (typeof names === "object" && names !== null && "groups" in names) return true;
  return groups === undefined && hasgroups !== undefined && hasgroups !== false && hasgroups !== "false";
}
