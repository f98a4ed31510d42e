import type { Permission, Role } from "@eai/contract";
import { instant } from "@eai/modules/kernel";
import { sql } from "drizzle-orm";
import { boolean, foreignKey, index, jsonb, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";

/** The tree: organisation → division → team. `path` is the ids from the root down to this one. */
export const tenants = pgTable(
  "tenants",
  {
    id: text("id").primaryKey(),
    parentId: text("parent_id"),
    path: text("path").array().notNull(),
    name: text("name").notNull(),
    kind: text("kind").$type<"organization" | "division" | "team">().notNull().default("organization"),
    /** What is set here; what holds is this and all above, see `tenant-settings.ts`. */
    settings: jsonb("settings").$type<Record<string, unknown>>().notNull().default({}),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [
    foreignKey({ columns: [table.parentId], foreignColumns: [table.id] }),
    index("tenants_path").using("gin", table.path),
    uniqueIndex("tenants_name_below_parent").on(sql`coalesce(${table.parentId}, '')`, table.name),
  ],
);

/** People, as better-auth keeps them (its model `user`). */
export const people = pgTable(
  "people",
  {
    id: text("id").primaryKey(),
    name: text("name").notNull(),
    /**
     * What a local account signs in with. Of a person whom a directory vouches for it is a made-up address under
     * `.invalid`: no sign-in is ever joined to an account by an e-mail address.
     */
    email: text("email").notNull(),
    /** The address the directory gave, for display only. */
    contactEmail: text("contact_email"),
    emailVerified: boolean("email_verified").notNull().default(false),
    image: text("image"),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
    /** Their data was erased; the row stays for the ids in usage and audit. */
    erasedAt: instant("erased_at"),
  },
  (table) => [uniqueIndex("people_email").on(table.email)],
);

/** `first`: the first account of the installation; `default`: nobody decided. */
export type PlacementSource = "first" | "default" | "invitation" | "administrator" | "directory";

/** Where a person belongs and as what. Apart from `people`, so that no sign-in route can write it. */
export const memberships = pgTable(
  "memberships",
  {
    personId: text("person_id")
      .notNull()
      .references(() => people.id, { onDelete: "cascade" }),
    tenantId: text("tenant_id")
      .notNull()
      .references(() => tenants.id),
    role: text("role").$type<Role>().notNull(),
    /** Who decided the role: a directory's claims change only what a directory or nobody decided. */
    roleSource: text("role_source").$type<PlacementSource>().notNull().default("default"),
    tenantSource: text("tenant_source").$type<PlacementSource>().notNull().default("default"),
    suspendedAt: instant("suspended_at"),
    /** The `suspendedAt` that a directory wrote: only while both are equal may the directory take it back. */
    directorySuspendedAt: instant("directory_suspended_at"),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.personId] }), index("memberships_tenant").on(table.tenantId)],
);

/** One row for each installation: its unique key decides who was first, whatever races. */
export const installation = pgTable("installation", {
  singleton: boolean("singleton").primaryKey().default(true),
  firstPersonId: text("first_person_id").notNull(),
  createdAt: instant("created_at").notNull().defaultNow(),
});

/** better-auth's `session`: a signed-in browser. A conversation is another thing. */
export const signIns = pgTable(
  "sign_ins",
  {
    id: text("id").primaryKey(),
    token: text("token").notNull(),
    userId: text("user_id")
      .notNull()
      .references(() => people.id, { onDelete: "cascade" }),
    ipAddress: text("ip_address"),
    userAgent: text("user_agent"),
    /** Which provider vouched for it; null for a password. */
    providerId: text("provider_id"),
    /** The provider's own session (`sid`), which its sign-out names. */
    providerSessionId: text("provider_session_id"),
    /** What the provider's sign-out page needs to know whom to sign out. */
    logoutHint: text("logout_hint"),
    expiresAt: instant("expires_at").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex("sign_ins_token").on(table.token),
    index("sign_ins_user").on(table.userId),
    index("sign_ins_provider_session").on(table.providerSessionId),
  ],
);

/** better-auth's `account`: a way a person signs in (password, later an identity provider). */
export const accounts = pgTable(
  "accounts",
  {
    id: text("id").primaryKey(),
    accountId: text("account_id").notNull(),
    providerId: text("provider_id").notNull(),
    userId: text("user_id")
      .notNull()
      .references(() => people.id, { onDelete: "cascade" }),
    accessToken: text("access_token"),
    refreshToken: text("refresh_token"),
    idToken: text("id_token"),
    accessTokenExpiresAt: instant("access_token_expires_at"),
    refreshTokenExpiresAt: instant("refresh_token_expires_at"),
    scope: text("scope"),
    password: text("password"),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex("accounts_provider_account").on(table.providerId, table.accountId),
    index("accounts_user").on(table.userId),
  ],
);

/** better-auth's `verification`. */
export const verifications = pgTable(
  "verifications",
  {
    id: text("id").primaryKey(),
    identifier: text("identifier").notNull(),
    value: text("value").notNull(),
    expiresAt: instant("expires_at").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [index("verifications_identifier").on(table.identifier)],
);

/** better-auth's `jwks`: the keys that sign tokens; private ones are stored encrypted. */
export const signingKeys = pgTable("signing_keys", {
  id: text("id").primaryKey(),
  publicKey: text("public_key").notNull(),
  privateKey: text("private_key").notNull(),
  createdAt: instant("created_at").notNull().defaultNow(),
  expiresAt: instant("expires_at"),
});

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

/** Keys for programs that act as a person; only the hash is kept. */
export const apiKeys = pgTable(
  "api_keys",
  {
    id: text("id").primaryKey(),
    personId: text("person_id")
      .notNull()
      .references(() => people.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    /** The first characters, to tell keys apart. */
    prefix: text("prefix").notNull(),
    hash: text("hash").notNull(),
    scopes: text("scopes").array().$type<Permission[]>().notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    expiresAt: instant("expires_at"),
    lastUsedAt: instant("last_used_at"),
    revokedAt: instant("revoked_at"),
  },
  (table) => [uniqueIndex("api_keys_hash").on(table.hash), index("api_keys_person").on(table.personId)],
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
    providerId: text("provider_id").notNull(),
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

/** An open door for one person: a sign-up with its token joins this tenant with this role. */
export const invitations = pgTable(
  "invitations",
  {
    id: text("id").primaryKey(),
    tenantId: text("tenant_id")
      .notNull()
      .references(() => tenants.id),
    /** Whom it is for; only an account with this address can use it. */
    email: text("email").notNull(),
    role: text("role").$type<Role>().notNull(),
    hash: text("hash").notNull(),
    createdBy: text("created_by").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    expiresAt: instant("expires_at").notNull(),
    acceptedBy: text("accepted_by"),
    acceptedAt: instant("accepted_at"),
    revokedAt: instant("revoked_at"),
  },
  (table) => [uniqueIndex("invitations_hash").on(table.hash), index("invitations_tenant").on(table.tenantId)],
);
