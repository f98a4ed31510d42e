import type { Database } from "@eai/modules/kernel";
import { asc, eq } from "drizzle-orm";
import {
  accounts,
  apiKeys,
  directoryProfiles,
  groupMembers,
  groups,
  memberships,
  people,
  scimUsers,
  signIns,
  tenants,
} from "./tables.ts";
import { tenantPathColumn } from "./tenants.ts";

/** What is kept of who a person is, as it is handed out: no password, token or hash of a key. */
export interface IdentityData {
  profile: Record<string, unknown>;
  signIns: Record<string, unknown>[];
  apiKeys: Record<string, unknown>[];
}

export async function readIdentityData(database: Database, personId: string): Promise<IdentityData> {
  return {
    profile: await readProfile(database, personId),
    signIns: await database
      .select({
        id: signIns.id,
        provider: signIns.providerId,
        ip_address: signIns.ipAddress,
        user_agent: signIns.userAgent,
        created_at: signIns.createdAt,
        last_seen_at: signIns.updatedAt,
        expires_at: signIns.expiresAt,
      })
      .from(signIns)
      .where(eq(signIns.userId, personId))
      .orderBy(asc(signIns.id)),
    apiKeys: await database
      .select({
        id: apiKeys.id,
        name: apiKeys.name,
        prefix: apiKeys.prefix,
        scopes: apiKeys.scopes,
        created_at: apiKeys.createdAt,
        expires_at: apiKeys.expiresAt,
        last_used_at: apiKeys.lastUsedAt,
        revoked_at: apiKeys.revokedAt,
      })
      .from(apiKeys)
      .where(eq(apiKeys.personId, personId))
      .orderBy(asc(apiKeys.id)),
  };
}

async function readProfile(database: Database, personId: string): Promise<Record<string, unknown>> {
  const [person] = await database
    .select({
      id: people.id,
      name: people.name,
      email: people.email,
      contact_email: people.contactEmail,
      created_at: people.createdAt,
      role: memberships.role,
      role_source: memberships.roleSource,
      tenant_path: tenantPathColumn,
    })
    .from(people)
    .innerJoin(memberships, eq(memberships.personId, people.id))
    .innerJoin(tenants, eq(tenants.id, memberships.tenantId))
    .where(eq(people.id, personId));
  return {
    ...person,
    groups: await database
      .select({ id: groups.id, name: groups.name, source: groupMembers.source })
      .from(groupMembers)
      .innerJoin(groups, eq(groups.id, groupMembers.groupId))
      .where(eq(groupMembers.personId, personId))
      .orderBy(asc(groups.name)),
    ways_to_sign_in: await database
      .select({ provider: accounts.providerId, account: accounts.accountId, created_at: accounts.createdAt })
      .from(accounts)
      .where(eq(accounts.userId, personId)),
    directory_profile: await readDirectoryProfile(database, personId),
    provisioned: await readProvisioned(database, personId),
  };
}

async function readDirectoryProfile(database: Database, personId: string): Promise<Record<string, unknown> | null> {
  const [row] = await database
    .select({
      provider: directoryProfiles.providerId,
      issuer: directoryProfiles.issuer,
      directory_tenant_id: directoryProfiles.directoryTenantId,
      object_id: directoryProfiles.objectId,
      user_name: directoryProfiles.userName,
      app_roles: directoryProfiles.appRoles,
      groups_read_at: directoryProfiles.groupsReadAt,
    })
    .from(directoryProfiles)
    .where(eq(directoryProfiles.personId, personId));
  return row ?? null;
}

async function readProvisioned(database: Database, personId: string): Promise<Record<string, unknown> | null> {
  const [row] = await database
    .select({
      user_name: scimUsers.userName,
      external_id: scimUsers.externalId,
      active: scimUsers.active,
      attributes: scimUsers.attributes,
      created_at: scimUsers.createdAt,
    })
    .from(scimUsers)
    .where(eq(scimUsers.personId, personId));
  return row ?? null;
}
