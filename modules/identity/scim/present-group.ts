import { eq, type SQL, sql } from "drizzle-orm";
import { groups } from "../tables.ts";
import { coreGroup } from "./attributes.ts";
import { type Condition, invalidFilter } from "./filter.ts";
import type { Member } from "./group-members.ts";

export type GroupRow = typeof groups.$inferSelect;

export function presentGroup(row: GroupRow, members: readonly Member[], baseUrl: string): object {
  return {
    schemas: [coreGroup],
    id: row.id,
    ...(row.externalId === null ? {} : { externalId: row.externalId }),
    displayName: row.name,
    members,
    meta: {
      resourceType: "Group",
      created: row.createdAt.toISOString(),
      lastModified: row.updatedAt.toISOString(),
      location: `${baseUrl}/Groups/${row.id}`,
    },
  };
}

/** @throws ScimError `invalidFilter` */
export function groupCondition({ attribute, type, value }: Condition): SQL {
  const text = String(value);
  if (type !== undefined) throw invalidFilter("The members of a group have no type here.");
  switch (attribute) {
    case "id":
      return eq(groups.id, text);
    case "externalid":
      return eq(groups.externalId, text);
    case "displayname":
      return sql`lower(${groups.name}) = lower(${text})`;
    case "members":
    case "members.value":
      return sql`exists (
        select from group_members m where m.group_id = groups.id and m.person_id = ${text} and m.source = 'scim')`;
    default:
      throw invalidFilter("The filter names an attribute that groups cannot be found by.");
  }
}
