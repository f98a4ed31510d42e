import { instant } from "@eai/modules/kernel";
import { sql } from "drizzle-orm";
import { boolean, index, jsonb, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { ProviderId } from "../providers/settings.ts";
import { people, tenants } from "./people.ts";

/** What a directory said of a person at their last sign-in, or when it was last asked. */
export const directoryProfiles = pgTable(
  "directory_profiles",
  {
    personId: text("person_id")
      .primaryKey()
      .references(() => people.id, { onDelete: "cascade" }),
    providerId: text("provider_id").notNull(),
    issuer: text("issuer").notNull(),
    /** Entra's `tid`; null for other providers. */
    directoryTenantId: text("directory_tenant_id"),
    /** Entra's `oid`, or the `sub` of other providers. */
    objectId: text("object_id").notNull(),
    userName: text("user_name"),
    appRoles: text("app_roles").array().notNull(),
    /** `unavailable`: there are groups, but they could not be read; then none of them counts. */
    groupsState: text("groups_state").$type<"known" | "unavailable">().notNull(),
    groupsReason: text("groups_reason"),
    groupsReadAt: instant("groups_read_at").notNull().defaultNow(),
    /** Until when the groups count, and until when what else the token said. */
    groupsExpireAt: instant("groups_expire_at").notNull(),
    claimsExpireAt: instant("claims_expire_at").notNull(),
  },
  (table) => [uniqueIndex("directory_profiles_object").on(table.providerId, table.issuer, table.objectId)],
);

/** Named sets of people of one organisation, made here or told by a directory. */
export const groups = pgTable(
  "groups",
  {
    id: text("id").primaryKey(),
    /** The root tenant. */
    organizationId: text("organization_id")
      .notNull()
      .references(() => tenants.id),
    /** The directory's object id; null for a group made here. The name may change and is never compared. */
    externalId: text("external_id"),
    name: text("name").notNull(),
    source: text("source").$type<"local" | "directory">().notNull(),
    /** The directory connection that provisions it; null for a group made here or known from tokens only. */
    connectionId: text("connection_id"),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [uniqueIndex("groups_external").on(table.organizationId, table.externalId)],
);

export const groupMembers = pgTable(
  "group_members",
  {
    groupId: text("group_id")
      .notNull()
      .references(() => groups.id, { onDelete: "cascade" }),
    personId: text("person_id")
      .notNull()
      .references(() => people.id, { onDelete: "cascade" }),
    /** Who says so: each source keeps its own rows, and any of them is enough. */
    source: text("source").$type<"administrator" | "token" | "scim">().notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.groupId, table.personId, table.source] }),
    index("group_members_person").on(table.personId),
  ],
);

/** A directory that provisions people and groups of an organisation by SCIM; only the hash of its token is kept. */
export const directoryConnections = pgTable(
  "directory_connections",
  {
    id: text("id").primaryKey(),
    /** The root tenant. */
    organizationId: text("organization_id")
      .notNull()
      .references(() => tenants.id),
    name: text("name").notNull(),
    prefix: text("prefix").notNull(),
    hash: text("hash").notNull(),
    /** Whose sign-ins it provisions: `microsoft` or `oidc`. */
    providerId: text("provider_id").$type<ProviderId>().notNull(),
    /** Entra's `tid`, which with the object id is the key of a person. */
    directoryTenantId: text("directory_tenant_id"),
    createdBy: text("created_by").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    lastUsedAt: instant("last_used_at"),
    revokedAt: instant("revoked_at"),
  },
  (table) => [
    uniqueIndex("directory_connections_hash").on(table.hash),
    index("directory_connections_organization").on(table.organizationId),
  ],
);

/** People as a directory provisioned them. */
export const scimUsers = pgTable(
  "scim_users",
  {
    personId: text("person_id")
      .primaryKey()
      .references(() => people.id, { onDelete: "cascade" }),
    organizationId: text("organization_id")
      .notNull()
      .references(() => tenants.id),
    connectionId: text("connection_id").notNull(),
    externalId: text("external_id"),
    userName: text("user_name").notNull(),
    active: boolean("active").notNull(),
    /** What else the directory said, as SCIM has it; given back, never used to decide. */
    attributes: jsonb("attributes").$type<Record<string, unknown>>().notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex("scim_users_name").on(table.organizationId, sql`lower(${table.userName})`),
    index("scim_users_external").on(table.organizationId, table.externalId),
  ],
);
