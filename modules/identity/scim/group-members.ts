import { recordAudit } from "@eai/modules/governance";
import { type Database, type Transaction, textArray } from "@eai/modules/kernel";
import { and, asc, eq, inArray, sql } from "drizzle-orm";
import { groupMembers, people, scimUsers } from "../tables.ts";
import type { Directory } from "./directory.ts";
import type { MemberChange } from "./read-group.ts";
import { invalidValue } from "./scim-error.ts";
import { isUserOf } from "./user-scope.ts";

export interface Member {
  value: string;
  display: string;
  type: "User";
  $ref: string;
}

/** Members that SCIM told of, by group. */
export async function membersOf(
  database: Database,
  groupIds: readonly string[],
  baseUrl: string,
): Promise<Map<string, Member[]>> {
  const found = new Map<string, Member[]>();
  if (groupIds.length === 0) return found;
  const rows = await database
    .select({ groupId: groupMembers.groupId, personId: groupMembers.personId, name: people.name })
    .from(groupMembers)
    .innerJoin(people, eq(people.id, groupMembers.personId))
    .where(and(inArray(groupMembers.groupId, [...groupIds]), eq(groupMembers.source, "scim")))
    .orderBy(asc(groupMembers.personId));
  for (const { groupId, personId, name } of rows) {
    const members = found.get(groupId) ?? [];
    members.push({ value: personId, display: name, type: "User", $ref: `${baseUrl}/Users/${personId}` });
    found.set(groupId, members);
  }
  return found;
}

/**
 * Puts a change of members into effect: who is in a group is read at each request, so it holds at the next one.
 * @throws ScimError `invalidValue` for a member who is not a user of the organisation
 */
export async function changeMembers(
  transaction: Transaction,
  directory: Directory,
  groupId: string,
  { isWhole, added, removed }: MemberChange,
): Promise<void> {
  await requireUsers(transaction, directory, added);
  const wanted = textArray([...added]);
  const isMember = and(eq(groupMembers.groupId, groupId), eq(groupMembers.source, "scim"));
  const goes = isWhole
    ? sql`${groupMembers.personId} <> all(${wanted})`
    : sql`${groupMembers.personId} = any(${textArray([...removed])})`;
  const gone = await transaction
    .delete(groupMembers)
    .where(and(isMember, goes))
    .returning({ id: groupMembers.personId });
  const values = [...added].map((personId) => ({ groupId, personId, source: "scim" as const }));
  const come: { id: string }[] = [];
  for (let start = 0; start < values.length; start += rowsPerInsert) {
    const some = values.slice(start, start + rowsPerInsert);
    const made = await transaction
      .insert(groupMembers)
      .values(some)
      .onConflictDoNothing()
      .returning({ id: groupMembers.personId });
    come.push(...made);
  }
  await recordMembers(transaction, directory, "group.add_member", groupId, come);
  await recordMembers(transaction, directory, "group.remove_member", groupId, gone);
}

const rowsPerInsert = 5000;
const idsPerAuditRow = 200;

async function requireUsers(transaction: Transaction, directory: Directory, ids: ReadonlySet<string>): Promise<void> {
  if (ids.size === 0) return;
  const known = await transaction
    .select({ id: scimUsers.personId })
    .from(scimUsers)
    .where(and(isUserOf(directory), sql`${scimUsers.personId} = any(${textArray([...ids])})`));
  if (known.length === ids.size) return;
  throw invalidValue("A member is not a user of this directory. Nested groups are not supported: provision people.");
}

/** One row for many people: a directory sends thousands at once. */
async function recordMembers(
  transaction: Transaction,
  directory: Directory,
  action: "group.add_member" | "group.remove_member",
  groupId: string,
  members: readonly { id: string }[],
): Promise<void> {
  for (let start = 0; start < members.length; start += idsPerAuditRow) {
    await recordAudit(transaction, directory.context, {
      action,
      resourceKind: "group",
      resourceId: groupId,
      changes: { person_ids: members.slice(start, start + idsPerAuditRow).map(({ id }) => id) },
    });
  }
}
