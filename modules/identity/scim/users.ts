import { recordAudit } from "@eai/modules/governance";
import type { Database, Transaction } from "@eai/modules/kernel";
import { and, asc, count, eq, inArray, ne, or, type SQL, sql } from "drizzle-orm";
import { groupMembers, groups, people, scimUsers } from "../tables.ts";
import type { Directory } from "./directory.ts";
import { type Condition, invalidFilter, parseFilter } from "./filter.ts";
import { type ListResponse, listResponse, readPaging, readSelection, type ScimQuery, select } from "./list.ts";
import { readPatch } from "./patch.ts";
import { patchUser } from "./patch-user.ts";
import { columnsOf, contactEmail, personName, presentUser, type UserRow, userOf } from "./present-user.ts";
import { moveAccount, provision } from "./provision.ts";
import { readUser, type UserResource } from "./read-user.ts";
import { noSuch } from "./scim-error.ts";
import { applyActive, type HeldPerson, holdWithPlace, suspend } from "./suspension.ts";
import { notUnique, uniquely } from "./uniqueness.ts";
import { isUserOf } from "./user-scope.ts";

/** Users as SCIM has them. Every verb reaches the connection's own organisation alone and throws `ScimError`. */
export interface ScimUserVerbs {
  /** Inactive ones too. An empty list where nothing matches. */
  listUsers(directory: Directory, query: ScimQuery): Promise<ListResponse>;
  getUser(directory: Directory, id: string, query: ScimQuery): Promise<object>;
  createUser(directory: Directory, body: unknown): Promise<object>;
  replaceUser(directory: Directory, id: string, body: unknown): Promise<object>;
  patchUser(directory: Directory, id: string, body: unknown): Promise<object>;
  /** Suspends the person and forgets the directory's words; what they made and what is recorded of them stays. */
  deleteUser(directory: Directory, id: string): Promise<void>;
}

/** @param baseUrl of SCIM, for `meta.location` */
export function scimUserVerbs(database: Database, baseUrl: string): ScimUserVerbs {
  async function read(directory: Directory, id: string): Promise<UserRow> {
    const [row] = await database.select().from(scimUsers).where(isUser(directory, id));
    if (!row) throw noSuch("user");
    return row;
  }

  async function update(
    directory: Directory,
    id: string,
    change: (before: UserResource) => UserResource,
  ): Promise<object> {
    await uniquely("userName", () =>
      database.transaction((transaction) => updateUser(transaction, directory, id, change)),
    );
    return presentUser(await read(directory, id), baseUrl);
  }

  return {
    async listUsers(directory, query) {
      const { startIndex, count: limit } = readPaging(query);
      const selection = readSelection(query);
      const conditions = query.filter === undefined ? [] : parseFilter(query.filter).map(userCondition);
      const where = and(isUserOf(directory), ...conditions);
      const [total] = await database.select({ count: count() }).from(scimUsers).where(where);
      const rows = await database
        .select()
        .from(scimUsers)
        .where(where)
        .orderBy(asc(scimUsers.personId))
        .offset(startIndex - 1)
        .limit(limit);
      const resources = rows.map((row) => select(presentUser(row, baseUrl), selection));
      return listResponse(resources, total?.count ?? 0, startIndex);
    },

    async getUser(directory, id, query) {
      return select(presentUser(await read(directory, id), baseUrl), readSelection(query));
    },

    async createUser(directory, body) {
      const user = readUser(body);
      const id = await uniquely("userName", () =>
        database.transaction(async (transaction) => {
          await requireUnique(transaction, directory, user, "");
          return provision(transaction, directory, user);
        }),
      );
      return presentUser(await read(directory, id), baseUrl);
    },

    replaceUser: (directory, id, body) =>
      update(directory, id, (before) => {
        const after = readUser(body);
        const says = (name: string) => Object.keys(body as object).some((key) => key.toLowerCase() === name);
        return {
          ...after,
          // Saying nothing about it does not let anybody in again, nor take from them what they sign in with.
          ...(says("active") ? {} : { active: before.active }),
          ...(says("externalid") || before.externalId === undefined ? {} : { externalId: before.externalId }),
        };
      }),

    patchUser(directory, id, body) {
      const operations = readPatch(body);
      return update(directory, id, (before) => patchUser(before, operations, id));
    },

    async deleteUser(directory, id) {
      await database.transaction(async (transaction) => {
        const { person } = await holdUser(transaction, directory, id);
        const ours = transaction
          .select({ id: groups.id })
          .from(groups)
          .where(eq(groups.organizationId, directory.organizationId));
        await transaction
          .delete(groupMembers)
          .where(
            and(eq(groupMembers.personId, id), eq(groupMembers.source, "scim"), inArray(groupMembers.groupId, ours)),
          );
        await transaction.delete(scimUsers).where(eq(scimUsers.personId, id));
        await suspend(transaction, directory, person, "removed by the directory");
        await recordAudit(transaction, directory.context, {
          action: "person.update",
          resourceKind: "person",
          resourceId: id,
          reason: "no longer provisioned by the directory",
        });
      });
    },
  };
}

