import { recordAudit } from "@eai/modules/governance";
import { type Database, newId, type Transaction } from "@eai/modules/kernel";
import { and, asc, count, eq, isNotNull, isNull, ne, type SQL, sql } from "drizzle-orm";
import { groupMembers, groups } from "../tables.ts";
import type { Directory } from "./directory.ts";
import { parseFilter } from "./filter.ts";
import { changeMembers, membersOf } from "./group-members.ts";
import {
  isSelected,
  type ListResponse,
  listResponse,
  readPaging,
  readSelection,
  type ScimQuery,
  type Selection,
  select,
} from "./list.ts";
import { readPatch } from "./patch.ts";
import { type GroupRow, groupCondition, presentGroup } from "./present-group.ts";
import { type GroupChange, patchGroup, readGroup } from "./read-group.ts";
import { noSuch } from "./scim-error.ts";
import { notUnique, uniquely } from "./uniqueness.ts";

/** Groups as SCIM has them. Every verb reaches the connection's own organisation alone and throws `ScimError`. */
export interface ScimGroupVerbs {
  listGroups(directory: Directory, query: ScimQuery): Promise<ListResponse>;
  getGroup(directory: Directory, id: string, query: ScimQuery): Promise<object>;
  createGroup(directory: Directory, body: unknown): Promise<object>;
  replaceGroup(directory: Directory, id: string, body: unknown): Promise<object>;
  patchGroup(directory: Directory, id: string, body: unknown): Promise<void>;
  deleteGroup(directory: Directory, id: string): Promise<void>;
}

const everything: Selection = { attributes: undefined, excluded: new Set() };

/** @param baseUrl of SCIM, for `meta.location` */
export function scimGroupVerbs(database: Database, baseUrl: string): ScimGroupVerbs {
  async function present(rows: readonly GroupRow[], selection: Selection): Promise<object[]> {
    const ids = rows.map((row) => row.id);
    const members = isSelected(selection, "members") ? await membersOf(database, ids, baseUrl) : undefined;
    return rows.map((row) => select(presentGroup(row, members?.get(row.id) ?? [], baseUrl), selection));
  }

  async function read(directory: Directory, id: string, selection: Selection): Promise<object> {
    const [row] = await database.select().from(groups).where(isGroup(directory, id));
    const [presented] = row ? await present([row], selection) : [];
    if (!presented) throw noSuch("group");
    return presented;
  }

  return {
    async listGroups(directory, query) {
      const { startIndex, count: limit } = readPaging(query);
      const conditions = query.filter === undefined ? [] : parseFilter(query.filter).map(groupCondition);
      const where = and(isProvisioned(directory), ...conditions);
      const [total] = await database.select({ count: count() }).from(groups).where(where);
      const rows = await database
        .select()
        .from(groups)
        .where(where)
        .orderBy(asc(groups.id))
        .offset(startIndex - 1)
        .limit(limit);
      return listResponse(await present(rows, readSelection(query)), total?.count ?? 0, startIndex);
    },

    getGroup: (directory, id, query) => read(directory, id, readSelection(query)),

    async createGroup(directory, body) {
      const { displayName, externalId, members } = readGroup(body);
      const id = await uniquely("externalId", () =>
        database.transaction(async (transaction) => {
          const made = await makeGroup(transaction, directory, displayName, externalId);
          await changeMembers(transaction, directory, made, members);
          return made;
        }),
      );
      return read(directory, id, everything);
    },

    async replaceGroup(directory, id, body) {
      const change = readGroup(body);
      await uniquely("externalId", () =>
        database.transaction((transaction) => updateGroup(transaction, directory, id, change)),
      );
      return read(directory, id, everything);
    },

    async patchGroup(directory, id, body) {
      const change = patchGroup(readPatch(body), id);
      await uniquely("externalId", () =>
        database.transaction((transaction) => updateGroup(transaction, directory, id, change)),
      );
    },

    async deleteGroup(directory, id) {
      await database.transaction(async (transaction) => {
        const row = await lockGroup(transaction, directory, id);
        // A group with an external id stays, without members: tokens may name it, and what was granted or denied to it
        // holds again when the directory brings it back.
        if (row.externalId === null) await transaction.delete(groups).where(eq(groups.id, id));
        else await transaction.update(groups).set({ connectionId: null }).where(eq(groups.id, id));
        await transaction
          .delete(groupMembers)
          .where(and(eq(groupMembers.groupId, id), eq(groupMembers.source, "scim")));
        await recordAudit(transaction, directory.context, {
          action: "group.delete",
          resourceKind: "group",
          resourceId: id,
        });
      });
    },
  };
}

