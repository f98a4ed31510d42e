import type { Role } from "@eai/contract";
import { recordAudit } from "@eai/modules/governance";
import { organizationOf, type TenantPlace, type Transaction } from "@eai/modules/kernel";
import { eq, sql } from "drizzle-orm";
import { holdPerson } from "../hold-person.ts";
import { holdPlatformAdmins, isLastPlatformAdmin } from "../last-platform-admin.ts";
import { leaveOrganization } from "../leave-organization.ts";
import { personContext } from "../person-context.ts";
import { directoryProfiles, memberships, people, signIns, tenants } from "../tables.ts";
import { findOrCreateTenant } from "./mapped-tenant.ts";
import { type PlacingClaims, placeByClaims } from "./placement.ts";
import type { DirectorySettings } from "./settings.ts";
import { type GroupChanges, replaceTokenGroups } from "./token-groups.ts";
import type { VerifiedIdentity } from "./verified-identity.ts";

interface Recording {
  personId: string;
  requestId: string;
  settings: DirectorySettings;
}

/**
 * Writes what a provider said of a person at a sign-in, in the transaction that opens it: profile, groups, and place
 * and role by the maps.
 */
export async function recordIdentity(
  transaction: Transaction,
  identity: VerifiedIdentity,
  recording: Recording,
): Promise<void> {
  const { personId, settings } = recording;
  const { groups } = identity;
  const expiry = sql`now() + make_interval(secs => ${settings.claimsMaxAgeSeconds})`;
  const profile = {
    providerId: identity.providerId,
    issuer: identity.issuer,
    directoryTenantId: identity.directoryTenantId,
    objectId: identity.objectId,
    userName: identity.userName ?? null,
    appRoles: [...identity.appRoles],
    claimsExpireAt: expiry,
    ...groupColumns(groups, expiry),
  };
  await transaction
    .insert(directoryProfiles)
    .values({ personId, ...profile })
    .onConflictDoUpdate({ target: directoryProfiles.personId, set: profile });
  await transaction
    .update(people)
    .set({ contactEmail: identity.contactEmail ?? null, ...(identity.name ? { name: identity.name } : {}) })
    .where(eq(people.id, personId));
  await applyClaims(transaction, identity, recording);
}

/** Writes groups that were read again between sign-ins, and what follows from them for place and role. */
export async function recordGroups(
  transaction: Transaction,
  claims: PlacingClaims,
  recording: Recording,
): Promise<void> {
  await holdPerson(transaction, recording.personId);
  const expiry = sql`now() + make_interval(secs => ${recording.settings.claimsMaxAgeSeconds})`;
  await transaction
    .update(directoryProfiles)
    .set(groupColumns(claims.groups, expiry))
    .where(eq(directoryProfiles.personId, recording.personId));
  await applyClaims(transaction, claims, recording);
}

/** Notes at a sign-in which session of the provider it came from, for signing out on both sides. */
export async function noteProviderSession(
  transaction: Transaction,
  signInId: string,
  { providerId, sessionId, logoutHint }: VerifiedIdentity,
): Promise<void> {
  await transaction
    .update(signIns)
    .set({ providerId, providerSessionId: sessionId ?? null, logoutHint: logoutHint ?? null })
    .where(eq(signIns.id, signInId));
}

function groupColumns(groups: VerifiedIdentity["groups"], expiry: ReturnType<typeof sql>) {
  return {
    groupsState: groups.state,
    groupsReason: groups.state === "unavailable" ? groups.reason : null,
    groupsReadAt: sql`now()`,
    groupsExpireAt: expiry,
  };
}

/** The person is held, so that of two readings of their claims one comes after the other. */
async function applyClaims(transaction: Transaction, claims: PlacingClaims, recording: Recording): Promise<void> {
  const { personId, settings, requestId } = recording;
  const place = placeByClaims(claims, settings);
  const keepsRole = place.role !== "platform_admin" && (await isLast(transaction, personId));
  const [before] = await transaction
    .select({ membership: memberships, tenant: tenants, name: people.name })
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.personId))
    .innerJoin(tenants, eq(tenants.id, memberships.tenantId))
    .where(eq(memberships.personId, personId))
    .for("update", { of: memberships });
  if (!before) throw new Error("A person signs in who has no membership.");
  const { membership } = before;
  const mapped =
    place.tenantPath && place.isTenantSure ? await findOrCreateTenant(transaction, place.tenantPath) : undefined;
  // Who belongs nowhere any more stays in their organisation.
  const lost = membership.tenantSource === "directory" && place.isTenantSure ? rootOf(before.tenant) : undefined;
  const isTenantTheirs = isDirectorys(membership.tenantSource) && (mapped ?? lost) !== undefined;
  const tenant = isTenantTheirs ? (mapped ?? lost ?? before.tenant) : before.tenant;

  const isDecided =
    !isDirectorys(membership.roleSource) || (membership.roleSource === "default" && place.role === "member");
  const isRoleTheirs = !keepsRole && (!isDecided || outgrows(membership, tenant.path));
  const role = isRoleTheirs ? place.role : membership.role;

  const after = {
    role,
    roleSource: isRoleTheirs ? ("directory" as const) : membership.roleSource,
    tenantId: tenant.id,
    tenantSource: isTenantTheirs ? ("directory" as const) : membership.tenantSource,
  };
  await transaction.update(memberships).set(after).where(eq(memberships.personId, personId));
  if (after.tenantId !== membership.tenantId) await leaveOrganization(transaction, personId);
  const groups = await replaceTokenGroups(transaction, personId, organizationOf(tenant), claims.groups);
  const changes = changesOf(membership, after, groups);
  if (Object.keys(changes).length === 0) return;
  const context = personContext({ id: personId, name: before.name }, role, tenant, requestId);
  await recordAudit(transaction, context, {
    action: "person.update",
    resourceKind: "person",
    resourceId: personId,
    changes,
  });
}

/** The last platform administrator stays one, whatever their directory says. Others' rows are held for nobody else. */
async function isLast(transaction: Transaction, personId: string): Promise<boolean> {
  const [row] = await transaction
    .select({ role: memberships.role })
    .from(memberships)
    .where(eq(memberships.personId, personId));
  return row?.role === "platform_admin" && isLastPlatformAdmin(await holdPlatformAdmins(transaction), personId);
}

/** Claims change only what a directory decided, or nobody. */
function isDirectorys(source: (typeof memberships.$inferSelect)["roleSource"]): boolean {
  return source === "default" || source === "directory";
}

/**
 * Whoever gave a role gave it for a tenant and what is below. In any other it would reach further than they could give,
 * and people can leave many a group by themselves.
 */
function outgrows(before: { role: Role; tenantId: string }, path: readonly string[]): boolean {
  return before.role !== "platform_admin" && before.role !== "member" && !path.includes(before.tenantId);
}

function rootOf(tenant: TenantPlace): TenantPlace {
  const root = organizationOf(tenant);
  return { id: root, path: [root] };
}

function changesOf(
  before: { role: string; tenantId: string },
  after: { role: string; tenantId: string },
  groups: GroupChanges,
): Record<string, unknown> {
  return {
    ...(before.role === after.role ? {} : { role: { before: before.role, after: after.role } }),
    ...(before.tenantId === after.tenantId ? {} : { tenant_id: { before: before.tenantId, after: after.tenantId } }),
    ...(groups.added.length === 0 ? {} : { groups_added: groups.added }),
    ...(groups.removed.length === 0 ? {} : { groups_removed: groups.removed }),
  };
}
