import type { Message, Session, SessionFolder, Share } from "@eai/contract";
import { recordAudit } from "@eai/modules/governance";
import { withinOrganization } from "@eai/modules/identity";
import {
  type Context,
  inBatches,
  rowsOf,
  systemContext,
  type TenantPlace,
  type Transaction,
  textArray,
} from "@eai/modules/kernel";
import { and, asc, eq, getTableColumns, gt, type SQL, sql } from "drizzle-orm";
import { conversationColumns, presentConversation } from "./conversation-access.ts";
import { type ChatDependencies, requirePerson } from "./dependencies.ts";
import { presentFolder } from "./folders.ts";
import { messageColumns, presentMessages } from "./messages.ts";
import { presentShare } from "./shares.ts";
import { stopAnswers } from "./stop-answer.ts";
import { conversationFolders, conversationShares, conversations, messages } from "./tables.ts";

/** What is kept of people's conversations, beyond their own use of them. */
export interface KeptConversationVerbs {
  /**
   * All conversations of a person, in batches.
   * @param subject their context
   * @param organizationId what they said in another organisation is that one's; null: all of it
   */
  readConversations(subject: Context, organizationId: string | null): AsyncIterable<Session[]>;
  /** The folders they keep them in. */
  readFolders(subject: Context, organizationId: string | null): Promise<SessionFolder[]>;
  /** What of them others may read. */
  readShares(subject: Context, organizationId: string | null): Promise<Share[]>;
  /** All messages of a person's conversations, in batches, with the citations they may see now. */
  readMessages(subject: Context, organizationId: string | null): AsyncIterable<Message[]>;
  /**
   * Removes all conversations and folders of a person, and with them what was shared; answers being written are stopped first. Each is recorded.
   * @returns how many conversations
   */
  removeConversationsOf(personId: string): Promise<number>;
  /**
   * Removes conversations of a tenant whose last message is older, pinned ones too, in batches that each leave one row.
   * @returns how many
   */
  removeConversationsBefore(tenant: TenantPlace, before: Date, signal: AbortSignal): Promise<number>;
}

const batchSize = 200;

export function keptConversationVerbs(dependencies: ChatDependencies): KeptConversationVerbs {
  const { database } = dependencies;

  return {
    async *readConversations(subject, organizationId) {
      const theirs = isTheirs(subject, organizationId);
      const batches = inBatches(batchSize, (last) =>
        database
          .select(conversationColumns)
          .from(conversations)
          .where(and(theirs, gt(conversations.id, last)))
          .orderBy(asc(conversations.id))
          .limit(batchSize),
      );
      for await (const rows of batches) yield rows.map(presentConversation);
    },

    async readFolders(subject, organizationId) {
      const { personId } = requirePerson(subject);
      const within = withinOrganization(sql`${conversationFolders.tenantId}`, organizationId);
      const rows = await database
        .select()
        .from(conversationFolders)
        .where(and(eq(conversationFolders.personId, personId), within))
        .orderBy(asc(conversationFolders.id));
      return rows.map(presentFolder);
    },

    async readShares(subject, organizationId) {
      const rows = await database
        .select(getTableColumns(conversationShares))
        .from(conversationShares)
        .innerJoin(conversations, eq(conversations.id, conversationShares.conversationId))
        .where(isTheirs(subject, organizationId))
        .orderBy(asc(conversationShares.id));
      return rows.map(presentShare);
    },

    async *readMessages(subject, organizationId) {
      const theirs = isTheirs(subject, organizationId);
      for (let last = { conversationId: "", ordinal: -1 }; ; ) {
        const isLater = sql`(${messages.conversationId}, ${messages.ordinal}) > (${last.conversationId}, ${last.ordinal}::int)`;
        const rows = await database
          .select(messageColumns)
          .from(messages)
          .innerJoin(conversations, eq(conversations.id, messages.conversationId))
          .where(and(theirs, isLater))
          .orderBy(asc(messages.conversationId), asc(messages.ordinal))
          .limit(batchSize);
        if (rows.length > 0) yield presentMessages(dependencies, subject, rows);
        last = rows.at(-1) ?? last;
        if (rows.length < batchSize) return;
      }
    },

    async removeConversationsOf(personId) {
      const open = await rowsOf<{ id: string }>(
        database,
        sql`select distinct c.id from conversations c join messages m on m.conversation_id = c.id
          where c.person_id = ${personId} and m.state in ('pending', 'streaming')`,
      );
      for (const { id } of open) await stopAnswers(dependencies, id);
      let removed = 0;
      for (;;) {
        const count = await database.transaction((transaction) => removeBatchOf(transaction, personId));
        removed += count;
        if (count < batchSize) break;
      }
      await database.delete(conversationFolders).where(eq(conversationFolders.personId, personId));
      return removed;
    },

    async removeConversationsBefore(tenant, before, signal) {
      for (let removed = 0; ; ) {
        signal.throwIfAborted();
        const count = await database.transaction((transaction) => removeBatchBefore(transaction, tenant, before));
        removed += count;
        if (count < batchSize) return removed;
      }
    },
  };
}

function isTheirs(subject: Context, organizationId: string | null): SQL | undefined {
  const { personId } = requirePerson(subject);
  const within = withinOrganization(sql`${conversations.tenantId}`, organizationId);
  return and(eq(conversations.personId, personId), within);
}

async function removeBatchOf(transaction: Transaction, personId: string): Promise<number> {
  const removed = await rowsOf<{ id: string; tenantId: string }>(
    transaction,
    sql`delete from conversations where id in (
        select id from conversations where person_id = ${personId} order by id limit ${batchSize} for update)
      returning id, tenant_id as "tenantId"`,
  );
  // Chains are held in one order, so that no two such transactions wait for each other.
  for (const { id, tenantId } of removed.toSorted((left, right) => compare(left.tenantId, right.tenantId))) {
    await recordAudit(transaction, systemContext("erasure", { id: tenantId, path: [tenantId] }), {
      action: "session.delete",
      resourceKind: "session",
      resourceId: id,
      reason: "person_erased",
    });
  }
  return removed.length;
}

/** What was said in a tenant that is gone since is kept by the rules of the one where its person is now. */
function isKeptBy(tenantId: string): SQL {
  return sql`(c.tenant_id = ${tenantId} or (not exists (select from tenants where tenants.id = c.tenant_id)
    and exists (select from memberships where memberships.person_id = c.person_id and memberships.tenant_id = ${tenantId})))`;
}

async function removeBatchBefore(transaction: Transaction, tenant: TenantPlace, before: Date): Promise<number> {
  // An answer being written is a last message of just now.
  const old = await rowsOf<{ id: string }>(
    transaction,
    sql`select c.id from conversations c
      where ${isKeptBy(tenant.id)} and c.updated_at < ${before.toISOString()}::timestamptz
        and not exists (select from messages m where m.conversation_id = c.id and m.state in ('pending', 'streaming'))
      order by c.id limit ${batchSize} for update of c skip locked`,
  );
  if (old.length === 0) return 0;
  await transaction.delete(conversations).where(sql`id = any(${textArray(old.map(({ id }) => id))})`);
  await recordAudit(transaction, systemContext("retention", tenant), {
    action: "retention.apply",
    resourceKind: "tenant",
    resourceId: tenant.id,
    changes: { conversations: old.length, before: before.toISOString() },
  });
  return old.length;
}

function compare(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}