/** Makes a group, or takes over the one that sign-ins named before. */
async function makeGroup(
  transaction: Transaction,
  directory: Directory,
  name: string,
  externalId: string | undefined,
): Promise<string> {
  await requireUnique(transaction, directory, name, externalId, "");
  const known = externalId === undefined ? undefined : await claimGroup(transaction, directory, name, externalId);
  const id = known ?? newId("grp");
  if (known === undefined) {
    const { organizationId, connectionId } = directory;
    await transaction
      .insert(groups)
      .values({ id, organizationId, externalId: externalId ?? null, name, source: "directory", connectionId });
  }
  await recordAudit(transaction, directory.context, {
    action: "group.create",
    resourceKind: "group",
    resourceId: id,
  });
  return id;
}

async function claimGroup(
  transaction: Transaction,
  { organizationId, connectionId }: Directory,
  name: string,
  externalId: string,
): Promise<string | undefined> {
  const [known] = await transaction
    .update(groups)
    .set({ name, connectionId, updatedAt: new Date() })
    .where(
      and(eq(groups.organizationId, organizationId), eq(groups.externalId, externalId), isNull(groups.connectionId)),
    )
    .returning({ id: groups.id });
  return known?.id;
}

async function updateGroup(
  transaction: Transaction,
  directory: Directory,
  id: string,
  change: GroupChange,
): Promise<void> {
  const row = await lockGroup(transaction, directory, id);
  const name = change.displayName ?? row.name;
  const externalId = change.externalId ?? row.externalId;
  if (name !== row.name || externalId !== row.externalId) {
    await requireUnique(transaction, directory, name, externalId ?? undefined, id);
    await transaction
      .update(groups)
      .set({ name, externalId, connectionId: directory.connectionId, updatedAt: new Date() })
      .where(eq(groups.id, id));
    await recordAudit(transaction, directory.context, {
      action: "group.update",
      resourceKind: "group",
      resourceId: id,
      changes: { renamed: name !== row.name, external_id_changed: externalId !== row.externalId },
    });
  }
  await changeMembers(transaction, directory, id, change.members);
}

async function lockGroup(transaction: Transaction, directory: Directory, id: string): Promise<GroupRow> {
  const [row] = await transaction.select().from(groups).where(isGroup(directory, id)).for("update");
  if (!row) throw noSuch("group");
  return row;
}

/** With an external id groups may share a name, as they may in Entra; without one the name is all there is. */
async function requireUnique(
  transaction: Transaction,
  directory: Directory,
  name: string,
  externalId: string | undefined,
  ownId: string,
): Promise<void> {
  const same =
    externalId === undefined
      ? and(isNull(groups.externalId), sql`lower(${groups.name}) = lower(${name})`)
      : eq(groups.externalId, externalId);
  const [other] = await transaction
    .select({ id: groups.id })
    .from(groups)
    .where(and(isProvisioned(directory), ne(groups.id, ownId), same))
    .limit(1);
  if (other) throw notUnique(externalId === undefined ? "displayName" : "externalId");
}

function isProvisioned({ organizationId }: Directory): SQL | undefined {
  return and(eq(groups.organizationId, organizationId), isNotNull(groups.connectionId));
}

function isGroup(directory: Directory, id: string): SQL | undefined {
  return and(isProvisioned(directory), eq(groups.id, id));
}
