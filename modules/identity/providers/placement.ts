import { type Role, roles } from "@eai/contract";
import type { DirectorySettings } from "./settings.ts";
import type { VerifiedIdentity } from "./verified-identity.ts";

/** What the maps make of a person's claims. */
export interface DirectoryPlace {
  /** `member` when no entry fits: what a directory gave it also takes back. */
  role: Role;
  /** Names from the organisation down; undefined when no entry fits. */
  tenantPath: readonly string[] | undefined;
  /** False while groups are not known, as one of them might decide. */
  isTenantSure: boolean;
}

export type PlacingClaims = Pick<VerifiedIdentity, "appRoles" | "directoryTenantId" | "groups">;

/** Applies `IDENTITY_ROLE_MAP` and `IDENTITY_TENANT_MAP` to what a directory says. */
export function placeByClaims(
  { appRoles, directoryTenantId, groups }: PlacingClaims,
  { entra, roleMap, tenantMap }: Pick<DirectorySettings, "entra" | "roleMap" | "tenantMap">,
): DirectoryPlace {
  const isShared = (entra?.allowedTenants.length ?? 0) > 1;
  const roleKeys = directoryTenantId === null ? appRoles : keysOfAppRoles(appRoles, directoryTenantId, isShared);
  const groupKeys = groups.state === "known" ? groups.groups.map(({ externalId }) => keyOfGroup(externalId)) : [];
  const told = [...roleKeys, ...groupKeys];
  const isForeign = directoryTenantId === null && entra !== undefined;
  const keys = new Set(isForeign ? told.filter((key) => !entraKey.test(key)) : told);
  const given = new Set([...keys].flatMap((key) => (Object.hasOwn(roleMap, key) ? [roleMap[key]] : [])));
  const entry = tenantMap.find(({ key }) => keys.has(key) || key === directoryTenantId);
  return {
    role: roles.findLast((role) => given.has(role)) ?? "member",
    tenantPath: entry?.path,
    isTenantSure: groups.state === "known",
  };
}

/**
 * App roles of a registration are given to people by the administrators of each tenant. Where several tenants come in,
 * one must not be able to give what the map means for another: then only the role of a named tenant counts.
 */
function keysOfAppRoles(appRoles: readonly string[], tenantId: string, isShared: boolean): string[] {
  return appRoles.flatMap((role) => [`${tenantId}/${role}`, ...(isShared ? [] : [role])]);
}

/**
 * A group or tenant id of Entra, or an app role of one of its tenants. Another provider beside Entra may call its groups
 * and roles anything, and must not give what is meant for people whom Entra vouches for.
 */
const entraKey = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(\/|$)/i;

/** In the maps the groups of other providers stand as the provider calls them. */
function keyOfGroup(externalId: string): string {
  return externalId.replace(/^oidc:/, "");
}