async function updateUser(
  transaction: Transaction,
  directory: Directory,
  id: string,
  change: (before: UserResource) => UserResource,
): Promise<void> {
  const { person, row } = await holdUser(transaction, directory, id);
  const before = userOf(row);
  const after = change(before);
  const changed = changedAttributes(before, after);
  if (changed.length > 0) {
    await requireUnique(transaction, directory, after, id);
    await moveAccount(transaction, directory, id, before.externalId, after.externalId);
    const updatedAt = new Date();
    await transaction
      .update(scimUsers)
      .set({ ...columnsOf(after), connectionId: directory.connectionId, updatedAt })
      .where(eq(scimUsers.personId, id));
    await transaction
      .update(people)
      .set({ name: personName(after), contactEmail: contactEmail(after), updatedAt })
      .where(eq(people.id, id));
    await recordAudit(transaction, directory.context, {
      action: "person.update",
      resourceKind: "person",
      resourceId: id,
      changes: { attributes: changed },
    });
  }
  await applyActive(transaction, directory, person, after.active);
}

async function holdUser(
  transaction: Transaction,
  directory: Directory,
  id: string,
): Promise<{ person: HeldPerson; row: UserRow }> {
  const person = await holdWithPlace(transaction, id);
  const [row] = await transaction.select().from(scimUsers).where(isUser(directory, id)).for("update");
  if (!row) throw noSuch("user");
  return { person, row };
}

function isUser(directory: Directory, id: string): SQL | undefined {
  return and(eq(scimUsers.personId, id), isUserOf(directory));
}

/** Names only: what they hold is not for the audit log. */
function changedAttributes(before: UserResource, after: UserResource): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name])).toSorted();
}

async function requireUnique(
  transaction: Transaction,
  { organizationId }: Directory,
  { userName, externalId }: UserResource,
  ownId: string,
): Promise<void> {
  const [other] = await transaction
    .select({ isName: sql<boolean>`lower(${scimUsers.userName}) = lower(${userName})` })
    .from(scimUsers)
    .where(
      and(
        eq(scimUsers.organizationId, organizationId),
        ne(scimUsers.personId, ownId),
        or(
          sql`lower(${scimUsers.userName}) = lower(${userName})`,
          externalId === undefined ? undefined : eq(scimUsers.externalId, externalId),
        ),
      ),
    )
    .limit(1);
  if (other) throw notUnique(other.isName ? "userName" : "externalId");
}

function userCondition({ attribute, type, value }: Condition): SQL {
  const text = String(value);
  if (type !== undefined && attribute !== "emails.value") throw invalidFilter("Only emails have a type here.");
  switch (attribute) {
    case "id":
      return eq(scimUsers.personId, text);
    case "externalid":
      return eq(scimUsers.externalId, text);
    case "username":
      return sql`lower(${scimUsers.userName}) = lower(${text})`;
    case "displayname":
      return sql`lower(${scimUsers.attributes} ->> 'displayName') = lower(${text})`;
    case "active":
      return eq(scimUsers.active, text.toLowerCase() === "true");
    case "emails":
    case "emails.value":
      return sql`exists (
        select from jsonb_array_elements(coalesce(${scimUsers.attributes} -> 'emails', '[]')) email
        where lower(email ->> 'value') = lower(${text})
          and (${type ?? null}::text is null or lower(email ->> 'type') = ${type ?? null}::text))`;
    default:
      throw invalidFilter("The filter names an attribute that users cannot be found by.");
  }
}
