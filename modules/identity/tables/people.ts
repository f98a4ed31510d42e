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
    kind: text("kind").$type<"organization" | "division" | "team">().notNull().default("organization"),
    /** What is set here; what holds is this and all above, see `tenant-settings.ts`. */
    settings: jsonb("settings").$type<Record<string, unknown>>().notNull().default({}),
    /** IANA name; null: that of the tenant above, and of an organisation UTC. Months of budgets begin in it. */
    timeZone: text("time_zone"),
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
