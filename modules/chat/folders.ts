import { Permission, type SessionFolder, type writeSessionFolderSchema } from "@eai/contract";
import { recordAudit } from "@eai/modules/governance";
import { requirePermission } from "@eai/modules/identity";
import {
  type Context,
  createOnce,
  type Database,
  isUniqueViolation,
  newId,
  notFound,
  ProblemError,
  type Transaction,
} from "@eai/modules/kernel";
import { and, asc, eq, type SQL, sql } from "drizzle-orm";
import type { z } from "zod";
import { lockConversationsOf } from "./conversation-limit.ts";
import { requirePerson } from "./dependencies.ts";
import { isStorable, storableText } from "./storable-text.ts";
import { conversationFolders } from "./tables.ts";

type FolderRow = typeof conversationFolders.$inferSelect;
type WriteFolder = z.output<typeof writeSessionFolderSchema>;

const mostFolders = 100;

export interface FolderVerbs {
  /** A person's own, by name. */
  listFolders(context: Context): Promise<SessionFolder[]>;
  /** @throws ProblemError `conflict` for a name that is taken, and beyond 100; `idempotency_key_reused` */
  createFolder(context: Context, input: WriteFolder): Promise<SessionFolder>;
  /** @throws ProblemError `not_found`; `conflict` for a name that is taken */
  renameFolder(context: Context, id: string, input: WriteFolder): Promise<SessionFolder>;
  /** Its conversations stay, in no folder. @throws ProblemError `not_found` */
  removeFolder(context: Context, id: string): Promise<void>;
}

export function folderVerbs({ database }: { database: Database }): FolderVerbs {
  return {
    async listFolders(context) {
      requirePermission(context, Permission.ChatUse);
      const rows = await database
        .select()
        .from(conversationFolders)
        .where(eq(conversationFolders.personId, requirePerson(context).personId))
        .orderBy(asc(sql`lower(${conversationFolders.name})`), asc(conversationFolders.id));
      return rows.map(presentFolder);
    },

    async createFolder(context, input) {
      requirePermission(context, Permission.ChatUse);
      const { personId } = requirePerson(context);
      const create = createOnce(database, context, { route: "createSessionFolder", ...input }, async (transaction) => {
        await lockConversationsOf(transaction, personId);
        await requireRoom(transaction, personId);
        const id = newId("fld");
        const name = folderName(input);
        await transaction.insert(conversationFolders).values({ id, tenantId: context.tenantId, personId, name });
        await recordAudit(transaction, context, {
          action: "session_folder.create",
          resourceKind: "session_folder",
          resourceId: id,
        });
        return id;
      });
      const { resourceId } = await create.catch(rethrowNameTaken);
      return presentFolder(await findFolder(database, context, resourceId));
    },

    async renameFolder(context, id, input) {
      requirePermission(context, Permission.ChatUse);
      const rename = database.transaction(async (transaction) => {
        const [row] = await transaction
          .update(conversationFolders)
          .set({ name: folderName(input) })
          .where(ownFolder(context, id))
          .returning();
        if (!row) throw notFound("session folder");
        await recordAudit(transaction, context, {
          action: "session_folder.update",
          resourceKind: "session_folder",
          resourceId: id,
        });
        return row;
      });
      return presentFolder(await rename.catch(rethrowNameTaken));
    },

    async removeFolder(context, id) {
      requirePermission(context, Permission.ChatUse);
      await database.transaction(async (transaction) => {
        const removed = await transaction
          .delete(conversationFolders)
          .where(ownFolder(context, id))
          .returning({ id: conversationFolders.id });
        if (removed.length === 0) throw notFound("session folder");
        await recordAudit(transaction, context, {
          action: "session_folder.delete",
          resourceKind: "session_folder",
          resourceId: id,
        });
      });
    },
  };
}

/**
 * A folder of this person.
 * @param lock holds it against its removal until the transaction ends
 * @throws ProblemError `not_found`
 */
export async function findFolder(
  database: Database | Transaction,
  context: Context,
  id: string,
  lock?: "key share",
): Promise<FolderRow> {
  const query = database.select().from(conversationFolders).where(ownFolder(context, id));
  const [row] = await (lock === undefined ? query : query.for(lock));
  if (!row) throw notFound("session folder");
  return row;
}

export function presentFolder(row: FolderRow): SessionFolder {
  return { id: row.id, name: row.name, created_at: row.createdAt.toISOString() };
}

/** @throws ProblemError `not_found` for an id that no folder can have */
function ownFolder(context: Context, id: string): SQL | undefined {
  if (!isStorable(id)) throw notFound("session folder");
  return and(eq(conversationFolders.id, id), eq(conversationFolders.personId, requirePerson(context).personId));
}

/** @throws ProblemError `validation_failed` when nothing is left of it */
function folderName(input: WriteFolder): string {
  const name = storableText(input.name).trim();
  if (name !== "") return name;
  const message = "Give it a name";
  throw new ProblemError("validation_failed", message, { errors: [{ field: "body.name", message }] });
}

/** Called under the lock of the person's conversations. @throws ProblemError `conflict` */
async function requireRoom(transaction: Transaction, personId: string): Promise<void> {
  const count = await transaction.$count(conversationFolders, eq(conversationFolders.personId, personId));
  if (count < mostFolders) return;
  throw new ProblemError("conflict", `There can be ${mostFolders} folders. Delete one first.`);
}

function rethrowNameTaken(error: unknown): never {
  if (!isUniqueViolation(error)) throw error;
  throw new ProblemError("conflict", "You have a folder with this name already. Choose another name.");
}
