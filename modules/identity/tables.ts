import type { Role } from "@eai/contract";
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
    email: text("email").notNull(),
    emailVerified: boolean("email_verified").notNull().default(false),
    image: text("image"),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [uniqueIndex("people_email").on(table.email)],
);

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
    suspendedAt: instant("suspended_at"),
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
    expiresAt: instant("expires_at").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [uniqueIndex("sign_ins_token").on(table.token), index("sign_ins_user").on(table.userId)],
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
