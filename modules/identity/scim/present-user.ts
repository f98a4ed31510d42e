import type { scimUsers } from "../tables.ts";
import { coreUser, enterpriseUser } from "./attributes.ts";
import type { Email, UserResource } from "./read-user.ts";

export type UserRow = typeof scimUsers.$inferSelect;

/** The columns of a user and what else is kept. */
export function columnsOf(user: UserResource): {
  userName: string;
  externalId: string | null;
  active: boolean;
  attributes: Record<string, unknown>;
} {
  const { userName, externalId, active, ...attributes } = user;
  return { userName, externalId: externalId ?? null, active, attributes };
}

/** A stored user as the directory last described it. */
export function userOf(row: UserRow): UserResource {
  const { userName, externalId, active, attributes } = row;
  return { ...attributes, userName, active, ...(externalId === null ? {} : { externalId }) };
}

export function presentUser(row: UserRow, baseUrl: string): object {
  const user = userOf(row);
  return {
    schemas: [coreUser, ...(user[enterpriseUser] ? [enterpriseUser] : [])],
    id: row.personId,
    ...user,
    meta: {
      resourceType: "User",
      created: row.createdAt.toISOString(),
      lastModified: row.updatedAt.toISOString(),
      location: `${baseUrl}/Users/${row.personId}`,
    },
  };
}

const longestName = 200;

/** What people read: the display name, or the next best. */
export function personName(user: UserResource): string {
  const { displayName, name } = user;
  const parts = [name?.givenName, name?.familyName].filter(Boolean).join(" ");
  const found = [displayName, name?.formatted, parts, user.userName].find(
    (text) => typeof text === "string" && text.trim() !== "",
  );
  return String(found).trim().slice(0, longestName);
}

/** The work address, for display only. */
export function contactEmail({ emails = [] }: UserResource): string | null {
  const found = emails.find(isWork) ?? emails.find((email) => email.primary) ?? emails[0];
  return found?.value ?? null;
}

function isWork({ type }: Email): boolean {
  return type?.toLowerCase() === "work";
}
